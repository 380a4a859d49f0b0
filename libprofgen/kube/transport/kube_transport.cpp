#include "kube/transport/kube_transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

#include "base/text.hpp"
#include "fleet/rollout/strategy_json.hpp"
#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/transport/mailbox.hpp"
#include "kube/transport/refusal.hpp"

namespace profgen::inline v0::kube {
namespace {

using State = fleet::Answer::State;

// So many requests are one call of the API.
constexpr std::size_t most_asked_at_once = 200;
// A look at deadlines at least so often.
constexpr double longest_slice_seconds = 1;
// What another writer's request may take until its reply.
constexpr double patience_seconds = 60;
// A part of a reply that does not come: the agent may have begun anew in between.
constexpr double part_seconds = 20;
constexpr double write_pause_seconds = 1;

constexpr const char* agent_remedy = "look after its agent: kubectl -n profgen get pods -o wide";

std::int64_t span_us(double seconds) { return static_cast<std::int64_t>(seconds * 1e6); }

class KubeTransport : public fleet::Transport {
 public:
  KubeTransport(Api& api, const fleet::Inventory& inventory, std::string writer,
                double request_seconds, const Timing& timing)
      : api_(api),
        timing_(timing),
        writer_(std::move(writer)),
        request_seconds_(request_seconds),
        bundles_(api, fleet::strategy_json(inventory.strategy).dump()),
        watch_(api, node_profile_statuses, timing),
        peers_(inventory.nodes.size()) {
    for (std::size_t i = 0; i < peers_.size(); ++i) {
      peers_[i].name = inventory.nodes[i].name;
      places_[peers_[i].name] = i;
    }
  }

  void ask(std::size_t node, SharedLine line) override {
    Peer& peer = peers_.at(node);
    peer.queue.push_back(std::move(line));
    if (peer.queue.size() == 1) begin(node);
  }

  std::optional<fleet::Answer> next(double seconds) override {
    const std::int64_t limit = timing_.now_us() + span_us(seconds);
    do {
      if (!answers_.empty()) {
        std::optional<fleet::Answer> out = std::move(answers_.front());
        answers_.pop_front();
        return out;
      }
    } while (pump(limit) || !answers_.empty());
    return std::nullopt;
  }

  void wait(double seconds) override {
    const std::int64_t limit = timing_.now_us() + span_us(seconds);
    while (pump(limit)) {
    }
  }

  [[nodiscard]] std::int64_t now_us() const override { return timing_.now_us(); }

 private:
  struct Peer {
    std::string name;
    Mailbox box;
    std::deque<SharedLine> queue;  // the first is `asked`
    Asked asked;
    std::int64_t taken_since_us = 0;  // another writer's request is in the way
  };

  [[nodiscard]] static bool is_written(const Asked& asked) {
    return asked.written_us != 0 || asked.part != 0;
  }

  [[nodiscard]] std::string next_id() { return fmt::format("{}-{}", writer_, ++number_); }

  void begin(std::size_t i) {
    Peer& peer = peers_[i];
    peer.asked = {};
    peer.taken_since_us = 0;
    peer.asked.prepared = bundles_.prepare(peer.queue.front());
    peer.asked.id = next_id();
    peer.asked.deadline_us = timing_.now_us() + span_us(request_seconds_);
    busy_.insert(i);
    withdrawn_.erase(i);
    if (!peer.asked.prepared.wrong.empty())
      answer(i, State::refused, {}, peer.asked.prepared.wrong, "see what is asked");
  }

  void answer(std::size_t i, State state, std::string line, std::string reason,
              std::string remedy) {
    Peer& peer = peers_[i];
    // Nobody waits for it now: an agent that comes back must not carry it out by itself.
    if (state != State::answered && is_written(peer.asked)) withdrawn_.insert(i);
    answers_.push_back({state, i, std::move(line), std::move(reason), std::move(remedy)});
    peer.queue.pop_front();
    busy_.erase(i);
    if (!peer.queue.empty()) begin(i);
  }

  void answer_all(State state, const Refusal& refusal) {
    for (const std::size_t i : std::vector<std::size_t>(busy_.begin(), busy_.end()))
      answer(i, state, {}, refusal.reason, refusal.remedy);
  }

  // ---- what is seen

  void see(const Json& object) {
    const auto found = places_.find(object_name_of(object));
    if (found == places_.end()) return;
    const std::size_t i = found->second;
    Peer& peer = peers_[i];
    const bool sound = peer.box.take(object, timing_.now_us());
    if (!busy_.contains(i)) return;
    if (!sound)
      return answer(
          i, State::broken, {}, peer.box.damage,
          "look for what else writes there: kubectl get nps -o yaml --show-managed-fields");
    Asked& asked = peer.asked;
    if (peer.box.has(asked) && asked.written_us == 0) asked.written_us = timing_.now_us();
    switch (peer.box.gather(asked)) {
      case Mailbox::Progress::nothing:
        return;
      case Mailbox::Progress::whole:
        // Somebody deleted the ProfileBundle in between.
        if (!asked.again && !asked.prepared.bundle.empty() &&
            asked.gathered.find("\"unknown-bundle\"") != std::string::npos) {
          asked.again = true;
          bundles_.forget(asked.prepared.bundle);
          return ask_anew(asked);
        }
        return answer(i, State::answered, std::move(asked.gathered), {}, {});
      case Mailbox::Progress::next_part:
        asked.written_us = 0;
        asked.deadline_us = timing_.now_us() + span_us(request_seconds_);
        return;
      case Mailbox::Progress::begin_anew:
        return ask_anew(asked);
    }
  }

