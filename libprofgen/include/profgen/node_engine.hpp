// The node's half of a rollout: carries out requests on this machine.
#pragma once

#include <string>

#include "profgen/clock.hpp"
#include "profgen/kernel.hpp"
#include "profgen/node.hpp"
#include "profgen/system.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::node {

struct Machine {
  Files& files;
  Processes& processes;
  host::Kernel& kernel;
  Clock& clock;
  std::string root = "/";  // where /proc, /sys, /etc and /var are looked for
  std::string policy_dir = "/etc/apparmor.d";
  std::string state_dir = "/var/lib/profgen/node";
  std::uint32_t uid = 0;
  bundle::Trust trust;  // from the node's own configuration; none: signatures are not asked for
};

// Never throws; whatever goes wrong is a Refused. What a former call that was killed left half done
// is put back or finished first.
[[nodiscard]] Reply handle(Machine& machine, const Request& request);

// One line in, one line out. A line that is no request gives a Refused with id "bad-request".
[[nodiscard]] std::string handle_line(Machine& machine, const std::string& line);

}  // namespace profgen::inline v0::node
#pragma GCC visibility pop
