#include <array>

#include "profgen/suggest.hpp"

namespace profgen::inline v0::suggest {

std::string_view name_of(CandidateKind kind) {
  static constexpr std::array<std::string_view, 5> names = {"literal", "variable", "glob", "widen",
                                                            "abstraction"};
  return names[static_cast<std::size_t>(kind)];
}

std::string Candidate::text() const {
  std::string out;
  if (!include.empty()) out = "include <" + include + ">";
  for (const policy::Rule& rule : rules) {
    if (!out.empty()) out += '\n';
    out += policy::to_text(rule);
  }
  return out;
}

}  // namespace profgen::inline v0::suggest