  void ask_anew(Asked& asked) {
    asked.id = next_id();
    asked.part = 0;
    asked.gathered.clear();
    asked.written_us = 0;
  }

  void see_list(const std::vector<Json>& items) {
    std::set<std::string> names;
    for (const Json& item : items) names.insert(object_name_of(item));
    for (Peer& peer : peers_)
      if (!names.contains(peer.name)) peer.box.forget();
    for (const Json& item : items) see(item);
  }

  // ---- what is written

  // Whether the request of a node is to be written now.
  [[nodiscard]] bool is_due(std::size_t i) {
    Peer& peer = peers_[i];
    const std::int64_t now = timing_.now_us();
    if (!peer.box.known || now < peer.asked.retry_us || peer.box.has(peer.asked)) return false;
    const Mailbox::Taken taken = peer.box.taken(writer_);
    if (taken == Mailbox::Taken::no) {
      peer.taken_since_us = 0;
      return true;
    }
    if (peer.taken_since_us == 0) peer.taken_since_us = now;
    // A reader that has ended in between would be in the way for ever.
    return taken == Mailbox::Taken::has_to_read &&
           now - peer.taken_since_us > span_us(part_seconds);
  }

  // False: the node was given its answer, or has to wait.
  bool has_bundle(std::size_t i) {
    const std::string& name = peers_[i].asked.prepared.bundle;
    if (name.empty()) return true;
    const BundleObjects::Put put = bundles_.put(name);
    if (put.there) return true;
    if (!put.wrong.empty())
      answer(i, State::refused, {}, put.wrong, "then try again");
    else if (put.failure.transient())
      write_failed(put.failure);
    else
      refuse(i, put.failure, put.verb, profile_bundles);
    return false;
  }

  void refuse(std::size_t i, const Failure& failure, const char* verb, const Kind& kind) {
    const Refusal refusal = refusal_of(failure, verb, kind);
    answer(i, State::refused, {}, refusal.reason, refusal.remedy);
  }

  void write_failed(const Failure& failure) {
    write_failure_ = failure;
    write_retry_us_ = timing_.now_us() + span_us(write_pause_seconds);
  }

  void write() {
    if (!watch_.listed() || timing_.now_us() < write_retry_us_) return;
    std::vector<std::size_t> due;
    std::vector<Json> objects;
    for (const std::size_t i : std::vector<std::size_t>(busy_.begin(), busy_.end())) {
      if (due.size() == most_asked_at_once) break;
      if (!is_due(i) || !has_bundle(i)) {
        if (timing_.now_us() < write_retry_us_) return;
        continue;
      }
      const Asked& asked = peers_[i].asked;
      objects.push_back(request_object(
          peers_[i].name, {asked.id, *asked.prepared.line, asked.prepared.bundle, asked.part}));
      due.push_back(i);
    }
    const std::size_t requests = due.size();
    for (const std::size_t i : withdrawn_) {
      if (due.size() == most_asked_at_once) break;
      if (!peers_[i].box.known || !peers_[i].box.request_id.starts_with(writer_ + "-")) continue;
      objects.push_back(object_of(node_profile_statuses, peers_[i].name));
      due.push_back(i);
    }
    if (due.empty()) return;
    // Somebody who was faster since is not overwritten.
    for (std::size_t n = 0; n < due.size(); ++n)
      objects[n]["metadata"]["resourceVersion"] = peers_[due[n]].box.version;
    const std::vector<Reply<Json>> replies =
        api_.apply(node_profile_statuses, objects, std::string(field_manager), false);
    for (std::size_t n = 0; n < std::min(due.size(), replies.size()); ++n)
      take_written(due[n], replies[n], n >= requests);
  }

  void take_written(std::size_t i, const Reply<Json>& reply, bool withdrawal) {
    Peer& peer = peers_[i];
    if (reply) {
      if (withdrawal) withdrawn_.erase(i);
      return see(*reply);
    }
    const Failure& failure = reply.failure();
    if (failure.transient()) return write_failed(failure);
    if (failure.not_found()) return peer.box.forget();
    if (withdrawal) {
      if (!is_stale(failure)) withdrawn_.erase(i);
      return;
    }
    if (!failure.conflict()) return refuse(i, failure, "patch", node_profile_statuses);
    if (is_stale(failure)) {
      peer.asked.retry_us = timing_.now_us() + span_us(write_pause_seconds / 4);
      // What is newer comes by the watch, or is asked for.
      if (const auto newer = api_.get(node_profile_statuses, "", peer.name)) see(*newer);
      return;
    }
    answer(i, State::refused, {},
           "somebody else wrote to its mailbox: " + text::printable(failure.message, 300),
           fmt::format("see who: kubectl get nps {} -o yaml --show-managed-fields; then take the "
                       "request away: kubectl patch nps {} --type=merge -p '{{\"spec\":null}}'",
                       text::printable(peer.name), text::printable(peer.name)));
  }

