// What the writer and the reader of decision files must agree on.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/refine.hpp"

namespace profgen::inline v0::refine {

// In the order of Act; the last one leaves the question open.
inline constexpr std::array<std::string_view, 4> answer_words = {"allow", "deny", "ignore",
                                                                 "later"};
inline constexpr std::array<std::string_view, 3> owner_words = {"as-shown", "on", "off"};

[[nodiscard]] inline std::string_view name_of(Act act) {
  return answer_words[static_cast<std::size_t>(act)];
}

// Which option an answer is; nullopt where it is none of them.
[[nodiscard]] inline std::optional<std::size_t> option_index(
    const std::vector<suggest::ExecOption>& options, const ExecAnswer& answer) {
  for (std::size_t i = 0; i < options.size(); ++i)
    if (options[i].qualifier == answer.qualifier && options[i].target == answer.target) return i;
  return std::nullopt;
}

// A file of the policy as the decision file names it: without the policy directory, which is
// another one elsewhere.
[[nodiscard]] inline std::string below(std::string_view policy_dir, std::string_view file) {
  while (!policy_dir.empty() && policy_dir.back() == '/') policy_dir.remove_suffix(1);
  const bool inside = file.size() > policy_dir.size() + 1 &&
                      file.substr(0, policy_dir.size()) == policy_dir &&
                      file[policy_dir.size()] == '/';
  if (!inside) return std::string(file);
  file.remove_prefix(policy_dir.size());
  while (!file.empty() && file.front() == '/') file.remove_prefix(1);
  return std::string(file);
}

}  // namespace profgen::inline v0::refine
