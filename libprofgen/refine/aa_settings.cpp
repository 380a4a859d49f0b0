#include "refine/aa_settings.hpp"

#include <regex>

#include "base/text.hpp"

namespace profgen::inline v0::refine {
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

// Those of the line that is read.
std::vector<std::string>& required_hats_for(AaSettings& settings, const std::string& expression) {
  auto& all = settings.required_hats;
  if (all.empty() || all.back().first != expression)
    all.emplace_back(expression, std::vector<std::string>{});
  return all.back().second;
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

std::vector<std::string> AaSettings::required_hats_of(const std::string& program) const {
  std::vector<std::string> hats;
  for (const auto& [expression, names] : required_hats)
    if (matches_name(expression, program)) hats.insert(hats.end(), names.begin(), names.end());
  return hats;
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
    if (section == "required_hats")
      for (const std::string_view hat : text::split(value, ' '))
        if (!text::trim(hat).empty())
          required_hats_for(settings, key).emplace_back(text::trim(hat));
  }
  return settings;
}

}  // namespace profgen::inline v0::refine
