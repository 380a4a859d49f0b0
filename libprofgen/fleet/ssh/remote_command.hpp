// What is run on a node (docs/transport.md): a constant text; what differs are the directory, the
// machine types, the digests and the sizes of the programs, all of plain characters.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/child.hpp"
#include "profgen/inventory.hpp"

namespace profgen::inline v0::fleet::ssh {

struct Program {
  std::shared_ptr<const std::string> bytes;
  std::string hex;  // SHA-256
};
using Programs = std::map<std::string, Program>;  // by `uname -m`

// Those whose machine type is no plain word are left out: no machine calls itself so.
[[nodiscard]] Programs make_programs(std::map<std::string, std::string> by_machine);

// The word after ssh's host, for the shell of the login whichever that is. It tells how far it got
// by lines that begin with `marker`:
//   ready               profgen-node serves from here on
//   want MACHINE        send the program of this machine type, as it is
//   failed WORD…        and why: see failure.cpp
inline constexpr std::string_view marker = "PROFGEN ";
[[nodiscard]] std::string remote_command(const SshOptions& options, const Programs& programs);

// For ssh itself: it is never to ask a person through a window.
[[nodiscard]] ChildOptions without_windows(bool piped);

}  // namespace profgen::inline v0::fleet::ssh
