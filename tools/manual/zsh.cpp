// zsh: a function a command, by _arguments.
#include "tools/manual/book.hpp"
#include "tools/manual/completes.hpp"
#include "tools/manual/shell_text.hpp"

namespace profgen::manual {
namespace {

// In the texts of _arguments and _describe these end a part.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(const Completes& completes) {
  switch (completes.kind) {
    case Kind::nothing:
      return " ";
    case Kind::file:
      return "_files";
    case Kind::directory:
      return "_directories";
    case Kind::program:
      return "{_alternative 'commands:command:_command_names -e' 'files:file:_files'}";
    case Kind::profile:
      return "_profgen_profiles";
    case Kind::profile_or_file:
      return "{_alternative 'profiles:profile:_profgen_profiles' 'files:file:_files'}";
    case Kind::words:
      break;
  }
  std::string out = "(";
  for (const std::string& word : completes.words) out += (out.size() > 1 ? " " : "") + word;
  return out + ")";
}

std::string zsh_option(const Option& option) {
  const std::string text = "[" + zsh_text(menu_text(option.text)) + "]";
  std::string value;
  if (!option.value.empty())
    value = ":" + zsh_text(option.value) + ":" + zsh_action(value_of(option));
  std::string out =
      "    " + shell_quoted("*--" + option.name + (value.empty() ? "" : "=") + text + value);
  if (!option.letter.empty())
    out += " \\\n    " +
           shell_quoted("*-" + option.letter + (value.empty() ? "" : "+") + text + value);
  return out + " \\\n";
}

std::string function_of(const std::string& command) {
  std::string out = "_profgen" + (command.empty() ? "" : "_" + command);
  for (char& c : out)
    if (c == ' ' || c == '-') c = '_';
  return out;
}

// A command with commands: the program itself, or a group.
std::string zsh_group(const std::string& name, const std::vector<Command>& commands) {
  const std::string function = function_of(name);
  std::string out = function + "() {\n  local state line\n  local -a commands=(\n";
  for (const Command& command : commands)
    out += "    " + shell_quoted(zsh_text(command.own_name()) + ":" + zsh_text(command.summary)) +
           "\n";
  out +=
      "  )\n  _arguments -C $_profgen_common '1: :->command' '*:: :->rest'\n"
      "  case $state in\n    command) _describe command commands ;;\n    rest)\n"
      "      case $line[1] in\n";
  for (const Command& command : commands)
    out += "        " + command.own_name() + ") " + function_of(command.name) + " ;;\n";
  return out + "      esac\n      ;;\n  esac\n}\n\n";
}

std::string zsh_command(const Command& command) {
  std::string out = function_of(command.name) + "() {\n  _arguments -s $_profgen_common \\\n";
  for (const Option& option : command.options) out += zsh_option(option);
  const std::size_t places = argument_places(command);
  for (std::size_t i = 0; i < places; ++i)
    out += "    " +
           shell_quoted((i + 1 == places ? "*" : std::to_string(i + 1)) +
                        ":argument:" + zsh_action(argument_of(command, i))) +
           (i + 1 == places ? "\n" : " \\\n");
  return out + "}\n\n";
}

}  // namespace

std::string zsh_completion(const Book& book) {
  std::string out = "#compdef " + book.program + "\n# zsh completion of " + book.program + " " +
                    book.version + ", made by `" + book.program +
                    " help --format=zsh`.\n\nlocal -a _profgen_common=(\n";
  for (const Option& option : book.common) {
    std::string lines = zsh_option(option);
    // An array's elements need no backslash between lines.
    for (std::size_t at; (at = lines.find(" \\\n")) != std::string::npos;) lines.erase(at, 2);
    out += lines;
  }
  out +=
      ")\n\n"
      "_profgen_profiles() {\n"
      "  local -a where names\n"
      "  local i\n"
      "  # Options before it say which policy.\n"
      "  for ((i = 1; i < $#words; i++)); do\n"
      "    case $words[i] in\n"
      "      --root | --policy-dir) where+=($words[i] $words[i+1]) ;;\n"
      "      --root=* | --policy-dir=*) where+=($words[i]) ;;\n"
      "    esac\n"
      "  done\n"
      "  names=(${(f)\"$(_call_program profiles profgen help --profiles $where 2>/dev/null)\"})\n"
      "  compadd -a names\n"
      "}\n\n";
  for (const Command* command : all_commands(book))
    out += command->commands.empty() ? zsh_command(*command)
                                     : zsh_group(command->name, command->commands);
  return out + zsh_group("", book.commands) + "_profgen \"$@\"\n";
}

}  // namespace profgen::manual
