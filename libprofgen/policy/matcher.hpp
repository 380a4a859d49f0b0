// The rules of one profile, ready to be asked.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "policy/file_table.hpp"
#include "policy/ipc_table.hpp"
#include "policy/mount_table.hpp"
#include "policy/plain_table.hpp"
#include "policy/socket_table.hpp"
#include "policy/variables.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {

struct MatcherSetup {
  ResolvedRules rules;  // kept: the answers point into them
  Scope scope;
  Names hats;                      // that change_hat reaches; may be null
  bool allows_by_default = false;  // modes unconfined and default_allow: only deny counts
};

// The tables of all classes.
struct CompiledRules {
  FileTable files;
  SocketTable sockets;
  IpcTable ipc;
  MountTable mounts;
  PlainTable plain;
};
[[nodiscard]] std::unique_ptr<CompiledRules> compile(const MatcherSetup& setup);

class Matcher {
 public:
  explicit Matcher(MatcherSetup setup) : setup_(std::move(setup)) {}

  [[nodiscard]] const MatcherSetup& setup() const { return setup_; }
  // Compiled when it is first asked for; safe for concurrent use.
  [[nodiscard]] const CompiledRules& compiled() const;

 private:
  MatcherSetup setup_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<CompiledRules> compiled_;
};

}  // namespace profgen::inline v0::policy
