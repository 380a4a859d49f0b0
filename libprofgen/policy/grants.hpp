// What rules grant or deny, class by class, in one form: a set of permissions over a product of
// patterns. For questions about all accesses at once, where the tables answer about one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/file_table.hpp"
#include "policy/variables.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {

// clang-format off
enum class GrantClass : std::uint8_t {
  capability, network, mount, pivot_root, change_profile, mqueue, signal, ptrace, unix_socket,
  userns, io_uring, dbus, link, file,
};
// clang-format on
inline constexpr std::size_t grant_classes = 14;

// The permissions of GrantClass::file are FilePerms, those for a path that the task does not own
// shifted by other_shift. GrantClass::link has link_subset (the link is no more permitted than its
// target) and link_any, shifted alike. Classes without permission words have the_grant.
inline constexpr unsigned other_shift = 8;
inline constexpr std::uint32_t link_subset = 1, link_any = 2, the_grant = 1;

// Every class has its own number of patterns, in this order:
//   capability      name
//   network         family, type, local address, local port, peer address, peer port, conditions
//   mount           kind, file system, flags, source, mount point
//   pivot_root      old root, new root, target
//   change_profile  executed program ("" for a change without one), "&" for stacking, target
//   mqueue          type, name, label
//   signal          signal, peer
//   ptrace          peer
//   unix_socket     type, address, peer address, peer label, conditions
//   userns          (one that is always "userns")
//   io_uring        label
//   dbus            bus, path, interface, member, name, peer name, peer label
//   link            link, target
//   file            path
// Ports are written with five digits, mount flags as one digit a group of grammar::mount_options.
struct Grant {
  GrantClass of = GrantClass::file;
  std::uint32_t perms = 0;
  std::vector<std::string> patterns;  // expanded
  std::string transition;             // of file permissions with exec: "ix", "Px -> target"
  bool exact = false;                 // a file rule without wildcards: its transition wins
  const ResolvedRule* rule = nullptr;
  int priority = 0;
  bool deny = false;
};

// Empty for a rule that grants nothing by itself (prompt, rlimits, a pattern that is wrong).
[[nodiscard]] std::vector<Grant> grants_of(const ResolvedRule& rule, const Aliases& aliases,
                                           Expander& expander);

}  // namespace profgen::inline v0::policy
