// Comments that say which findings are meant to be so.
//
//   # profgen: ignore[id, id] reason     at the end of a line: for what stands there; on a line of
//                                        its own: for what follows; before anything else in the
//                                        file: for the whole file
//   #aa:lint ignore=id,id                as apparmor.d writes it: at the end of a line, before a
//                                        paragraph, or in the first five lines for the whole file
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/lint/context.hpp"

namespace profgen::inline v0::policy {

struct Suppression {
  std::string id;  // as written
  std::uint32_t offset = 0;
  Span comment;
  std::uint32_t first_line = 0, last_line = 0;  // what it is about
  bool foreign = false;                         // apparmor.d's: not ours to judge
  bool used = false;
};
[[nodiscard]] std::vector<Suppression> suppressions_of(const Tree& tree);

// Takes away what is suppressed, and marks the suppressions that were used.
void apply_suppressions(const Source& source, std::vector<Suppression>& suppressions,
                        std::vector<LintFinding>& findings);

}  // namespace profgen::inline v0::policy
