// What the grammar's actions note while they read one statement, and what it is built into. PEGTL
// stays in parse.cpp: builders see spans only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {

// clang-format off
enum class Part : std::uint8_t {
  priority, audit, allow, deny, prompt, owner, other,  // the prefix: build_prefix() counts on the order
  keyword, safe, unsafe, subset,                       // words that are fields
  path, perms, target, word,                           // spans that are fields
  key, op, value, peer,                                // conditions
  profile, hat, caret, name, attachment, xattr, identities, flag, flags,  // headers
  hash, exists,                                        // includes
};
// clang-format on
struct Mark {
  Part part;
  Span span;
};

// clang-format off
enum class Kind : std::uint8_t {
  none, include, abi, alias, set_variable, bool_variable,
  header, if_arm, else_if, else_arm, block,            // these open a body: opens_body()
  file, bare_file, link, capability, network, unix_socket, dbus, signal, ptrace, mount, remount,
  pivot_root, change_profile, userns, mqueue, io_uring, all, rlimit,
};
// clang-format on
[[nodiscard]] constexpr bool opens_body(Kind kind) {
  return kind >= Kind::header && kind <= Kind::block;
}

// One statement as it was read.
struct Statement {
  Kind kind = Kind::none;
  Span span;
  std::vector<Mark> marks;
};

// Where builders read words and report what the typed form cannot hold.
struct BuildContext {
  const Source& source;
  std::vector<Diagnostic>& diagnostics;

  // The text of a word without its quotes, `\"` in quoted text undone.
  [[nodiscard]] std::string word(Span span) const;
  [[nodiscard]] std::string_view text(Span span) const { return source.text(span); }
  void error(Span at, std::string message, std::string hint = {}) const;
};

// The item's value; reports through the context. A rule that cannot be typed becomes Unknown.
[[nodiscard]] ItemValue build_item(const Statement& statement, const BuildContext& context);
// One for each group of kinds; build_item dispatches.
[[nodiscard]] ItemValue build_preamble(const Statement& statement, const BuildContext& context);
[[nodiscard]] ProfileHeader build_header(const Statement& statement, const BuildContext& context);
[[nodiscard]] bool build_rule(const Statement& statement, const BuildContext& context, Rule& rule);
[[nodiscard]] bool build_file(const Statement& statement, const BuildContext& context, Rule& rule);
[[nodiscard]] Prefix build_prefix(const Statement& statement, const BuildContext& context);

// Reads permission letters; false if the exec part is no qualifier, or there are two of them.
[[nodiscard]] bool read_file_permissions(std::string_view letters, FilePerms& perms,
                                         std::string& exec, std::string& problem);

}  // namespace profgen::inline v0::policy
