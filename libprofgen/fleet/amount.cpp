#include <algorithm>
#include <cmath>

#include "profgen/inventory.hpp"

namespace profgen::inline v0::fleet {

std::size_t Amount::of(std::size_t nodes) const {
  if (!percent) return std::min(nodes, static_cast<std::size_t>(value));
  return std::min(nodes,
                  static_cast<std::size_t>(std::ceil(static_cast<double>(nodes) * value / 100.0)));
}

}  // namespace profgen::inline v0::fleet
