// bash: tables of what there is, and one function that finds the place on the command line. It
// needs nothing of the package bash-completion but to be loaded.
#include "tools/manual/book.hpp"
#include "tools/manual/completes.hpp"
#include "tools/manual/shell_text.hpp"

namespace profgen::manual {
namespace {

std::string all_names(const std::vector<const Option*>& options) {
  std::string out;
  for (const Option* option : options) {
    out += (out.empty() ? "--" : " --") + option->name;
    if (!option->letter.empty()) out += " -" + option->letter;
  }
  return out;
}

// "    --output|-o) kind=file ;;" for each option that takes a value.
std::string value_cases(const std::string& command, const std::vector<Option>& options) {
  std::string out;
  for (const Option& option : options) {
    if (option.value.empty()) continue;
    out += "    '" + command + " --" + option.name + "'";
    if (!option.letter.empty()) out += " | '" + command + " -" + option.letter + "'";
    out += ") kind=" + shell_quoted(script_word(value_of(option))) + " ;;\n";
  }
  return out;
}

std::string argument_kinds(const Command& command) {
  std::string out;
  for (std::size_t i = 0; i < argument_places(command); ++i)
    out += (i == 0 ? "" : " ") + shell_quoted(script_word(argument_of(command, i)));
  return out;
}

std::string tables(const Book& book) {
  std::string names;
  for (const Command& command : book.commands) names += (names.empty() ? "" : " ") + command.name;
  std::vector<const Option*> common;
  for (const Option& option : book.common) common.push_back(&option);
  std::string out =
      "# What stands behind a command (\"\" for none yet): its options, and what each argument "
      "is.\n"
      "_profgen_command() {\n  case $1 in\n"
      "    '') options='" +
      all_names(common) + "' arguments=('=" + names + "') ;;\n";
  for (const Command* command : all_commands(book))
    out += "    " + shell_quoted(command->name) + ") options='" +
           all_names(options_of(book, *command)) + "' arguments=(" + argument_kinds(*command) +
           ") ;;\n";
  out +=
      "    *) return 1 ;;\n  esac\n}\n\n"
      "# What the value of an option is: sets kind; nothing to say of one that takes none.\n"
      "_profgen_value() { # COMMAND OPTION\n  kind=\n  case \"$1 $2\" in\n";
  for (const Command* command : all_commands(book))
    out += value_cases(command->name, command->options);
  out += "  esac\n  [[ -z $kind ]] || return 0\n  case \" $2\" in\n" +
         value_cases("", book.common) + "  esac\n  [[ -n $kind ]]\n}\n\n";
  return out;
}

constexpr std::string_view machinery = R"(_profgen_offer() { # KIND: candidates for $current
  case $1 in
    =*)
      mapfile -t COMPREPLY < <(compgen -W "${1#=}" -- "$current")
      ;;
    file)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      ;;
    directory)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      ;;
    program)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <({ compgen -c -- "$current"; compgen -f -- "$current"; } | sort -u)
      ;;
    profile | profile_or_file)
      compopt -o filenames 2>/dev/null
      local name
      COMPREPLY=()
      # Options before it say which policy: --policy-dir, --root.
      while IFS= read -r name; do
        [[ $name != "$current"* ]] || COMPREPLY+=("$name")
      done < <("${COMP_WORDS[0]}" help --profiles "${where[@]}" 2>/dev/null)
      if [[ $1 == profile_or_file ]]; then
        while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$current")
      fi
      ;;
  esac
}

_profgen() {
  local current word command='' option='' kind options place=0 i literal=
  local -a arguments words=() where=()
  # `=` is a word of its own on bash's command line.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == = && ${#words[@]} -gt 0 && ${words[-1]} == --* ]]; then
      words[-1]+='='
      if ((i < COMP_CWORD)); then
        i=$((i + 1))
        words[-1]+=${COMP_WORDS[i]}
      fi
    else
      words+=("$word")
    fi
  done
  current=
  if ((${#words[@]} > 0)); then
    current=${words[-1]}
    unset 'words[-1]'
  fi
  _profgen_command ''
  for word in "${words[@]}"; do
    if [[ -n $option ]]; then
      case $option in --root | --policy-dir) where+=("$option" "$word") ;; esac
      option=
    elif [[ -n $literal ]]; then
      place=$((place + 1))
    elif [[ $word == -- ]]; then
      literal=yes
    elif [[ $word == --*=* ]]; then
      case $word in --root=* | --policy-dir=*) where+=("$word") ;; esac
    elif [[ $word == -* ]]; then
      if _profgen_value "$command" "$word"; then option=$word; fi
    elif _profgen_command "${command:+$command }$word"; then
      command=${command:+$command }$word
      place=0
    else
      place=$((place + 1))
    fi
  done
  COMPREPLY=()
  if [[ -z $option && -z $literal && $current == --*=* ]]; then
    option=${current%%=*}
    current=${current#*=}
  fi
  if [[ -n $option ]]; then
    if _profgen_value "$command" "$option"; then _profgen_offer "$kind"; fi
  elif [[ -z $literal && $current == -* ]]; then
    _profgen_command "$command"
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
  else
    _profgen_command "$command"
    ((place < ${#arguments[@]})) || place=$((${#arguments[@]} - 1))
    _profgen_offer "${arguments[place]}"
  fi
}
complete -F _profgen profgen
)";

}  // namespace

std::string bash_completion(const Book& book) {
  return "# bash completion of " + book.program + " " + book.version + ", made by `" +
         book.program + " help --format=bash`.\n# shellcheck shell=bash\n\n" + tables(book) +
         std::string(machinery);
}

}  // namespace profgen::manual
