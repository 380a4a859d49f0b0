// Rules with few conditions: capability, userns, rlimit, change_profile.
#pragma once

#include <string>
#include <vector>

#include "policy/judge.hpp"
#include "policy/text_pattern.hpp"

namespace profgen::inline v0::policy {

struct CapabilityEntry : RuleHead {
  std::vector<std::string> names;  // empty: every one
};
struct RlimitEntry : RuleHead {
  std::string resource;
  std::uint64_t limit = 0;
};
struct ChangeProfileEntry : RuleHead {
  TextPattern target;
  bool any_target = false;
  bool stack = false;     // the target is `&…`
  bool any_exec = false;  // on exec, whatever is executed
};

class PlainTable {
 public:
  void add(const ResolvedRule& rule, const CapabilityRule& capability);
  void add(const ResolvedRule& rule, const RlimitRule& rlimit);
  void add(const ResolvedRule& rule, const ChangeProfileRule& change, Expander& expander);
  void add_userns(const ResolvedRule& rule);
  void add_all(const ResolvedRule& rule);

  [[nodiscard]] Coverage covers(const CapabilityAccess& access) const;
  [[nodiscard]] Coverage covers(const UsernsAccess& access) const;
  // A resource that no rule names is not limited: allowed.
  [[nodiscard]] Coverage covers(const RlimitAccess& access) const;
  [[nodiscard]] Coverage covers(const ChangeProfileAccess& access) const;

 private:
  std::vector<CapabilityEntry> capabilities_;
  std::vector<RuleHead> userns_;
  std::vector<RlimitEntry> rlimits_;
  std::vector<ChangeProfileEntry> changes_;
};

// The value of a limit as the kernel counts it (bytes, seconds, microseconds, a number; nice: 20
// minus the value); nullopt if it cannot be read. "infinity" is the greatest number.
[[nodiscard]] std::optional<std::uint64_t> rlimit_value(std::string_view resource,
                                                        std::string_view value);

}  // namespace profgen::inline v0::policy
