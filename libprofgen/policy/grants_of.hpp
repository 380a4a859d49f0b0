// The grants of each kind of rule, before the rule's head is filled in. Only for grants*.cpp.
#pragma once

#include "policy/grants.hpp"

namespace profgen::inline v0::policy {

// Any text, the empty one too.
inline constexpr const char* any_text = "**";

struct GrantBuilder {
  const ResolvedRule& rule;
  const Aliases& aliases;
  Expander& expander;
  std::vector<Grant>& out;

  void operator()(const FileRule& body);
  void operator()(const LinkRule& body);
  void operator()(const CapabilityRule& body);
  void operator()(const NetworkRule& body);
  void operator()(const UnixRule& body);
  void operator()(const DbusRule& body);
  void operator()(const SignalRule& body);
  void operator()(const PtraceRule& body);
  void operator()(const MqueueRule& body);
  void operator()(const IoUringRule& body);
  void operator()(const MountRule& body);
  void operator()(const PivotRootRule& body);
  void operator()(const ChangeProfileRule& body);
  void operator()(const UsernsRule& body);
  void operator()(const RlimitRule&) {}
  void operator()(const AllRule& body);

  // Leaves the grant out if a pattern is missing or wrong.
  void add(GrantClass of, std::uint32_t perms, std::vector<std::optional<std::string>> patterns,
           std::string transition = {}, bool exact = false);
  // The pattern looked through; any_text for an empty one.
  [[nodiscard]] std::optional<std::string> text(std::string_view pattern);
  [[nodiscard]] std::optional<std::string> path(std::string_view pattern);
};

// `{a,b}` for several words, the word itself for one.
[[nodiscard]] std::string one_of(const std::vector<std::string>& words);
[[nodiscard]] std::string first_value(const std::vector<Condition>& conditions,
                                      std::string_view key);

}  // namespace profgen::inline v0::policy
