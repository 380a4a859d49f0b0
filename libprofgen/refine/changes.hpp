// What each profile gets → changed files: splices into those that stand, text of new ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "profgen/refine.hpp"
#include "refine/answers.hpp"

namespace profgen::inline v0::refine {

// What one profile gets.
struct Work {
  const suggest::ProfileProposals* profile = nullptr;
  std::vector<edit::Line> add;
  std::vector<std::pair<policy::Location, policy::Rule>> replace;

  // Two answers may widen one rule: then it is widened by both.
  void take(Lines lines);

 private:
  std::map<std::pair<std::string, std::uint32_t>, std::size_t> places_;  // of `replace`
};
using Works = std::map<evidence::Subject, Work>;

// Appends the changes, and the problems of what could not be carried out, to the outcome.
void write_changes(const policy::Policy& policy, const SessionOptions& options, Works works,
                   Outcome& outcome);

}  // namespace profgen::inline v0::refine
