// The way to the nodes: one conversation a node, many at once.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "profgen/inventory.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::fleet {

struct Answer {
  enum class State : std::uint8_t {
    answered,     // `line` is the reply
    unreachable,  // no connection after all attempts
    refused,      // reached, but: unknown host key, no login, no sudo, no profgen-node
    timed_out,    // no reply in time; what was asked may have been done
    broken,       // the connection ended in mid-reply; as before
  } state = State::answered;
  std::size_t node = 0;
  std::string line;
  std::string reason, remedy;  // one line each, for a person
};

class Transport {
 public:
  virtual ~Transport() = default;
  // Asks a node (its place in Inventory::nodes). Returns at once; requests to one node are answered
  // in order. The line is shared, as most nodes are asked the same.
  virtual void ask(std::size_t node, std::shared_ptr<const std::string> line) = 0;
  // The next answer, whichever node's; nullopt when none came within `seconds`.
  [[nodiscard]] virtual std::optional<Answer> next(double seconds) = 0;
  // Time passes only here and in next(), so that a test need not wait. Both return early when a
  // signal handler ran.
  virtual void wait(double seconds) = 0;
  [[nodiscard]] virtual std::int64_t now_us() const = 0;
};

// The user's own OpenSSH: its config, agent, known_hosts, ProxyJump; ControlMaster for all requests
// of a node; profgen-node is sent by digest where it is missing or another. A host key that is not
// known is never accepted. `node_program`: bytes of profgen-node for each `uname -m`.
[[nodiscard]] std::unique_ptr<Transport> ssh_transport(
    const Inventory& inventory, std::map<std::string, std::string> node_programs);

}  // namespace profgen::inline v0::fleet
#pragma GCC visibility pop
