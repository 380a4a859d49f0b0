// How ssh is called for a node: an argument vector, never a shell line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "profgen/inventory.hpp"

namespace profgen::inline v0::fleet::ssh {

struct Target {
  std::string host, user, jump;
  std::uint16_t port = 0;
};

// What ssh will not be called with, in words; empty where all is well. ssh itself hands host, user
// and jump to a shell where ssh_config has a ProxyCommand (and for ProxyJump), so these are narrow.
[[nodiscard]] std::string problem_of(const Target& target);
// The same of a directory that becomes a word of the remote shell: absolute, plain characters.
[[nodiscard]] std::string problem_of_directory(const std::string& path);

// `control_path`: of the master's socket; empty: a connection of its own.
[[nodiscard]] std::vector<std::string> run_argv(const SshOptions& options, const Target& target,
                                                const std::string& control_path,
                                                const std::string& remote_command);
// Ends the master behind a socket.
[[nodiscard]] std::vector<std::string> exit_argv(const SshOptions& options, const Target& target,
                                                 const std::string& control_path);

}  // namespace profgen::inline v0::fleet::ssh
