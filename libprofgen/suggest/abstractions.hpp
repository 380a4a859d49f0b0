// The abstractions of a policy as candidates: which cover an access, and what they cost.
#pragma once

#include <cstddef>
#include <map>
#include <string_view>
#include <vector>

#include "suggest/ask.hpp"

namespace profgen::suggest {

inline constexpr std::string_view base_abstraction = "abstractions/base";

class Abstractions {
 public:
  // Keeps a reference: the policy must outlive it.
  explicit Abstractions(const policy::Policy& policy);

  // Those that grant everything the ask needs, except those that the profile has already.
  [[nodiscard]] std::vector<const policy::Abstraction*> covering(
      const Ask& ask, const policy::Profile* profile) const;

  struct Worth {
    double cost = 0;
    int severity = 0;
  };
  [[nodiscard]] const Worth& worth(const policy::Abstraction& abstraction);

 private:
  std::vector<const policy::Abstraction*> offered_;
  std::map<const policy::Abstraction*, Worth> worth_;
};

}  // namespace profgen::suggest
