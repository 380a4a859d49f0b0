#include "tools/profgen/command_book.hpp"

#include "profgen/version.hpp"

namespace profgen::tool {
namespace {

// "FILE (=fleet.yaml)", as Boost names the value of an option that has a default.
void take_value(const po::value_semantic& semantic, manual::Option& option) {
  if (semantic.max_tokens() == 0) return;
  option.value = semantic.name();
  const std::size_t open = option.value.find(" (=");
  if (open == std::string::npos) return;
  option.by_default = option.value.substr(open + 3, option.value.size() - open - 4);
  option.value.resize(open);
}

std::vector<manual::Option> options_of(const po::options_description& options) {
  std::vector<manual::Option> out;
  for (const auto& one : options.options()) {
    manual::Option option;
    option.name = one->long_name();
    const std::string letter =
        one->canonical_display_name(po::command_line_style::allow_dash_for_short);
    if (letter.size() == 2 && letter[0] == '-') option.letter = letter.substr(1);
    take_value(*one->semantic(), option);
    option.text = one->description();
    out.push_back(std::move(option));
  }
  return out;
}

std::vector<manual::Command> commands_of(std::span<const CommandInfo> table,
                                         const std::string& group) {
  std::vector<manual::Command> out;
  for (const CommandInfo& info : table) {
    manual::Command command;
    command.name = group + std::string(info.name);
    command.arguments = info.arguments;
    command.summary = info.summary;
    command.details = info.details;
    if (info.subcommands != nullptr) {
      command.commands = commands_of(info.subcommands(), command.name + " ");
    } else {
      po::options_description own;
      info.add_options(own);
      command.options = options_of(own);
      command.examples = examples_of(command.name);
    }
    out.push_back(std::move(command));
  }
  return out;
}

}  // namespace

manual::Book command_book() {
  manual::Book book;
  book.program = "profgen";
  book.version = version;
  book.summary = "AppArmor profiles from audit logs, checked, loaded and rolled out";
  book.details =
      "profgen reads what AppArmor logged about a program (complain mode or denials), works out "
      "which rules its profile lacks, explains each of them, and writes them: into a new profile, "
      "or into a standing one, of which no other byte changes. It needs no AppArmor kernel, no "
      "root rights and no special log setup to do so.\n"
      "  profgen events audit.log                 what AppArmor logged\n"
      "  profgen suggest audit.log                what each profile lacks; changes nothing\n"
      "  profgen refine audit.log                 the same, question by question; then save\n"
      "  profgen ready usr.bin.foo audit.log      would enforce mode have blocked anything?\n"
      "Text goes to standard output, what is wrong to standard error. A command that reads logs "
      "takes any number of files and folders, - for standard input, `journal:` and `audit:`; "
      "without any it reads what the host has.";
  Common common;
  book.common = options_of(common_options(common));
  book.commands = commands_of(commands(), "");
  book.exit_codes = {
      {exit_done, "Done, and nothing to say."},
      {exit_findings,
       "Done, but there are findings: events not covered, files rejected, a profile "
       "not ready, drift."},
      {exit_usage, "Wrong usage."},
      {exit_input, "An input could not be read."},
      {exit_system, "A part of the system failed: the parser, the kernel, ssh, an API."},
      {exit_rolled_back, "What was begun was rolled back."},
  };
  book.files = {
      {"/etc/apparmor.d", "The policy directory."},
      {"profgen.yaml", "A guard file, named with `--config`: what may be accepted unattended."},
      {"fleet.yaml", "The inventory of `profgen fleet`."},
      {"/var/lib/profgen", "State of root: saves that `undo-last` takes back, sessions, runs."},
      {"~/.local/state/profgen", "The same of other users."},
      {"/var/log/audit/audit.log", "What is read where no log is named and auditd runs."},
  };
  book.see_also = {"profgen.yaml(5)", "fleet.yaml(5)",      "profgen-node(8)",
                   "apparmor.d(5)",   "apparmor_parser(8)", "apparmor(7)"};
  return book;
}

}  // namespace profgen::tool
