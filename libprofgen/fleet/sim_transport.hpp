// A fleet in memory: the twin of ssh_transport() for tests, with time that passes by itself and
// faults by a seed. It speaks the protocol's lines, so the codec is tried as well.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <random>
#include <string>
#include <vector>

#include "fleet/sim_node.hpp"
#include "profgen/transport.hpp"

namespace profgen::inline v0::fleet {

// Chances, for each request.
struct SimFaults {
  double drop = 0;        // no connection
  double slow = 0;        // half a minute and more, or too long: timed_out, but done
  double reply_lost = 0;  // done, but the connection ended in mid-reply
  double cut_short = 0;   // the connection ended before anything was done
  double disk_full = 0;   // an apply is refused
  double locked = 0;      // somebody else is at the node's policy
  double reboot = 0;      // instead of an answer; it is away for a minute
  double twice = 0;       // the reply comes two times
  std::int64_t until_us = INT64_MAX;
};

class SimTransport : public Transport {
 public:
  struct Asked {
    std::int64_t time_us = 0;
    std::size_t node = 0;
    std::size_t request = 0;  // index of node::Request
    bool final = false;       // of an apply
  };

  SimTransport(const Inventory& inventory, std::uint64_t seed);

  void ask(std::size_t node, std::shared_ptr<const std::string> line) override;
  [[nodiscard]] std::optional<Answer> next(double seconds) override;
  void wait(double seconds) override;
  [[nodiscard]] std::int64_t now_us() const override { return now_us_; }

  // Answers that are under way reach nobody: whoever asked is dead.
  void forget();

  std::vector<SimNode> nodes;
  SimFaults faults;
  double latency_seconds = 0.05;
  bool record_asks = false;
  std::vector<Asked> asks;
  std::function<void(std::size_t node)> before_ask;  // of a request; may change the node, or throw
  std::function<void(std::size_t node)> after_change;  // a request was carried out
  std::map<std::size_t, std::int64_t> gone_until_us;   // nodes that are unreachable

 private:
  struct Happening {
    std::int64_t time_us = 0;
    std::uint64_t number = 0;  // of those at one time, the first asked comes first
    std::size_t node = 0;
    std::shared_ptr<const std::string> line;  // to carry out; null: an answer to give
    Answer answer;
    bool answers = true;  // of a line: with what came of it, and not with `answer`
    bool twice = false;
    bool fails = false;  // with `answer`, before anything was done
    bool operator<(const Happening& other) const {
      return std::pair(time_us, number) > std::pair(other.time_us, other.number);
    }
  };
  [[nodiscard]] bool chance(double of);
  [[nodiscard]] double between(double low, double high);
  [[nodiscard]] const node::Request& parsed(const std::shared_ptr<const std::string>& line);
  void add(Happening happening);
  [[nodiscard]] Answer carry_out(const Happening& happening);

  const Inventory& inventory_;
  std::mt19937_64 random_;
  std::int64_t now_us_ = 1'700'000'000'000'000;
  std::uint64_t number_ = 0;
  std::priority_queue<Happening> happenings_;
  std::vector<std::int64_t> busy_until_us_;
  std::string bundle_digest_;
  std::optional<bundle::Bundle> bundle_;
  node::Request small_;
  // Those with a package: all nodes are asked the same.
  std::map<const std::string*, std::pair<std::shared_ptr<const std::string>, node::Request>> large_;
};

}  // namespace profgen::inline v0::fleet
