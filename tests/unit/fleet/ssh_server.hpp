// A real sshd on 127.0.0.1 with keys and files of its own, and the ssh_config to reach it by.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "unit/fleet/ssh_scratch.hpp"

namespace profgen::fleet {

class SshServer {
 public:
  // Why there can be none on this machine; "" if there can.
  static std::string missing();

  // `blocks`: for each further port, lines of sshd_config that are for it alone. Programs of logins
  // are looked for in SCRATCH/bin first.
  SshServer(const Scratch& scratch, std::string name, std::vector<std::string> blocks = {});
  SshServer(const SshServer&) = delete;
  SshServer& operator=(const SshServer&) = delete;
  ~SshServer();

  [[nodiscard]] bool up() const { return pid_ > 0; }
  [[nodiscard]] int port(std::size_t block = 0) const { return ports_.at(block); }
  // The line of known_hosts for a port.
  [[nodiscard]] std::string known_host(std::size_t block = 0) const;
  // With the connections it has.
  void kill();

  // Runs a program to its end; false unless it ended with 0.
  static bool run(std::vector<std::string> argv);
  // Of everybody who lets this user in: SCRATCH/key, made once.
  static void make_keys(const Scratch& scratch);
  static std::string user();
  // A line of sshd_config: the PATH of logins.
  static std::string environment(const std::string& path);

 private:
  void kill_tree(pid_t pid);
  const Scratch& scratch_;
  std::string name_;
  std::vector<int> ports_;
  pid_t pid_ = -1;
};

}  // namespace profgen::fleet
