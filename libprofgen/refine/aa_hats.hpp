// Hats that programs asked for and that no profile has: asked about before the session begins,
// which then knows the answers as evidence.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "profgen/evidence.hpp"
#include "profgen/policy.hpp"
#include "profgen/refine.hpp"

namespace profgen::inline v0::refine {

struct AaHat {
  evidence::Subject subject;  // the profile that asked
  std::string hat;
  bool complain = false;  // seen in complain mode only
  friend auto operator<=>(const AaHat&, const AaHat&) = default;
};
// Sorted; of the profiles that the session is about.
[[nodiscard]] std::vector<AaHat> aa_missing_hats(const evidence::Evidence& evidence,
                                                 const policy::Policy& policy,
                                                 const SessionOptions& options);

// The hat is drafted, also where nothing was seen in it.
[[nodiscard]] evidence::Evidence with_hat(evidence::Evidence evidence, const AaHat& hat);
// What was done in it was done in another hat of the profile.
[[nodiscard]] evidence::Evidence with_other_hat(const evidence::Evidence& evidence,
                                                const AaHat& hat, const std::string& other);
// Neither the wish nor what was done in it is known any more.
[[nodiscard]] evidence::Evidence without_hat(const evidence::Evidence& evidence, const AaHat& hat);

}  // namespace profgen::inline v0::refine
