// fish: a line an option, each with the command that it is for.
#include "tools/manual/book.hpp"
#include "tools/manual/completes.hpp"
#include "tools/manual/shell_text.hpp"

namespace profgen::manual {
namespace {

// -r: an option's value is required; -f and -F: without and with files.
std::string fish_value(const Completes& completes) {
  switch (completes.kind) {
    case Kind::nothing:
      return " -f";
    case Kind::file:
      return " -F";
    case Kind::directory:
      return " -f -a '(__fish_complete_directories)'";
    case Kind::program:
      return " -F -a '(__fish_complete_command)'";
    case Kind::profile:
      return " -f -a '(__profgen_profiles)'";
    case Kind::profile_or_file:
      return " -F -a '(__profgen_profiles)'";
    case Kind::words:
      break;
  }
  std::string words;
  for (const std::string& word : completes.words) words += (words.empty() ? "" : " ") + word;
  return " -f -a " + fish_quoted(words);
}

std::string fish_option(const std::string& condition, const Option& option) {
  std::string out = "complete -c profgen" + condition + " -l " + option.name;
  if (!option.letter.empty()) out += " -s " + option.letter;
  if (!option.value.empty()) out += " -r" + fish_value(value_of(option));
  return out + " -d " + fish_quoted(menu_text(option.text)) + "\n";
}

std::string behind(const std::string& command) {
  return " -n " + fish_quoted("__profgen_behind " + fish_quoted(command));
}

// With the words of `command` typed, its arguments.
std::string fish_arguments(const Command& command) {
  const std::size_t places = argument_places(command);
  std::string out;
  for (std::size_t i = 0; i < places; ++i) {
    const std::string place = std::to_string(i) + (i + 1 == places ? "+" : "");
    out += "complete -c profgen -n " +
           fish_quoted("__profgen_behind " + fish_quoted(command.name) + " " + place) +
           fish_value(argument_of(command, i)) + "\n";
  }
  return out;
}

std::string fish_commands(const std::string& group, const std::vector<Command>& commands) {
  std::string out;
  for (const Command& command : commands)
    out += "complete -c profgen -f -n " +
           fish_quoted("__profgen_behind " + fish_quoted(group) + " 0") + " -a " +
           command.own_name() + " -d " + fish_quoted(command.summary) + "\n";
  return out;
}

// The functions that find the place: the command, and how many arguments stand behind it.
std::string fish_functions(const Book& book) {
  std::string names, valued;
  for (const Command* command : all_commands(book)) names += " " + fish_quoted(command->name);
  const auto take = [&valued](const std::vector<Option>& options) {
    for (const Option& option : options) {
      if (option.value.empty()) continue;
      valued += " --" + option.name;
      if (!option.letter.empty()) valued += " -" + option.letter;
    }
  };
  take(book.common);
  for (const Command* command : all_commands(book)) take(command->options);
  return "set -g __profgen_commands" + names + "\nset -g __profgen_valued" + valued + R"(

# Prints the command typed so far and, behind it, the number of its arguments.
function __profgen_place
    set -l command ''
    set -l place 0
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- $word $__profgen_valued
            set skip 1
        else if string match -q -- '-*' $word
            continue
        else if contains -- (string trim -- "$command $word") $__profgen_commands
            set command (string trim -- "$command $word")
            set place 0
        else
            set place (math $place + 1)
        end
    end
    printf '%s\n%s\n' $command $place
end

# __profgen_behind COMMAND [PLACE]: 1 is the second argument, 1+ it and all that follow.
function __profgen_behind
    set -l now (__profgen_place)
    test "$now[1]" = "$argv[1]"; or return 1
    test (count $argv) -ge 2; or return 0
    if string match -q -- '*+' $argv[2]
        test $now[2] -ge (string trim -r -c + -- $argv[2])
    else
        test $now[2] -eq $argv[2]
    end
end

# Options before it say which policy.
function __profgen_profiles
    set -l where
    set -l words (commandline -opc)
    for i in (seq (count $words))
        switch $words[$i]
            case --root --policy-dir
                set -a where $words[$i] $words[(math $i + 1)]
            case '--root=*' '--policy-dir=*'
                set -a where $words[$i]
        end
    end
    profgen help --profiles $where 2>/dev/null
end

)";
}

}  // namespace

std::string fish_completion(const Book& book) {
  std::string out = "# fish completion of " + book.program + " " + book.version + ", made by `" +
                    book.program + " help --format=fish`.\n" + fish_functions(book) +
                    "complete -c profgen -f\n";
  for (const Option& option : book.common) out += fish_option("", option);
  out += fish_commands("", book.commands);
  for (const Command* command : all_commands(book)) {
    if (!command->commands.empty()) {
      out += fish_commands(command->name, command->commands);
      continue;
    }
    for (const Option& option : command->options) out += fish_option(behind(command->name), option);
    out += fish_arguments(*command);
  }
  return out;
}

}  // namespace profgen::manual
