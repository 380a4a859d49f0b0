#include <fmt/format.h>

#include "profgen/rollout.hpp"

namespace profgen::fleet {

Result<std::vector<std::size_t>> select(const Inventory& inventory, const std::string& selector) {
  const auto parsed = Selector::parse(selector);
  if (!parsed) return parsed.error();
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < inventory.nodes.size(); ++i)
    if (parsed->matches(inventory.nodes[i])) chosen.push_back(i);
  // What was meant to be chosen and is not there must not pass for done.
  if (chosen.empty())
    return Error{ErrorKind::usage, "select nodes", selector,
                 fmt::format("it takes none of the {} nodes of the fleet {}; `profgen fleet nodes` "
                             "lists them with their groups and labels",
                             inventory.nodes.size(), inventory.fleet)};
  return chosen;
}

}  // namespace profgen::fleet
