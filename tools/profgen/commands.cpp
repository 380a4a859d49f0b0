#include "tools/profgen/command.hpp"

namespace profgen::tool {
namespace {

void events_options(po::options_description& options) {
  options.add_options()("ignored", "list what was not used, and why, instead of the events");
}

void learning_options(po::options_description& options) {
  options.add_options()("profile", po::value<std::string>()->value_name("NAME"),
                        "only this profile")                                                //
      ("exact", "literal rules only: no variables, no globs, no abstractions; exec is ix")  //
      ("enforce", "new profiles are written without flags=(complain)")                      //
      ("abi", po::value<std::string>()->value_name("ABI"),
       "abi of new profiles, as abi/3.0, or none (default: the newest this host's parser takes)");
}

void suggest_options(po::options_description& options) {
  learning_options(options);
  options.add_options()("format",
                        po::value<std::string>()->default_value("text")->value_name("FORMAT"),
                        "text, rules, profile, diff or json");
}

void generate_options(po::options_description& options) {
  learning_options(options);
  options.add_options()("output,o", po::value<std::string>()->value_name("DIR"),
                        "write the profiles here (needed unless --dry-run); the policy directory "
                        "itself edits in place")  //
      ("dry-run", "decide and report, print the diff, write nothing");
}

void tree_options(po::options_description& options) {
  options.add_options()("as-text", "print the bytes back from the tree");
}

void check_options(po::options_description& options) {
  options.add_options()("base", po::value<std::string>()->value_name("DIR"),
                        "include root instead of the policy directory")  //
      ("no-lint", "errors only")                                         //
      (
          "lint", po::value<std::vector<std::string>>()->value_name("ID=LEVEL"),
          "the level of a lint: off, info, warning or error (repeatable; all=LEVEL: those not "
          "named)")                             //
      ("werror", "warnings reject a file too")  //
      ("parser-version", po::value<std::string>()->value_name("VERSION"),
       "the apparmor_parser that is to take the files (default: this host's)")  //
      ("list-lints", "show the lints with their levels instead");
}

void fmt_options(po::options_description& options) {
  options.add_options()("check", "write nothing; name the files that would change")  //
      ("diff", "write nothing; show what would change")                              //
      ("keep-order", "sort nothing: every rule stays where it stands");
}

constexpr std::string_view fmt_help =
    "FILE is a profile, an abstraction or a tunable; a folder stands for the policy files in it, "
    "-\n"
    "for standard input (the result goes to standard output). Each file is replaced whole or not "
    "at\n"
    "all. A file with syntax errors stays as it is, its errors are shown. `# fmt: off` … `# fmt: "
    "on`\n"
    "around lines and `# fmt: skip` behind a rule keep their bytes.\n"
    "Exit code 0: done; 1: with --check or --diff a file would change, or a file has syntax "
    "errors.";

void diff_options(po::options_description& options) {
  options.add_options()("only", po::value<std::string>()->value_name("WHICH"),
                        "granted: only what NEW may do more; removed: only what it may do less");
}

void merge_options(po::options_description& options) {
  options.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                        "write the result here (default: standard output)")  //
      ("in-place,i", "write the result to the first file")                   //
      ("prefer", po::value<std::string>()->value_name("SIDE"),
       "in conflicts: ours keeps the first file (default), theirs takes the other's side where it "
       "can");
}

constexpr std::string_view merge_help =
    "Adds to FILE what it does not grant (or deny) yet by meaning: rules, includes that bring such\n"
    "rules, missing profiles, children and hats, with their comments and the variables they need.\n"
    "All other bytes of FILE stay. - is standard input. Contradictions (exec transitions, allow\n"
    "against deny, flags, attachments, limits, priorities, variables) are shown with both places.\n"
    "Exit code 0: merged; 1: there are contradictions, in which FILE was kept.";

constexpr std::string_view diff_help =
    "OLD and NEW are profile files or folders of them, - is standard input. Profiles are matched "
    "by\n"
    "name and compared after includes, variables, aliases, conditionals, deny rules and priorities:\n"
    "  + allowed by NEW, not by OLD    - allowed by OLD, not by NEW    ~ allowed in another way\n"
    "each with the rule that is responsible and, for patterns, an example. Includes are looked for\n"
    "below a folder (or beside a file) that has abstractions/ or tunables/, then as always. What is\n"
    "audited is not compared.\n"
    "Exit code 0: the same meaning; 1: differences.";

constexpr std::string_view logs_help =
    "LOG is a file or folder of audit.log, syslog, kern.log, dmesg or journalctl text (also -o "
    "json\n"
    "and export), plain or compressed, or - for standard input. Without any, this host's own logs\n"
    "are read.";

const CommandInfo table[] = {
    {"events", "[LOG…]", "show the AppArmor events in a log", logs_help, events_options,
     run_events},
    {"suggest", "[LOG…]", "what each profile lacks, with reasons; changes nothing", logs_help,
     suggest_options, run_suggest},
    {"generate", "[LOG…] -o DIR", "write profiles unattended, as the guard file allows", logs_help,
     generate_options, run_generate},
    {"refine", "[LOG…]", "go through the suggestions with a person, then save", logs_help,
     learning_options, run_refine},
    {"check", "FILE…", "find the errors of profiles",
     "A folder stands for the files in it.\n"
     "Exit code 0: every file is accepted; 1: some are not. What the compiler accepts and is yet\n"
     "worth a second look is a warning or a note; `# profgen: ignore[ID] reason` suppresses it at\n"
     "the end of its line, on the line before, or before anything else for the whole file.",
     check_options, run_check},
    {"diff", "OLD NEW", "what one policy grants that the other does not, by meaning", diff_help,
     diff_options, run_diff},
    {"fmt", "FILE…", "lay out profiles in the canonical way; their meaning stays", fmt_help,
     fmt_options, run_fmt},
    {"merge", "FILE OTHER…", "add to a profile what others grant more", merge_help, merge_options,
     run_merge},
    {"tree", "FILE…", "show how a profile is read", "", tree_options, run_tree},
};

}  // namespace

std::span<const CommandInfo> commands() { return table; }

}  // namespace profgen::tool