  [[nodiscard]] static bool is_stale(const Failure& failure) {
    return failure.conflict() && failure.message.find("been modified") != std::string::npos;
  }

  // ---- what does not come

  void give_up() {
    const std::optional<Failure>& failure = watch_.failure();
    if (failure && !failure->transient() && !failure->gone()) {
      answer_all(State::refused, refusal_of(*failure, watch_.verb(), node_profile_statuses));
      return watch_.hurry();
    }
    for (const std::size_t i : std::vector<std::size_t>(busy_.begin(), busy_.end())) give_up(i);
  }

  void give_up(std::size_t i) {
    Peer& peer = peers_[i];
    Asked& asked = peer.asked;
    const std::int64_t now = timing_.now_us(), connected = watch_.connected_us();
    if (watch_.listed() && connected != 0 && !peer.box.known)
      return answer(i, State::unreachable, {},
                    "no agent of profgen runs on it: it has no "
                    "NodeProfileStatus",
                    agent_remedy);
    const double silent_seconds = 3 * heartbeat_seconds;
    if (connected != 0 && now - std::max(peer.box.changed_us, connected) > span_us(silent_seconds))
      return answer(i, State::unreachable, {},
                    fmt::format("its agent has been silent for {:.0f} s", silent_seconds),
                    agent_remedy);
    if (peer.taken_since_us != 0 && now - peer.taken_since_us > span_us(patience_seconds))
      return answer(i, State::refused, {},
                    fmt::format("the request {} of another writer waits there",
                                text::printable(peer.box.request_id, 80)),
                    "wait until that profgen has ended, or stop it");
    if (now < asked.deadline_us) {
      if (asked.part != 0 && asked.written_us != 0 &&
          now - asked.written_us > span_us(part_seconds))
        ask_anew(asked);
      return;
    }
    const std::optional<Failure>& why = failure_of_server();
    if (why) {
      const Refusal refusal = refusal_of(*why, watch_.verb(), node_profile_statuses);
      return answer(i, is_written(asked) ? State::timed_out : State::unreachable, {},
                    refusal.reason, refusal.remedy);
    }
    answer(i, State::timed_out, {},
           fmt::format("no reply within {:.0f} s; its agent is alive", request_seconds_),
           "see what it does: kubectl -n profgen logs -l app.kubernetes.io/name=profgen-node");
  }

  [[nodiscard]] const std::optional<Failure>& failure_of_server() const {
    return watch_.failure() ? watch_.failure() : write_failure_;
  }

  // Moves everything on once; false: the time is over, or a signal came.
  bool pump(std::int64_t limit) {
    write();
    if (!answers_.empty()) limit = timing_.now_us();
    const std::int64_t before = timing_.now_us();
    const double left = static_cast<double>(limit - before) / 1e6;
    auto seen = watch_.next(std::clamp(left, 0.0, longest_slice_seconds));
    bool moved = seen.has_value();
    // What has come already is taken up in one go.
    for (; seen; seen = watch_.next(0)) {
      if (seen->is_list) see_list(seen->listed);
      if (seen->added) see(*seen->added);
      if (seen->deleted) lose(*seen->deleted);
    }
    if (write_failure_ && timing_.now_us() >= write_retry_us_) write_failure_.reset();
    give_up();
    const std::int64_t now = timing_.now_us();
    return now < limit && (moved || now > before);
  }

  void lose(const Json& object) {
    const auto found = places_.find(object_name_of(object));
    if (found != places_.end()) peers_[found->second].box.forget();
  }

  Api& api_;
  const Timing timing_;
  const std::string writer_;
  const double request_seconds_;
  BundleObjects bundles_;
  ObjectWatch watch_;
  std::vector<Peer> peers_;
  std::unordered_map<std::string, std::size_t> places_;
  std::set<std::size_t> busy_;       // are asked something
  std::set<std::size_t> withdrawn_;  // have a request that nobody waits for
  std::deque<fleet::Answer> answers_;
  std::uint64_t number_ = 0;
  std::int64_t write_retry_us_ = 0;
  std::optional<Failure> write_failure_;
};

}  // namespace

std::unique_ptr<fleet::Transport> make_kube_transport(Api& api, const fleet::Inventory& inventory,
                                                      const std::string& writer,
                                                      double request_seconds,
                                                      const Timing& timing) {
  return std::make_unique<KubeTransport>(api, inventory, writer, request_seconds, timing);
}

std::unique_ptr<fleet::Transport> kube_transport(Api& api, const fleet::Inventory& inventory,
                                                 const std::string& writer,
                                                 double request_seconds) {
  return make_kube_transport(api, inventory, writer, request_seconds, real_timing());
}

}  // namespace profgen::inline v0::kube
