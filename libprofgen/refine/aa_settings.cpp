#include "refine/aa_settings.hpp"

#include <regex>

#include "base/text.hpp"

namespace profgen::refine {
namespace {

// std::regex goes one call deeper a character: names come from logs.
constexpr std::size_t longest_name = 1024;

bool matches_name(const std::string& expression, const std::string& name) {
  if (name.size() > longest_name) return false;
  try {
    return std::regex_search(name, std::regex(expression));
  } catch (const std::regex_error&) {
    return false;
  }
}

}  // namespace

std::string AaSettings::letters_for(std::string_view program) const {
  const auto found = qualifiers.find(program);
  return found == qualifiers.end() ? "icpnu" : found->second;
}

std::string AaSettings::default_hat(const std::string& profile) const {
  for (const auto& [expression, hat] : default_hats)
    if (matches_name(expression, profile)) return hat;
  return {};
}

AaSettings read_aa_settings(std::string_view logprof_conf) {
  AaSettings settings;
  std::string_view section;
  for (const std::string_view whole : text::split(logprof_conf, '\n')) {
    const std::string_view line = text::trim(whole);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[' && line.back() == ']') {
      section = line.substr(1, line.size() - 2);
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string key(text::trim(line.substr(0, equals)));
    const std::string value(text::trim(line.substr(equals + 1)));
    if (key.empty() || value.empty()) continue;
    if (section == "qualifiers") settings.qualifiers[key] = value;
    if (section == "defaulthat") settings.default_hats.emplace_back(key, value);
  }
  return settings;
}

}  // namespace profgen::refine
