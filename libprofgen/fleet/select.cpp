#include <fmt/format.h>

#include <set>

#include "base/text.hpp"
#include "profgen/rollout.hpp"

namespace profgen::inline v0::fleet {

Result<std::vector<std::size_t>> select(const Inventory& inventory, const std::string& selector) {
  const auto parsed = Selector::parse(selector);
  if (!parsed) return parsed.error();
  const std::vector<std::string> unknown = parsed->unknown_in(inventory.nodes);
  if (!unknown.empty()) {
    std::set<std::string> known;
    for (const Node& node : inventory.nodes) {
      known.insert(node.name);
      for (const std::string& group : node.groups) known.insert("@" + group);
    }
    const std::string_view near = text::nearest(unknown.front(), {known.begin(), known.end()});
    return Error{ErrorKind::usage, "select nodes", selector,
                 fmt::format("no node of the fleet {} is `{}`; {}", inventory.fleet,
                             text::printable(unknown.front(), 60),
                             near.empty() ? "`profgen fleet nodes` lists names, groups and labels"
                                          : fmt::format("did you mean `{}`?", near))};
  }
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < inventory.nodes.size(); ++i)
    if (parsed->matches(inventory.nodes[i])) chosen.push_back(i);
  return chosen;
}

}  // namespace profgen::inline v0::fleet
