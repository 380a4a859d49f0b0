// The abstractions of a policy as candidates: which cover an access, and what they cost.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "suggest/ask.hpp"
#include "suggest/severity.hpp"

namespace profgen::inline v0::suggest {

inline constexpr std::string_view base_abstraction = "abstractions/base";

// What a profile has already of the abstractions, and which of their rules its asks would use.
struct AbstractionUse {
  std::set<std::string_view> included;                    // paths; views into the profile
  std::unordered_set<const policy::ResolvedRule*> holds;  // the rules it has by its includes
  struct Of {
    std::size_t answers = 0;  // asks that it would answer
    std::unordered_set<const policy::ResolvedRule*> used;
    // Of what it would grant that the profile neither has nor asked for; by weigh().
    double cost = 0;
    int severity = 0;
    std::size_t rules = 0;  // that the profile does not have
  };
  std::unordered_map<const policy::Abstraction*, Of> of;
};
[[nodiscard]] AbstractionUse abstraction_use(const policy::Profile* profile);

class Abstractions {
 public:
  // Keeps references: both must outlive it.
  Abstractions(const policy::Policy& policy, Severities& severities);

  // Finds those that grant everything the ask needs, except those that the profile has already;
  // base alone where it is among them. Counts them, and the rules that grant it, in `use`.
  void survey(Ask& ask, AbstractionUse& use) const;

  // What each that was found would cost the profile, once all asks were surveyed.
  void weigh(AbstractionUse& use);

 private:
  struct Cost {
    const policy::ResolvedRule* rule;
    double whole, extra;
    int severity;
  };
  const std::vector<Cost>& costs(const policy::Abstraction& abstraction);

  const policy::Policy& policy_;
  Severities& severities_;
  std::unordered_set<const policy::Abstraction*> offered_;
  std::map<const policy::Abstraction*, std::vector<Cost>> costs_;
};

}  // namespace profgen::inline v0::suggest
