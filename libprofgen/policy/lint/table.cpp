#include "policy/lint/table.hpp"

namespace profgen::inline v0::policy {
namespace {

constexpr LintLevel off = LintLevel::off, info = LintLevel::info, warning = LintLevel::warning;

// Ids that apparmor.d's checks and the language server have for the same thing are theirs. What
// many good profiles of distributions do is info; a matter of house style is off.
// clang-format off
constexpr Lint table[] = {
    // the preamble
    {{"abi", "", warning, "no abi is stated",
      "state the abi the profile was written for: `abi <abi/4.0>,`"}, lint_abi},
    {{"newer-than-abi", "", warning, "a word is newer than the abi that is stated",
      "state the abi that knows the word, or leave the word out"}, lint_newer_than_abi},
    {{"newer-than-parser", "", warning, "a word is newer than the compiler on this host",
      "leave the word out where this compiler has to take the profile"}, lint_newer_than_parser},
    {{"deprecated", "deprecated-syntax", info, "an old way to write it",
      "write it as the language is written today"}, lint_deprecated},
    {{"unused-variable", "", warning, "a variable of this file is used nowhere",
      "remove it, or use it"}, lint_unused_variable},
    // includes
    {{"duplicate-include", "", warning, "a file is included twice in one place",
      "remove one of the two: the compiler skips the second"}, lint_duplicate_include},
    {{"misspelt-include", "", warning, "an optional include names no file, but nearly one that is there",
      "correct the name: `if exists` hides the mistake"}, lint_misspelt_include},
    {{"include", "missing-local-include", info, "a profile without its local include",
      "end the profile with `include if exists <local/NAME>`"}, lint_local_include},
    {{"subprofiles", "", off, "a child profile without its local include",
      "end it with `include if exists <local/NAME_CHILD>`"}, lint_local_include},
    {{"local-last", "", info, "rules stand after the local include",
      "move the local include to the end of the profile"}, lint_local_last},
    {{"abstractions", "", info, "an abstraction that grants more than most profiles need",
      "include the strict one, or the rules that are needed"}, lint_abstractions},
    // heads of profiles
    {{"profile", "missing-profile-name", info, "a profile is named by its path",
      "give it a name: `profile NAME /path {`"}, lint_profile_name},
    {{"file-name", "", off, "the file is called otherwise than its profile",
      "call the file as the profile, or as the program with dots for slashes"}, lint_file_name},
    {{"complain-mode", "", off, "a profile in complain mode forbids nothing",
      "remove the flag when the profile is complete"}, lint_mode},
    {{"unconfined-mode", "", info, "a profile in mode unconfined or default_allow",
      "write a profile that confines, or say in a comment why not"}, lint_mode},
    {{"attach-disconnected", "", off, "paths that lead nowhere are taken as if they began at /",
      "give them a place of their own: `attach_disconnected.path=/NAME`"}, lint_attach_disconnected},
    {{"attachment-overlap", "", warning, "two profiles attach to the same program",
      "make one of the attachments more specific"}, lint_attachment_overlap},
    // paths
    {{"tunables", "", info, "a path where the policy has a variable",
      "use the variable: sites that moved the directory set it"}, lint_tunables},
    {{"hard-coded", "", warning, "the number or name of one user or process",
      "use @{HOME}, @{uid} or @{pid}, or a pattern"}, lint_hard_coded},
    {{"directory-mark", "pivot-root-trailing-slash", warning, "a directory without its `/` at the end",
      "end the path of a directory with `/`"}, lint_directory_mark},
    // what a file rule grants
    {{"too-wide", "", warning, "a pattern that reaches far beyond one program's files",
      "name the directories that the program needs"}, lint_too_wide},
    {{"policy-write", "", warning, "the program may change the policy that confines it",
      "leave the policy directory and the kernel's interface to the administrator"}, lint_policy_write},
    {{"write-exec", "", warning, "a file may be both written and executed",
      "separate the files that are written from those that are executed"}, lint_write_exec},
    {{"dangerous-exec", "", warning, "a program is started unconfined with the caller's environment",
      "use `Px`, `Cx` or `ix`; at least `Ux`, which clears the environment"}, lint_exec_mode},
    {{"unconfined-exec", "", info, "a program is started unconfined",
      "write a profile for it and use `Px`, or a child and `Cx`"}, lint_exec_mode},
    {{"unscrubbed-exec", "", off, "a program enters another profile with the caller's environment",
      "use the qualifier with a capital letter: `Px`, `Cx`"}, lint_exec_mode},
    {{"missing-profile", "transition", warning, "a transition to a named profile or child that is not there",
      "write that profile, or allow a fallback: `Pix`"}, lint_missing_profile},
    {{"unattached-exec", "", info, "a transition, and no profile of the policy attaches to the program",
      "write a profile for it, or allow a fallback: `Pix`"}, lint_missing_profile},
    {{"network-shell", "", info, "a shell or interpreter runs inside a profile with internet access",
      "give it a child profile of its own: `Cx`"}, lint_network_shell},
    // rules without conditions
    {{"broad-capability", "", warning, "every capability", "name the capabilities"}, lint_broad},
    {{"powerful-capability", "", info, "a capability that is nearly root",
      "make sure that the program cannot do without it"}, lint_broad},
    {{"broad-network", "", info, "every kind of socket", "name the families and types"}, lint_broad},
    {{"raw-network", "", info, "raw packets", "make sure that the program crafts or sniffs packets"}, lint_broad},
    {{"broad-mount", "", warning, "every mount", "name the file systems, options and mount points"}, lint_broad},
    {{"broad-ptrace", "", warning, "any process may be traced", "name the peer: `peer=NAME`"}, lint_broad},
    {{"broad-signal", "", info, "every signal to everyone", "name the signals and the peer"}, lint_broad},
    {{"broad-dbus", "", warning, "every message on every bus", "name the bus, the name and the path"}, lint_broad},
    {{"broad-unix", "", info, "every unix socket", "name the address or the peer"}, lint_broad},
    {{"broad-change-profile", "", warning, "a change to any profile", "name the profiles"}, lint_broad},
    {{"unsafe-change-profile", "", info, "a change of profile that keeps the environment",
      "leave out `unsafe`"}, lint_broad},
    // rules and other rules
    {{"duplicate-rule", "duplicate-capability", warning, "the same rule twice", "remove one of them"},
     lint_duplicate_rule},
    {{"covered-rule", "", info, "a wider rule of the same profile grants it already",
      "remove the narrower rule, or make the wider one narrower"}, lint_covered_rule},
    {{"useless", "", info, "an included file grants it already", "remove the rule"}, lint_covered_rule},
    {{"denied-rule", "conflicting-capability", warning, "a deny rule takes away all that the rule grants",
      "remove one of the two"}, lint_denied_rule},
    {{"constant-condition", "", warning, "a condition that is always true or always false",
      "remove the condition, or the arm that is never taken"}, lint_constant_condition},
    // layout, as apparmor.d wants it
    {{"tabs", "", off, "a tab", "use blanks; `profgen fmt` does"}, lint_lines},
    {{"trailing", "", off, "blanks at the end of a line", "remove them; `profgen fmt` does"}, lint_lines},
    {{"vim", "", off, "no modeline for vim", "end the file with `# vim:syntax=apparmor`"}, lint_vim},
    // comments that suppress
    {{"unknown-suppression", "", warning, "a comment suppresses an id that no lint has",
      "`profgen check --list-lints` lists the ids"}, nullptr},
    {{"unused-suppression", "", info, "a comment suppresses what is not found there",
      "remove the comment"}, nullptr},
};
// clang-format on

}  // namespace

std::span<const Lint> lint_table() { return table; }

}  // namespace profgen::inline v0::policy
