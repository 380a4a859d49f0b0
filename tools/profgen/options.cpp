#include <fmt/core.h>

#include <algorithm>
#include <iostream>
#include <span>
#include <sstream>

#include "base/text.hpp"
#include "profgen/version.hpp"
#include "tools/profgen/command.hpp"
#include "tools/profgen/command_book.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
po::options_description common_options(Common& common) {
  po::options_description options("Options of every command", 100);
  options.add_options()("help,h", "show this help")  //
      ("version", "show the version")                //
      ("policy-dir",
       po::value(&common.policy_dir)->value_name("DIR")->default_value(common.policy_dir),
       "where the profiles stand")  //
      ("include-dir", po::value(&common.include_dirs)->value_name("DIR"),
       "where includes are also looked for, after the policy directory (repeatable; default: "
       "/etc/apparmor.d)")  //
      ("config", po::value(&common.config)->value_name("FILE"),
       "guard file: what may be accepted unattended (default: a strict one)")  //
      ("root", po::value(&common.root)->value_name("DIR")->default_value(common.root),
       "treat DIR as /")  //
      ("state-dir", po::value(&common.state_dir)->value_name("DIR"),
       "where saves are journalled and kept (default: $PROFGEN_STATE_DIR, else /var/lib/profgen "
       "below the root, for users ~/.local/state/profgen)")  //
      ("color", po::value(&common.color)->value_name("WHEN")->default_value(common.color),
       "auto, always or never")                                               //
      ("json", po::bool_switch(&common.json), "facts as JSON")                //
      ("quiet,q", po::bool_switch(&common.quiet), "no summary, no progress")  //
      ("verbose,v", po::bool_switch(&common.verbose), "say what is being done");
  return options;
}

namespace {

using Commands = std::span<const CommandInfo>;

const CommandInfo* find_command(Commands among, std::string_view name) {
  for (const CommandInfo& command : among)
    if (command.name == name) return &command;
  return nullptr;
}

std::string list_of(Commands among) {
  std::string out = "Commands\n";
  for (const CommandInfo& command : among)
    out += fmt::format("  {:<10} {}\n", command.name, command.summary);
  return out;
}

std::string overview() {
  return "usage: profgen COMMAND [OPTIONS] [ARGUMENTS]\n\n"
         "Turns AppArmor audit logs into profiles.\n\n" +
         list_of(commands()) + "\n`profgen COMMAND --help` tells more of each.\n";
}

std::string overview_of(const CommandInfo& group) {
  return fmt::format(
      "usage: profgen {0} COMMAND [OPTIONS] [ARGUMENTS]\n\n{1}\n{2}\n\n{3}\n"
      "`profgen {0} COMMAND --help` tells more of each.\n",
      group.name, group.summary, group.details, list_of(group.subcommands()));
}

std::string help_of(const std::string& name, const CommandInfo& command,
                    const po::options_description& own, const po::options_description& common) {
  std::ostringstream out;
  out << fmt::format("usage: profgen {} [OPTIONS] {}\n\n{}\n", name, command.arguments,
                     command.summary);
  if (!command.details.empty()) out << command.details << "\n";
  out << "\n";
  if (!own.options().empty()) out << own << "\n";
  out << common;
  return out.str();
}

Parsed refused(const std::string& reason, const std::string& remedy) {
  Parsed parsed;
  parsed.code = refuse(reason, remedy);
  return parsed;
}

// `group`: "fleet " of a subcommand, else empty.
Parsed unknown_command(Commands among, const std::string& group, const std::string& name) {
  std::vector<std::string_view> names;
  for (const CommandInfo& command : among) names.push_back(command.name);
  const std::string_view near = text::nearest(name, names);
  return refused(fmt::format("there is no command `{}{}`", group, name),
                 near.empty() ? fmt::format("`profgen {}--help` lists them", group)
                              : fmt::format("did you mean `{}{}`?", group, near));
}

// Options may stand before the command too: its place is the first word that is neither an option
// nor an option's value.
std::size_t command_place(const std::vector<std::string>& words,
                          const po::options_description& common) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.size() < 2 || word[0] != '-') return i;
    if (word.compare(0, 2, "--") != 0 || word.find('=') != std::string::npos) continue;
    const po::option_description* option = common.find_nothrow(word.substr(2), false);
    if (option != nullptr && option->semantic()->min_tokens() > 0) ++i;
  }
  return words.size();
}

