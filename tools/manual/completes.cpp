#include "tools/manual/completes.hpp"

#include <algorithm>

#include "grammar/profile_modes.hpp"

namespace profgen::manual {
namespace {

// The words in capitals of a synopsis, or of an option's value.
Kind kind_of_word(std::string_view word) {
  static constexpr std::pair<std::string_view, Kind> kinds[] = {
      {"FILE", Kind::file},     {"FILE.html", Kind::file},  {"RUN.jsonl", Kind::file},
      {"LOG", Kind::file},      {"EVIDENCE", Kind::file},   {"OLD", Kind::file},
      {"NEW", Kind::file},      {"OTHER", Kind::file},      {"BUNDLE", Kind::file},
      {"KEYS", Kind::file},     {"KEY", Kind::file},        {"POLICY-FILE", Kind::file},
      {"DIR", Kind::directory}, {"PROGRAM", Kind::program}, {"PROFILE", Kind::profile_or_file},
  };
  for (const auto& [name, kind] : kinds)
    if (name == word) return kind;
  return Kind::nothing;
}

// "[LOG|EVIDENCE…]" is LOG: the first of several stands for all.
std::string bare(std::string_view word) {
  std::string out;
  for (const char c : word) {
    const bool part = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '-';
    if (part) out += c;
    if (!part && !out.empty()) break;
  }
  return out;
}

// The arguments of a synopsis, without its options and their values: of `BUNDLE --digest D` the
// first word, of `PROGRAM [-- ARGS…]` and `POD | -f FILE` too.
std::vector<std::string> words_of(std::string_view synopsis) {
  std::vector<std::string> out;
  bool value = false;
  while (!synopsis.empty()) {
    const std::size_t end = std::min(synopsis.find(' '), synopsis.size());
    std::string_view word = synopsis.substr(0, end);
    synopsis.remove_prefix(std::min(end + 1, synopsis.size()));
    if (!word.empty() && word.front() == '[') word.remove_prefix(1);
    if (word == "|" || word == "--") break;
    if (value)
      value = false;
    else if (!word.empty() && word.front() == '-')
      value = true;
    else if (!bare(word).empty())
      out.push_back(bare(word));
  }
  return out;
}

constexpr std::string_view format_words[] = {"text", "rules", "profile", "diff", "decisions",
                                             "json", "scdoc", "bash",    "zsh",  "fish"};

// Each command has formats of its own: those that the option's text names.
std::vector<std::string> formats_in(const std::string& text) {
  std::vector<std::string> out;
  for (const std::string_view word : format_words)
    if (text.find(word) != std::string::npos) out.emplace_back(word);
  return out;
}

}  // namespace

const std::vector<Choice>& choices() {
  static const std::vector<Choice> table = {
      {"color", "WHEN", {"auto", "always", "never"}},
      {"generalise", "LEVEL", {"exact", "careful", "broad"}},
      {"as", "FORM", {"field", "annotation", "auto"}},
      {"only", "WHICH", {"granted", "removed"}},
      {"prefer", "SIDE", {"ours", "theirs"}},
      {"untrusted", "WHAT", {"refuse", "accept", "ignore"}},
      {"stage", "STAGE", {"complain", "final"}},
  };
  return table;
}

Completes value_of(const Option& option) {
  if (option.value.empty()) return {};
  if (option.name == "format") return {Kind::words, formats_in(option.text)};
  for (const Choice& choice : choices())
    if (choice.option == option.name && choice.value == option.value)
      return {Kind::words, choice.words};
  if (option.name == "profile" && option.value == "NAME") return {Kind::profile, {}};
  return {kind_of_word(option.value), {}};
}

Completes argument_of(const Command& command, std::size_t place) {
  if (!command.commands.empty()) {
    Completes out{Kind::words, {}};
    for (const Command& sub : command.commands) out.words.push_back(sub.own_name());
    return out;
  }
  const std::vector<std::string> words = words_of(command.arguments);
  if (words.empty()) return {};
  const std::string& word = words[std::min(place, words.size() - 1)];
  if (word == "MODE") {
    Completes out{Kind::words, {grammar::profile_modes.begin(), grammar::profile_modes.end()}};
    out.words.emplace_back("audit");
    return out;
  }
  if (word == "NAME" && (command.name == "mode" || command.name == "park"))
    return {Kind::profile_or_file, {}};
  return {kind_of_word(word), {}};
}

std::size_t argument_places(const Command& command) {
  return command.commands.empty() ? std::max<std::size_t>(words_of(command.arguments).size(), 1)
                                  : 1;
}

std::string script_word(const Completes& completes) {
  switch (completes.kind) {
    case Kind::nothing:
      return "nothing";
    case Kind::file:
      return "file";
    case Kind::directory:
      return "directory";
    case Kind::program:
      return "program";
    case Kind::profile:
      return "profile";
    case Kind::profile_or_file:
      return "profile_or_file";
    case Kind::words:
      break;
  }
  std::string out = "=";
  for (const std::string& word : completes.words) out += (out.size() > 1 ? " " : "") + word;
  return out;
}

}  // namespace profgen::manual
