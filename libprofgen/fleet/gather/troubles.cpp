#include "fleet/gather/troubles.hpp"

#include <unordered_set>

namespace profgen::inline v0::fleet {

void Troubles::add(std::size_t node, const Trouble& trouble) {
  const auto key = std::tuple(trouble.state, trouble.id, trouble.reason, trouble.remedy);
  by_reason_.try_emplace(key, trouble).first->second.nodes.push_back(inventory_.nodes[node].name);
}

void Troubles::note_failed(const NodeReply& reply) {
  if (reply.state != Answer::State::answered)
    return add(reply.node, {reply.state, {}, reply.reason, reply.remedy, true, {}});
  if (const auto* refused = std::get_if<node::Refused>(&reply.reply))
    return note(reply.node, refused->problems);
  add(reply.node, {Answer::State::broken,
                   "bad-reply",
                   "its reply is not of the kind asked for",
                   "look for two versions of profgen-node",
                   true,
                   {}});
}

void Troubles::note(std::size_t node, const std::vector<node::Problem>& problems) {
  for (const node::Problem& problem : problems)
    add(node,
        {Answer::State::answered, problem.id, problem.text, problem.remedy, problem.blocks, {}});
}

std::vector<Trouble> Troubles::take() {
  std::vector<Trouble> out;
  for (auto& [key, trouble] : by_reason_) {
    // A node that was asked twice says it twice.
    std::unordered_set<std::string> seen;
    std::erase_if(trouble.nodes,
                  [&](const std::string& name) { return !seen.insert(name).second; });
    out.push_back(std::move(trouble));
  }
  by_reason_.clear();
  most_nodes_first(out);
  std::stable_partition(out.begin(), out.end(), [](const Trouble& t) { return t.blocks; });
  return out;
}

}  // namespace profgen::inline v0::fleet
