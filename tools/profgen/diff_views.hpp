// A comparison in words and as JSON.
#pragma once

#include <string>
#include <vector>

#include "profgen/compare.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

struct DiffNames {
  std::string before, after;  // what was given on the command line
};
// Differences that many profiles have from one include are told once; many of one include are
// counted, unless `all`.
[[nodiscard]] std::string diff_text(const std::vector<edit::ProfileDifference>& profiles,
                                    const DiffNames& names, const Style& style, bool all);
// One line: how many, and whether anything is wider.
[[nodiscard]] std::string diff_summary(const std::vector<edit::ProfileDifference>& profiles,
                                       const DiffNames& names);
[[nodiscard]] std::string diff_json(const std::vector<edit::ProfileDifference>& profiles,
                                    const DiffNames& names);

// Allowed, or no longer denied, or no longer confined.
[[nodiscard]] bool widens(const edit::ProfileDifference& profile);
[[nodiscard]] bool widens(edit::Change change);
[[nodiscard]] bool narrows(edit::Change change);

}  // namespace profgen::tool
