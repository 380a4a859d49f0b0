// What a profile answers, straight from the meaning of the language: rule by rule, permission by
// permission, each pattern by the naive matcher. Nothing is compiled, nothing is shared with the
// tables of the library but the shapes of rules and accesses.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "profgen/policy.hpp"

namespace profgen::proof {

struct NaiveProfile {
  std::vector<policy::Rule> rules;
  std::map<std::string, std::vector<std::string>> variables;
  std::vector<std::pair<std::string, std::string>> aliases;
  std::vector<std::string> hats;
};

struct NaiveAnswer {
  policy::Answer answer = policy::Answer::absent;
  FilePerms missing = 0;
  std::optional<std::string> exec;  // nullopt: the rules contradict each other, either may be
};

[[nodiscard]] NaiveAnswer naive_covers(const NaiveProfile& profile, const Access& access);

}  // namespace profgen::proof
