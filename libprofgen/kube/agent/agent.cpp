#include "kube/agent/agent.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "fleet/ssh/back_off.hpp"
#include "kube/agent/marks.hpp"
#include "kube/agent/pulse.hpp"
#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "profgen/version.hpp"

namespace profgen::inline v0::kube {
namespace {

// A heartbeat comes after three to five quarters of it: at heartbeat_seconds at the latest.
constexpr double beat_seconds = heartbeat_seconds * 0.8;
constexpr double agent_second_us = 1e6;
constexpr const char* get_own_call = "get nodeprofilestatuses";
constexpr const char* create_own_call = "create nodeprofilestatuses";
constexpr const char* label_own_call = "patch nodeprofilestatuses";

bool changes_node(const node::Request& request) {
  return std::holds_alternative<node::Apply>(request) ||
         std::holds_alternative<node::Relax>(request) ||
         std::holds_alternative<node::Rollback>(request) ||
         std::holds_alternative<node::Park>(request) ||
         std::holds_alternative<node::Retire>(request);
}

std::string request_word(const std::string& line) {
  // {"profgen-node":1,"request":"apply",…
  const Json json = Json::parse(line, nullptr, false);
  const std::string word = field_text(json, "request");
  return word.empty() ? "no request" : word;
}

}  // namespace

Agent::Agent(Api& api, node::Machine& machine, KernelChanges& kernel, AgentOptions options,
             Tell tell)
    : api_(api),
      machine_(machine),
      kernel_(kernel),
      options_(std::move(options)),
      tell_([tell = std::move(tell)](const std::string& line) { tell(text::printable(line)); }),
      reach_(machine.clock, options_.node, tell_),
      own_(api, reach_, machine.clock, node_profile_statuses,
           std::string(node_label) + "=" + node_label_value(options_.node)),
      mailbox_([this](const Request& request) { return carry_out(request); }),
      kept_(node::read_kept(machine)),
      host_{options_.node, ""} {}

Agent::~Agent() = default;

void Agent::step(double seconds) {
  look_if_due();
  read_own();
  (void)read_node();
  answer();
  look_if_due();
  take_up();
  look_for_bundle();
  mark();
  publish();
  wait(seconds);
}

bool Agent::settled() const {
  return sent_ && own_.known() && (request_.id.empty() || reply_.id == request_.id) &&
         reach_.pause_seconds() <= 0;
}

void Agent::stop() {
  stopped_ = true;
  beat_at_us_ = 0;
  publish();
}

bool Agent::make_own() {
  if (!reach_.may(get_own_call) || !reach_.may(create_own_call) || !reach_.may(label_own_call))
    return false;
  const std::string label = node_label_value(options_.node);
  const auto got = api_.get(node_profile_statuses, "", options_.node);
  if (got) {
    reach_.good();
    const Json& labels = field_of(field_of(*got, "metadata"), "labels");
    if (field_text(labels, node_label) == label) return true;
    // Whoever led a rollout before there was an agent has made it.
    Json patch;
    patch["metadata"]["labels"][node_label] = label;
    const auto done = api_.patch(node_profile_statuses, "", options_.node, patch, false);
    if (!done) reach_.failed(done.failure(), label_own_call);
    return bool(done);
  }
  if (!got.failure().not_found()) {
    reach_.failed(got.failure(), get_own_call);
    return false;
  }
  reach_.good();
  Json object = object_of(node_profile_statuses, options_.node);
  object["metadata"]["labels"][node_label] = label;
  const auto made = api_.create(node_profile_statuses, object);
  if (made)
    tell_("made the NodeProfileStatus " + options_.node);
  else
    reach_.failed(made.failure(), create_own_call);
  return bool(made);
}

void Agent::read_own() {
  if (own_.known()) (void)own_.poll(0);
  auto found = own_.objects().find(options_.node);
  if (!own_.known() || found == own_.objects().end()) {
    // Not there yet, deleted, or without our label.
    own_.list_again();
    if (!make_own()) return;
    (void)own_.poll(0);
    found = own_.objects().find(options_.node);
    if (found == own_.objects().end()) return;
    uid_.clear();
  }
  const Json& object = *found->second;
  auto read = node_status_of(object);
  if (!read) tell_(read.error().text() + "; it is written anew");
  request_ = read ? read->request : Request{};
  const std::string uid = metadata_text(object, "uid");
  if (!uid_.empty() && uid_ == uid) return;
  uid_ = uid;
  publisher_.begin(field_of(object, "status"));
  // A new object knows nothing of a reply that an old one had; then the mailbox gives it again.
  reply_ = read ? read->reply : PartialReply{};
  if (read && cursor_.empty()) cursor_ = read->cursor;
  if (read && error_.empty()) error_ = read->error;
}

std::optional<std::string> Agent::carry_out(const Request& request) {
  const Pulse pulse(options_.pulse, machine_.clock, options_.node, beat_seconds);
  auto done = carry_out_request(machine_, host_, request, [this](const std::string& name) {
    return fetch_bundle(api_, reach_, name);
  });
  if (!done) return std::nullopt;
  const auto* refused = std::get_if<node::Refused>(&done->reply);
  const std::string why =
      refused == nullptr || refused->problems.empty() ? "" : refused->problems.front().text;
  tell_("request " + request.id + ": " + request_word(request.line) +
        (refused == nullptr ? ": done" : ": refused: " + why));
  if (const auto* news = std::get_if<node::EventsReply>(&done->reply)) cursor_ = news->cursor;
  if (done->request && changes_node(*done->request)) {
    error_ = why;
    look_at_us_ = 0;
  }
  return node::to_line(done->reply);
}

void Agent::answer() {
  if (uid_.empty() || !own_.known()) return;
  if (auto due = mailbox_.due(request_, reply_, now())) reply_ = std::move(*due);
}

NodeStatus Agent::status_now() const {
  NodeStatus out;
  out.node = options_.node;
  out.reply = reply_;
  out.agent = version;
  out.boot_id = standing_.status.boot_id;
  out.seen_us = now();
  out.digest = standing_.status.digest;
  out.run = standing_.status.run;
  out.stage = node::name_of(standing_.status.stage);
  out.revision = standing_.status.revision;
  out.profiles = standing_.status.profiles;
  out.error = error_;
  out.problems = standing_.problems;
  out.drift = standing_.drift.items;
  out.usage = standing_.usage;
  out.cursor = cursor_;
  if (!standing_.error.empty())
    out.problems.push_back({"not-seen", standing_.error, "see to it on the node", true});
  if (bundle_gone_)
    out.problems.push_back(
        {"bundle-gone",
         "the ProfileBundle " + standing_.drift.bundle + " was deleted; its profiles stay loaded",
         "`profgen fleet retire` takes profiles out of use", false});
  if (!standing_.has_apparmor && !options_.untaint_without_apparmor && node_ && is_tainted(*node_))
    out.problems.push_back(
        {"tainted",
         std::string("the taint ") + pending_taint + " stays, as this node cannot confine anything",
         "run the agent with --untaint-without-apparmor, or take the taint away", false});
  if (stopped_)
    out.problems.push_back({"agent-stopped", "the agent was stopped; profiles stay loaded",
                            "start its pod again", true});
  return out;
}

void Agent::publish() {
  if (uid_.empty() || !own_.known()) return;
  const bool beats = now() >= beat_at_us_;
  sent_ = publisher_.send(api_, reach_, status_now(), beats);
  if (sent_ && beats)
    beat_at_us_ =
        now() + static_cast<std::int64_t>(
                    fleet::ssh::pause_seconds(beat_seconds, beat_seconds, ++beats_, options_.node) *
                    agent_second_us);
}

void Agent::wait(double seconds) {
  const double until_beat =
      std::max(0.0, static_cast<double>(beat_at_us_ - now()) / agent_second_us);
  if (own_.watching())
    (void)own_.poll(std::min(seconds, sent_ ? until_beat : seconds));
  else
    kernel_.wait(std::min(seconds, std::max(reach_.pause_seconds(), 1.0)));
}

}  // namespace profgen::inline v0::kube