bool asks_for(const std::vector<std::string>& words, const char* one, const char* other) {
  return std::find(words.begin(), words.end(), one) != words.end() ||
         std::find(words.begin(), words.end(), other) != words.end();
}

// A command line without a command, of the program or of a group.
Parsed without_command(const std::vector<std::string>& words, const std::string& group,
                       const std::string& help) {
  Parsed parsed;
  if (asks_for(words, "--version", "--version")) {
    std::cout << "profgen " << version << "\n";
    return parsed;
  }
  if (asks_for(words, "--help", "-h")) {
    std::cout << help;
    return parsed;
  }
  if (words.empty()) {
    std::cerr << help;
    parsed.code = exit_usage;
    return parsed;
  }
  return refused("no command given", fmt::format("`profgen {}--help` lists them", group));
}

// The command that the words name, which are taken out of them.
struct Chosen {
  const CommandInfo* command = nullptr;  // nullptr: `answer` says why
  std::string name;                      // "fleet show"
  Parsed answer;
};
Chosen choose_command(std::vector<std::string>& words, const po::options_description& common) {
  Chosen chosen;
  Commands among = commands();
  std::string group, help = overview();
  for (;;) {
    const std::size_t place = command_place(words, common);
    if (place == words.size()) {
      chosen.answer = without_command(words, group, help);
      return chosen;
    }
    const std::string name = words[place];
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(place));
    if (name == "help" && !group.empty()) {
      std::cout << help;
      return chosen;
    }
    const CommandInfo* command = find_command(among, name);
    if (command == nullptr) {
      chosen.answer = unknown_command(among, group, name);
      return chosen;
    }
    if (command->subcommands == nullptr) {
      chosen.command = command;
      chosen.name = group + name;
      return chosen;
    }
    among = command->subcommands();
    group += name + " ";
    help = overview_of(*command);
  }
}

}  // namespace

std::string Common::under_root(const std::string& path) const {
  if (root.empty() || root == "/" || path.empty() || path[0] != '/') return path;
  return (root.back() == '/' ? root.substr(0, root.size() - 1) : root) + path;
}

Parsed parse_command_line(int argc, const char* const* argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  Parsed parsed;
  const po::options_description common = common_options(parsed.call.common);
  parsed.call.words = text::join(words, " ");
  const Chosen chosen = choose_command(words, common);
  if (chosen.command == nullptr) return chosen.answer;

  po::options_description own("Options", 100);
  chosen.command->add_options(own);
  po::options_description hidden;
  hidden.add_options()("argument", po::value(&parsed.call.arguments));
  po::options_description all;
  all.add(own).add(common).add(hidden);
  po::positional_options_description positional;
  positional.add("argument", -1);
  try {
    po::store(po::command_line_parser(words).options(all).positional(positional).run(),
              parsed.call.options);
    po::notify(parsed.call.options);
  } catch (const po::error& error) {
    return refused(error.what(), fmt::format("`profgen {} --help` shows its options", chosen.name));
  }
  if (parsed.call.options.count("help") != 0) {
    std::cout << help_of(chosen.name, *chosen.command, own, common);
    return parsed;
  }
  if (parsed.call.options.count("version") != 0) {
    std::cout << "profgen " << version << "\n";
    return parsed;
  }
  Common& settings = parsed.call.common;
  if (settings.color != "auto" && settings.color != "always" && settings.color != "never")
    return refused("--color is `" + settings.color + "`", "it takes auto, always or never");
  if (settings.include_dirs.empty()) settings.include_dirs.push_back("/etc/apparmor.d");
  parsed.command = chosen.command;
  return parsed;
}

}  // namespace profgen::tool
