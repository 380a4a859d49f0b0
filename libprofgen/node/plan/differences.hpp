// What two policies grant differently, in lines for a person.
#pragma once

#include <string>
#include <vector>

#include "node/plan/intent.hpp"
#include "profgen/compare.hpp"

namespace profgen::inline v0::node {

// Of the profiles in the files that change between before() and after(), as the intent has them.
[[nodiscard]] std::vector<edit::ProfileDifference> differences_of(const Machine& machine,
                                                                  const Intent& intent);
// Of a top profile and its children, "granted: /x rw"; at most 200 lines, then how many more.
[[nodiscard]] std::vector<std::string> difference_lines(
    const std::vector<edit::ProfileDifference>& differences, const std::string& top);
// Whether nothing but modes differs.
[[nodiscard]] bool only_modes_differ(const std::vector<edit::ProfileDifference>& differences,
                                     const std::string& top);

}  // namespace profgen::inline v0::node
