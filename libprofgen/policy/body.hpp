// What one stretch of a file contributes to the profile around it, its includes not yet followed.
#pragma once

#include <string>
#include <vector>

#include "policy/library.hpp"
#include "policy/variables.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {

struct Inclusion {
  Include include;
  Span span;
  Prefix prefix;  // of the blocks around it
};
struct VariableUse {
  std::string name;
  std::uint32_t offset = 0;
};
struct Body {
  ResolvedRules::Part rules;
  std::vector<Inclusion> inclusions;
  std::vector<Inclusion> skipped;     // in arms that are not taken: they have to be there, too
  std::vector<const Item*> children;  // profiles and hats
  std::vector<VariableUse> uses;      // the first of each name
};

// `prefix` is that of the blocks around; what is wrong with conditions goes to `diagnostics`.
[[nodiscard]] Body read_body(const SourceFile& file, const std::vector<Item>& items,
                             const Prefix& prefix, const Environment& environment,
                             bool from_include, std::vector<Diagnostic>& diagnostics);

// A prefix inside a block that has one: what the inner one leaves open comes from the outer one.
[[nodiscard]] Prefix folded(const Prefix& outer, const Prefix& inner);

}  // namespace profgen::inline v0::policy
