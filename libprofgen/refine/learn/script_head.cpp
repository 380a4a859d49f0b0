#include "refine/learn/script_head.hpp"

#include "base/text.hpp"

namespace profgen::inline v0::refine {
namespace {

constexpr std::size_t longest_head = 255;

std::string_view program_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

constexpr std::pair<std::string_view, std::string_view> shells_and_languages[] = {
    {"python", "abstractions/python"}, {"perl", "abstractions/perl"}, {"ruby", "abstractions/ruby"},
    {"bash", "abstractions/bash"},     {"dash", "abstractions/bash"}, {"sh", "abstractions/bash"},
};

// "python3.11" is python; "shfmt" is not sh.
bool is_version_of(std::string_view name, std::string_view language) {
  return name.starts_with(language) &&
         name.find_first_not_of("0123456789.-", language.size()) == std::string_view::npos;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (;;) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return words;
    const std::size_t end = line.find_first_of(" \t\r", begin);
    words.push_back(line.substr(begin, end - begin));
    if (end == std::string_view::npos) return words;
    line.remove_prefix(end);
  }
}

}  // namespace

std::vector<std::string> script_interpreters(std::string_view bytes) {
  if (!bytes.starts_with("#!")) return {};
  const std::size_t end = bytes.find('\n');
  if ((end == std::string_view::npos ? bytes.size() : end) > longest_head) return {};
  const std::vector<std::string_view> words = words_of(bytes.substr(2, end - 2));
  if (words.empty() || words[0].front() != '/') return {};
  std::vector<std::string> out{std::string(words[0])};
  if (program_name(words[0]) != "env") return out;
  for (std::size_t i = 1; i < words.size(); ++i)
    if (words[i].front() != '-' && words[i].find('=') == std::string_view::npos) {
      out.emplace_back(words[i]);
      break;
    }
  return out;
}

std::string abstraction_of_interpreter(std::string_view path) {
  for (const auto& [language, abstraction] : shells_and_languages)
    if (is_version_of(program_name(path), language)) return std::string(abstraction);
  return {};
}

}  // namespace profgen::inline v0::refine
