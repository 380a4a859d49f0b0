#include "refine/question_order.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace profgen::inline v0::refine {

std::vector<const suggest::Proposal*> by_value(std::vector<const suggest::Proposal*> proposals) {
  struct Value {
    std::size_t settles = 0;
    std::size_t place = 0;  // of its first question
  };
  std::map<Group, Value> values;
  std::vector<std::tuple<Value*, std::size_t, const suggest::Proposal*>> keyed;
  keyed.reserve(proposals.size());
  for (const suggest::Proposal* proposal : proposals) {
    const auto [at, fresh] = values.try_emplace(group_of(*proposal));
    if (fresh) at->second.place = keyed.size();
    at->second.settles += proposal->evidence.size();
    keyed.emplace_back(&at->second, keyed.size(), proposal);
  }
  std::sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) {
    const auto& [value_a, place_a, proposal_a] = a;
    const auto& [value_b, place_b, proposal_b] = b;
    if (value_a != value_b)
      return value_a->settles != value_b->settles ? value_a->settles > value_b->settles
                                                  : value_a->place < value_b->place;
    if (proposal_a->evidence.size() != proposal_b->evidence.size())
      return proposal_a->evidence.size() > proposal_b->evidence.size();
    return place_a < place_b;
  });
  std::transform(keyed.begin(), keyed.end(), proposals.begin(),
                 [](const auto& one) { return std::get<2>(one); });
  return proposals;
}

}  // namespace profgen::inline v0::refine
