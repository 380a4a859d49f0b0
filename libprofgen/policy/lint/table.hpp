// The lints: one table, from which options, lists, documentation and tests are made.
#pragma once

#include <span>

#include "policy/lint/context.hpp"

namespace profgen::inline v0::policy {

// Several rows may share a function: LintContext::id tells them apart.
struct Lint {
  LintInfo info;
  void (*run)(LintContext&);  // nullptr: found by the runner itself
};
[[nodiscard]] std::span<const Lint> lint_table();

// preamble.cpp
void lint_abi(LintContext& context);
void lint_deprecated(LintContext& context);
void lint_unused_variable(LintContext& context);
// includes.cpp
void lint_duplicate_include(LintContext& context);
void lint_misspelt_include(LintContext& context);
void lint_local_include(LintContext& context);
void lint_local_last(LintContext& context);
void lint_abstractions(LintContext& context);
// versions.cpp
void lint_newer_than_abi(LintContext& context);
void lint_newer_than_parser(LintContext& context);
// heads.cpp
void lint_profile_name(LintContext& context);
void lint_file_name(LintContext& context);
void lint_mode(LintContext& context);
void lint_attach_disconnected(LintContext& context);
void lint_attachment_overlap(LintContext& context);
// paths.cpp
void lint_tunables(LintContext& context);
void lint_hard_coded(LintContext& context);
void lint_directory_mark(LintContext& context);
// wide.cpp
void lint_too_wide(LintContext& context);
void lint_policy_write(LintContext& context);
void lint_write_exec(LintContext& context);
// broad.cpp
void lint_broad(LintContext& context);
// exec.cpp
void lint_exec_mode(LintContext& context);
void lint_missing_profile(LintContext& context);
void lint_network_shell(LintContext& context);
// overlap.cpp
void lint_duplicate_rule(LintContext& context);
void lint_covered_rule(LintContext& context);
void lint_denied_rule(LintContext& context);
// conditions.cpp
void lint_constant_condition(LintContext& context);
// lines.cpp
void lint_lines(LintContext& context);
void lint_vim(LintContext& context);

}  // namespace profgen::inline v0::policy
