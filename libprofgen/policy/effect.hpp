// What rules that speak about one access come to: permission by permission, with what is logged and
// where an exec leads.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "policy/grants.hpp"

namespace profgen::inline v0::policy {

struct Effect {
  std::uint32_t allowed = 0, denied = 0;
  std::uint32_t audited = 0;  // of what is allowed: logged all the same
  // Of what is denied: a rule says `audit deny`, a rule says `deny` without it. What the kernel
  // makes of both together is its affair: the two are kept apart.
  std::uint32_t loud = 0, quiet = 0;
  // Of file permissions with exec, for what the task owns and what it does not: the transition.
  std::array<const Grant*, 2> transitions{};

  friend bool operator==(const Effect& a, const Effect& b);
};

// Grants of one class that match one access.
using Speaking = std::vector<const Grant*>;

[[nodiscard]] Effect effect_of(const Speaking& speaking);
// Those that decide on one permission, with the effect that they have together.
[[nodiscard]] Speaking deciding(const Speaking& speaking, const Effect& effect, std::uint32_t bit);

}  // namespace profgen::inline v0::policy
