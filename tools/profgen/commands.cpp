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
      ("no-lint", "errors only");
}

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
     "Exit code 0: every file is accepted; 1: some are not.", check_options, run_check},
    {"tree", "FILE…", "show how a profile is read", "", tree_options, run_tree},
};

}  // namespace

std::span<const CommandInfo> commands() { return table; }

}  // namespace profgen::tool
