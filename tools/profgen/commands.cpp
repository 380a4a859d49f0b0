#include "tools/profgen/command.hpp"
#include "tools/profgen/command_book.hpp"
#include "tools/profgen/command_help.hpp"
#include "tools/profgen/command_options.hpp"
#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/kube/kube.hpp"

namespace profgen::tool {
namespace {

const CommandInfo table[] = {
    {"apply", "FILE [LOG…]", "carry out an edited decision file", apply_help, apply_options,
     run_apply},
    {"events", "[LOG…]", "show the AppArmor events in a log", logs_help, events_options,
     run_events},
    {"collect", "[LOG|EVIDENCE…] -o FILE", "boil logs down to evidence, and merge evidence",
     collect_help, collect_options, run_collect},
    {"suggest", "[LOG…]", "what each profile lacks, with reasons; changes nothing", logs_help,
     suggest_options, run_suggest},
    {"generate", "[LOG…] -o DIR", "write profiles unattended, as the guard file allows", logs_help,
     generate_options, run_generate},
    {"ready", "PROFILE [LOG…]", "would enforce mode have blocked anything? quiet since when?",
     ready_help, ready_options, run_ready},
    {"guard", "[FILE] | --explain RULE…", "check the guard file; say what it answers, and why",
     guard_help, guard_options, run_guard},
    {"refine", "[LOG…]", "go through the suggestions with a person, then save", refine_help,
     refine_options, run_refine},
    {"report", "[LOG…] -o FILE.html", "one page for a reviewer: evidence, rules, diff, readiness",
     report_help, report_options, run_report},
    {"check", "FILE…", "find the errors of profiles", check_help, check_options, run_check},
    {"diff", "OLD NEW", "what one policy grants that the other does not, by meaning", diff_help,
     diff_options, run_diff},
    {"fleet", "COMMAND", "profiles for many machines", fleet_help, nullptr, nullptr,
     fleet_commands},
    {"fmt", "FILE…", "lay out profiles in the canonical way; their meaning stays", fmt_help,
     fmt_options, run_fmt},
    {"help", "[COMMAND…]", "help of a command; the manual and completions as files", help_help,
     help_options, run_help},
    {"kube", "COMMAND", "pods of a Kubernetes cluster, their profiles, and one to begin with",
     kube_help, nullptr, nullptr, kube_commands},
    {"learn", "PROGRAM [-- ARGS…]", "from no profile to enforce: draft, exercise, refine, repeat",
     learn_help, learn_options, run_learn},
    {"load", "FILE…", "check, compile and load profiles, all or none", load_help, load_file_options,
     run_load},
    {"merge", "FILE OTHER…", "add to a profile what others grant more", merge_help, merge_options,
     run_merge},
    {"mode", "MODE NAME…", "change the mode of profiles, on disk and loaded", mode_help,
     mode_options, run_mode},
    {"park", "NAME…", "switch loaded profiles off and on again, without a gap", park_help,
     park_options, run_park},
    {"status", "", "what is loaded, what runs under it, and what differs from the disk",
     status_help, no_options, run_status},
    {"tree", "FILE…", "show how a profile is read", "", tree_options, run_tree},
    {"undo-last", "[NUMBER]", "put the files of the last save back as they were", undo_help,
     undo_options, run_undo_last},
    {"unused", "[PROFILE…] [LOG…]", "profiles and rules that nothing used", unused_help, no_options,
     run_unused},
    {"unconfined", "", "listening programs without a profile", unconfined_help, unconfined_options,
     run_unconfined},
    {"verify", "PROFILE… [LOG…]", "replay logs against profiles: which rule allows what",
     verify_help, verify_options, run_verify},
};

}  // namespace

std::span<const CommandInfo> commands() { return table; }

}  // namespace profgen::tool
