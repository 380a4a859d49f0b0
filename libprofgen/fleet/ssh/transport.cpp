#include "fleet/ssh/transport.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <deque>
#include <queue>
#include <utility>

#include "base/text.hpp"
#include "fleet/ssh/back_off.hpp"
#include "fleet/ssh/conversation.hpp"
#include "fleet/ssh/masters.hpp"
#include "fleet/ssh/target.hpp"

namespace profgen::inline v0::fleet {
namespace ssh {
namespace {

using Line = std::shared_ptr<const std::string>;
// ssh has closed its output and will end any moment; nothing tells when.
constexpr std::chrono::milliseconds until_ended{5};

struct Peer {
  std::string name;
  Target target;
  std::deque<Line> queue;
  unsigned attempts = 0;   // to connect, since it was last reached
  bool scheduled = false;  // in ready_ or pauses_
  std::unique_ptr<Conversation> conversation;
};

class SshTransport : public Transport {
 public:
  SshTransport(const Inventory& inventory, std::map<std::string, std::string> node_programs,
               const Timing& timing)
      : options_(inventory.ssh),
        timing_(timing),
        programs_(make_programs(std::move(node_programs))),
        command_(remote_command(options_, programs_)),
        directory_problem_(problem_of_directory(options_.node_dir)),
        masters_(options_) {
    peers_.reserve(inventory.nodes.size());
    for (const Node& node : inventory.nodes)
      peers_.push_back({node.name, {node.host, node.user, node.jump, node.port}, {}, 0, false, {}});
  }

  // Conversations end before the masters that carry them.
  ~SshTransport() override {
    for (Peer& peer : peers_) peer.conversation.reset();
    leaving_.clear();
  }
  SshTransport(const SshTransport&) = delete;
  SshTransport& operator=(const SshTransport&) = delete;

  void ask(std::size_t node, Line line) override {
    Peer& peer = peers_.at(node);
    peer.queue.push_back(std::move(line));
    if (peer.conversation) {
      if (peer.conversation->idle()) peer.conversation->ask(peer.queue.front(), Clock::now());
    } else {
      schedule(node);
    }
  }

  std::optional<Answer> next(double seconds) override {
    const Time limit = Clock::now() + seconds_of(seconds);
    do {
      if (!answers_.empty()) {
        std::optional<Answer> out = std::move(answers_.front());
        answers_.pop_front();
        return out;
      }
    } while (pump(limit, true) || !answers_.empty());
    return std::nullopt;
  }

  void wait(double seconds) override {
    const Time limit = Clock::now() + seconds_of(seconds);
    while (pump(limit, false)) {
    }
  }

  [[nodiscard]] std::int64_t now_us() const override {
    using std::chrono::duration_cast, std::chrono::microseconds, std::chrono::system_clock;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
  }

 private:
  using Clock = std::chrono::steady_clock;

  void schedule(std::size_t node) {
    if (std::exchange(peers_[node].scheduled, true)) return;
    ready_.push_back(node);
  }

  void answer_front(std::size_t node, Answer::State state, std::string line, std::string reason,
                    std::string remedy) {
    peers_[node].queue.pop_front();
    answers_.push_back({state, node, std::move(line), std::move(reason), std::move(remedy)});
  }

  void answer_all(std::size_t node, const Failure& failure) {
    while (!peers_[node].queue.empty())
      answer_front(node, failure.state, {}, failure.reason, failure.remedy);
  }

  void start_conversations(Time now) {
    while (!pauses_.empty() && pauses_.top().first <= now) {
      ready_.push_back(pauses_.top().second);
      pauses_.pop();
    }
    while (!ready_.empty() && make_room()) {
      const std::size_t node = ready_.front();
      ready_.pop_front();
      peers_[node].scheduled = false;
      start(node, now);
    }
  }

  // A slot of the fan-out, if need be that of a conversation which nobody needs now.
  bool make_room() {
    if (live_.size() < std::max<std::size_t>(1, options_.fan_out)) return true;
    const auto idle = std::find_if(live_.begin(), live_.end(), [&](std::size_t node) {
      return peers_[node].conversation->idle();
    });
    if (idle == live_.end()) return false;
    part(*idle);
    live_.erase(idle);
    return true;
  }

  void part(std::size_t node) {
    leave(peers_[node].conversation->release());
    peers_[node].conversation.reset();
  }

  void leave(Child child) {
    leaving_.emplace_back(std::move(child), Clock::now() + seconds_of(timing_.ending));
  }

  void start(std::size_t node, Time now) {
    Peer& peer = peers_[node];
    const std::string problem =
        directory_problem_.empty() ? problem_of(peer.target) : directory_problem_;
    if (!problem.empty())
      return answer_all(node, {Answer::State::refused, problem, "mend the inventory", false});
    ++peer.attempts;
    // Attempts after the first do without a master: behind one, ssh hides what a jump host says.
    const std::string socket = peer.attempts == 1 ? masters_.path_for(node, peer.target) : "";
    Result<Child> child =
        Child::start(run_argv(options_, peer.target, socket, command_), without_windows(true));
    if (!child)
      return failed(
          node,
          {Answer::State::unreachable, text::printable(child.error().text(), 200),
           "install openssh-client, see ssh.program of the fleet, or free processes and files",
           true},
          now);
    peer.conversation =
        std::make_unique<Conversation>(std::move(*child), programs_, options_, timing_, now);
    peer.conversation->ask(peer.queue.front(), now);
    live_.push_back(node);
  }

