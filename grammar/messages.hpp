// What the reader says it expected, one entry for everything that a rule commits to; no message
// stands anywhere else. `near` and `near_too` are the tables where a similar word is looked for.
#pragma once

#include <span>
#include <string_view>

#include "grammar/policy.hpp"

namespace profgen::inline v0::grammar {

struct Expected {
  std::string_view text;
  std::span<const Word> near = {};
  std::string_view hint = {};
  std::span<const Word> near_too = {};
};

template <typename Rule>
inline constexpr Expected expected = {};

// Rules that match nothing at worst need no message, although a rule may commit to them.
constexpr bool is_optional(const void*) { return false; }
template <typename Rule, typename... Rules>
constexpr bool is_optional(const peg::star<Rule, Rules...>*) {
  return true;
}
template <typename Rule, typename... Rules>
constexpr bool is_optional(const peg::opt<Rule, Rules...>*) {
  return true;
}
template <typename... Rules>
constexpr bool is_optional(const peg::must<Rules...>*) {
  return true;
}
template <typename... Rules>
constexpr bool is_optional(const peg::seq<Rules...>*);
template <typename... Rules>
constexpr bool is_optional(const peg::sor<Rules...>*);
template <typename... Rules>
constexpr bool is_optional(const peg::seq<Rules...>*) {
  return (is_optional(static_cast<const Rules*>(nullptr)) && ...);
}
template <typename... Rules>
constexpr bool is_optional(const peg::sor<Rules...>*) {
  return (is_optional(static_cast<const Rules*>(nullptr)) || ...);
}
template <typename Rule>
inline constexpr bool never_fails = is_optional(static_cast<const Rule*>(nullptr));

// clang-format off

// words and lists
template <> inline constexpr Expected expected<whole_quote> = {"text in quotes to end with `\"`"};
template <> inline constexpr Expected expected<first_list_word> = {"a word"};
template <> inline constexpr Expected expected<first_flag> = {"a flag"};
template <> inline constexpr Expected expected<list> = {"a list in parentheses after `in`"};
template <> inline constexpr Expected expected<value_word> = {"a word or a \"quoted text\""};
template <> inline constexpr Expected expected<list_end> = {"a word or `)`"};
template <> inline constexpr Expected expected<condition_value> = {"a value", {}, "a word, a \"quoted text\" or a list in parentheses"};
template <> inline constexpr Expected expected<peer_value> = {"a value", {}, "a word without commas and parentheses, or a \"quoted text\""};
template <> inline constexpr Expected expected<target> = {"a profile name after `->`"};

// prefixes
template <> inline constexpr Expected expected<priority_value> = {"a number from -1000 to 1000"};
template <> inline constexpr Expected expected<rule_or_block> = {"a rule or `{` after the prefix", statement_keywords, "prefixes stand in the order priority=, audit, allow|deny|prompt, owner|other"};

// file and link rules
template <> inline constexpr Expected expected<file_permissions> = {"permissions", {}, "letters of r w a l k m and one of ix ux Ux px Px cx Cx pix Pix cix Cix pux PUx cux CUx"};
template <> inline constexpr Expected expected<file_path> = {"a path", {}, "it begins with / or a variable; `subset` may stand before it, `<=` may not"};
template <> inline constexpr Expected expected<path_or_permissions> = {"a path or permissions", {}, "a path begins with / or a variable"};
template <> inline constexpr Expected expected<permissions_or_body> = {"permissions, or `{` for a profile", {}, "letters of r w a l k m and one of ix ux Ux px Px cx Cx pix Pix cix Cix pux PUx cux CUx"};
template <> inline constexpr Expected expected<file_end> = {"`,` or `-> TARGET`"};
template <> inline constexpr Expected expected<link_path> = {"a path", {}, "it begins with / or a variable"};
template <> inline constexpr Expected expected<link_arrow> = {"`->`"};
template <> inline constexpr Expected expected<link_end> = {"`,`"};

// rules with a keyword
template <> inline constexpr Expected expected<capability_end> = {"`,` or a capability", capabilities};
template <> inline constexpr Expected expected<permissions_end<socket_permissions>> = {"a permission or `)`", socket_permissions};
template <> inline constexpr Expected expected<permissions_end<dbus_permissions>> = {"a permission or `)`", dbus_permissions};
template <> inline constexpr Expected expected<permissions_end<signal_permissions>> = {"a permission or `)`", signal_permissions};
template <> inline constexpr Expected expected<permissions_end<ptrace_permissions>> = {"a permission or `)`", ptrace_permissions};
template <> inline constexpr Expected expected<permissions_end<mqueue_permissions>> = {"a permission or `)`", mqueue_permissions};
template <> inline constexpr Expected expected<permissions_end<io_uring_permissions>> = {"a permission or `)`", io_uring_permissions};
template <> inline constexpr Expected expected<peer_end<network_conditions>> = {"ip=, port=, label= or `)`", network_conditions};
template <> inline constexpr Expected expected<peer_end<unix_conditions>> = {"addr=, label= or `)`", unix_conditions};
template <> inline constexpr Expected expected<peer_end<dbus_conditions>> = {"name=, label= or `)`", dbus_conditions};
template <> inline constexpr Expected expected<network_end> = {"`,` or a condition (ip=, port=, interface=, label=, peer=)", network_families};
template <> inline constexpr Expected expected<unix_end> = {"`,`, a permission or a condition (type=, addr=, peer=)", socket_permissions};
template <> inline constexpr Expected expected<dbus_end> = {"`,`, a permission or a condition (bus=, path=, interface=, member=, name=, peer=)", dbus_conditions};
template <> inline constexpr Expected expected<signal_end> = {"`,`, a permission, set= or peer=", signal_permissions};
template <> inline constexpr Expected expected<ptrace_end> = {"`,`, a permission or peer=", ptrace_permissions};
template <> inline constexpr Expected expected<mountpoint> = {"a mount point after `->`"};
template <> inline constexpr Expected expected<mount_end> = {"`,` or `-> MOUNTPOINT`", mount_conditions};
template <> inline constexpr Expected expected<old_root> = {"a path"};
template <> inline constexpr Expected expected<pivot_root_end> = {"`,` or `-> PROFILE`"};
template <> inline constexpr Expected expected<change_exec> = {"the path of a program"};
template <> inline constexpr Expected expected<change_profile_end> = {"`,` or `-> PROFILE`", {}, "a blank or a new line follows the comma"};
template <> inline constexpr Expected expected<userns_end> = {"`,` or create", userns_permissions};
template <> inline constexpr Expected expected<mqueue_end> = {"`,`, a permission, type=, label= or a queue name", mqueue_permissions};
template <> inline constexpr Expected expected<io_uring_end> = {"`,`, sqpoll, override_creds or label=", io_uring_permissions};
template <> inline constexpr Expected expected<all_end> = {"`,`"};
template <> inline constexpr Expected expected<kw_rlimit> = {"`rlimit`"};
template <> inline constexpr Expected expected<rlimit_name> = {"the name of a limit"};
template <> inline constexpr Expected expected<rlimit_operator> = {"`<=`"};
template <> inline constexpr Expected expected<rlimit_value> = {"a number or infinity"};
template <> inline constexpr Expected expected<rlimit_end> = {"`,`"};

// preamble
template <> inline constexpr Expected expected<magic_rest> = {"a path"};
template <> inline constexpr Expected expected<peg::one<'>'>> = {"`>`"};
template <> inline constexpr Expected expected<include_path> = {"<path>, \"path\" or a path", {}, "`#include` is no comment: write `# include` for one"};
template <> inline constexpr Expected expected<abi_path> = {"<path>, \"path\" or a path"};
template <> inline constexpr Expected expected<abi_end> = {"`,`", {}, "a blank or a new line follows the comma"};
template <> inline constexpr Expected expected<alias_from> = {"a path"};
template <> inline constexpr Expected expected<alias_arrow> = {"`->`"};
template <> inline constexpr Expected expected<alias_to> = {"a path"};
template <> inline constexpr Expected expected<unglued_assign> = {"a blank before the operator of the assignment", {}, "without it the compiler reads a path"};
template <> inline constexpr Expected expected<alias_end> = {"`,`"};
template <> inline constexpr Expected expected<assign> = {"=, ?= or :="};
template <> inline constexpr Expected expected<variable_value> = {"a value"};
template <> inline constexpr Expected expected<line_end> = {"the end of the line", {}, "an assignment ends at the end of its line and takes no comma"};

// profiles, conditionals
template <> inline constexpr Expected expected<header_name> = {"the name of a profile"};
template <> inline constexpr Expected expected<xattr_value> = {"a value"};
template <> inline constexpr Expected expected<xattr_value_end> = {"`)`"};
template <> inline constexpr Expected expected<xattrs_end> = {"an attribute or `)`"};
template <> inline constexpr Expected expected<kw_identities> = {"identities=( … )"};
template <> inline constexpr Expected expected<identities_begin> = {"`=(`"};
template <> inline constexpr Expected expected<identity> = {"an identity"};
template <> inline constexpr Expected expected<flags_begin> = {"`=`"};
template <> inline constexpr Expected expected<flags_list> = {"`(`"};
template <> inline constexpr Expected expected<body_begin> = {"`{`, an attachment, xattrs=( … ) or flags=( … ), in this order", header_words};
template <> inline constexpr Expected expected<condition_begin> = {"`{` and a blank or a new line"};
template <> inline constexpr Expected expected<else_begin> = {"`{`"};
template <> inline constexpr Expected expected<shallow_group> = {"fewer parentheses inside each other"};
template <> inline constexpr Expected expected<tested> = {"a condition", {}, "$VARIABLE, true, false, defined VARIABLE or a comparison"};
template <> inline constexpr Expected expected<bool_value> = {"true, false or an expression"};
template <> inline constexpr Expected expected<expression> = {"an expression"};
template <> inline constexpr Expected expected<group_end> = {"`)`"};
template <> inline constexpr Expected expected<defined_variable> = {"a variable after defined"};
template <> inline constexpr Expected expected<operand> = {"a value to compare with"};
template <> inline constexpr Expected expected<factor> = {"a condition"};
template <> inline constexpr Expected expected<term> = {"a condition"};
template <> inline constexpr Expected expected<known_statement> = {"a rule, an include, a profile or `}`", statement_keywords, {}, prefix_words};

// clang-format on

}  // namespace profgen::inline v0::grammar
