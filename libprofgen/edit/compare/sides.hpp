// Two profiles as fields, one a class.
#pragma once

#include <array>
#include <memory>

#include "edit/compare/field.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::edit::by_meaning {

class Sides {
 public:
  // The profiles must outlive it.
  Sides(const policy::Profile& before, const policy::Profile& after);

  [[nodiscard]] Field& field(policy::GrantClass of) {
    return fields_[static_cast<std::size_t>(of)];
  }

 private:
  void add(Side side, const policy::Profile& profile);

  std::array<Field, policy::grant_classes> fields_;
  // What modes that allow by default grant without a rule.
  policy::ResolvedRule everything_;
};

// Whether the rules are the same, one by one, and mean the same where they stand.
[[nodiscard]] bool same_text(const policy::Profile& before, const policy::Profile& after);

}  // namespace profgen::inline v0::edit::by_meaning
