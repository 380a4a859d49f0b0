// Which node's turn is when.
#pragma once

#include <cstddef>
#include <vector>

#include "profgen/inventory.hpp"

namespace profgen::inline v0::fleet {

// The waves of some nodes (places in Inventory::nodes): the canaries first, then as many as each of
// Strategy::waves says; none is empty, together they are all of `nodes`, each once. Each wave takes
// evenly from every value of the labels it is spread over. The same for the same input.
[[nodiscard]] Result<std::vector<std::vector<std::size_t>>> plan_waves(
    const Inventory& inventory, const std::vector<std::size_t>& nodes);

}  // namespace profgen::inline v0::fleet