  // After a conversation, or an attempt at one, that did not give its reply.
  void failed(std::size_t node, Failure failure, Time now) {
    Peer& peer = peers_[node];
    const bool reached =
        failure.state == Answer::State::timed_out || failure.state == Answer::State::broken;
    if (failure.again) {
      // A master whose connection went dead would only take the next attempt down, too.
      if (std::optional<Child> exit = masters_.drop(node)) leave(std::move(*exit));
      if (peer.attempts < options_.attempts) {
        peer.scheduled = true;
        pauses_.emplace(now + seconds_of(pause_seconds(timing_.first_pause, timing_.most_pause,
                                                       peer.attempts, peer.name)),
                        node);
        return;
      }
      if (peer.attempts > 1) failure.reason += fmt::format("; {} attempts", peer.attempts);
    }
    peer.attempts = 0;
    if (!reached) return answer_all(node, failure);
    answer_front(node, failure.state, {}, failure.reason, failure.remedy);
    if (!peer.queue.empty()) schedule(node);
  }

  // What came of a conversation; true: it is over.
  bool settle(std::size_t node, Time now) {
    Peer& peer = peers_[node];
    Conversation& conversation = *peer.conversation;
    conversation.tick(now);
    if (std::optional<std::string> reply = conversation.take_reply()) {
      peer.attempts = 0;
      answer_front(node, Answer::State::answered, std::move(*reply), {}, {});
      if (!conversation.over() && !peer.queue.empty()) conversation.ask(peer.queue.front(), now);
    }
    if (!conversation.over()) return false;
    const std::optional<Failure> failure = conversation.failure();
    peer.conversation.reset();
    if (failure)
      failed(node, *failure, now);
    else if (!peer.queue.empty())
      schedule(node);
    return true;
  }

  // Milliseconds until something has to be looked at.
  [[nodiscard]] int poll_time(Time limit, Time now) const {
    for (const std::size_t node : live_)
      limit = std::min(limit, peers_[node].conversation->deadline());
    if (!pauses_.empty()) limit = std::min(limit, pauses_.top().first);
    for (const std::size_t node : live_)
      if (peers_[node].conversation->ending()) limit = std::min(limit, now + until_ended);
    if (!leaving_.empty()) limit = std::min(limit, now + until_ended * 10);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(limit - now).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
  }

  // Moves everything on once; false: the time is over, or a signal came. `for_answer`: no longer
  // than until there is one.
  bool pump(Time limit, bool for_answer) {
    Time now = Clock::now();
    start_conversations(now);
    if (for_answer && !answers_.empty()) limit = now;
    polled_.clear();
    for (const std::size_t node : live_) peers_[node].conversation->add_polled(polled_);
    const int count = ::poll(polled_.data(), polled_.size(), poll_time(limit, now));
    const bool interrupted = count < 0 && errno == EINTR;
    now = Clock::now();
    if (count > 0)
      for (std::size_t i = 0; i < live_.size(); ++i)
        peers_[live_[i]].conversation->moved(&polled_[i * Conversation::polled_ends], now);
    std::erase_if(live_, [&](std::size_t node) { return settle(node, now); });
    std::erase_if(leaving_, [&](auto& child) {
      return child.first.exited().has_value() || now >= child.second;
    });
    return !interrupted && now < limit;
  }

  const SshOptions options_;
  const Timing timing_;
  const Programs programs_;
  const std::string command_, directory_problem_;
  std::vector<Peer> peers_;
  std::deque<std::size_t> ready_;  // want a conversation
  std::priority_queue<std::pair<Time, std::size_t>, std::vector<std::pair<Time, std::size_t>>,
                      std::greater<>>
      pauses_;                     // until the next attempt
  std::vector<std::size_t> live_;  // have a conversation: no more than the fan-out
  std::vector<std::pair<Child, Time>> leaving_;
  std::vector<pollfd> polled_;
  std::deque<Answer> answers_;
  Masters masters_;
};

}  // namespace

std::unique_ptr<Transport> make_transport(const Inventory& inventory,
                                          std::map<std::string, std::string> node_programs,
                                          const Timing& timing) {
  return std::make_unique<SshTransport>(inventory, std::move(node_programs), timing);
}

}  // namespace ssh

std::unique_ptr<Transport> ssh_transport(const Inventory& inventory,
                                         std::map<std::string, std::string> node_programs) {
  return ssh::make_transport(inventory, std::move(node_programs), ssh::Timing{});
}

}  // namespace profgen::inline v0::fleet
