// The sockets of ssh's connection masters (ControlMaster), in a directory that only we can enter.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/child.hpp"
#include "fleet/ssh/target.hpp"

namespace profgen::inline v0::fleet::ssh {

class Masters {
 public:
  // A master is a process on this machine. The first nodes that ask have one; in a larger fleet the
  // others connect anew each time, which costs a login.
  static constexpr std::size_t most = 128;

  explicit Masters(const SshOptions& options);
  Masters(const Masters&) = delete;
  Masters& operator=(const Masters&) = delete;
  ~Masters();  // ends them all and removes the directory

  // "" for a node without.
  [[nodiscard]] std::string path_for(std::size_t node, const Target& target);
  // Ends the master of a node whose connection is no good any more; nullopt where there is none.
  [[nodiscard]] std::optional<Child> drop(std::size_t node);

 private:
  const SshOptions& options_;
  std::string directory_;  // "": there are no masters
  std::map<std::size_t, Target> targets_;
  [[nodiscard]] std::string path_of(std::size_t node) const;
};

}  // namespace profgen::inline v0::fleet::ssh
