#include "fleet/ssh/back_off.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace profgen::inline v0::fleet::ssh {

double pause_seconds(double first, double most, unsigned attempt, std::string_view node) {
  const double whole = std::min(most, first * std::ldexp(1.0, static_cast<int>(attempt) - 1));
  std::uint64_t x = attempt;  // FNV-1a, mixed as in splitmix64
  for (const char c : node) x = (x ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  const double part = static_cast<double>((x ^ (x >> 31U)) >> 11U) * 0x1p-53;
  return whole * (0.75 + 0.5 * part);
}

}  // namespace profgen::inline v0::fleet::ssh
