// Nodes that gave no reply, or said what is wrong with them, gathered by reason.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "profgen/fleet.hpp"

namespace profgen::inline v0::fleet {

class Troubles {
 public:
  explicit Troubles(const Inventory& inventory) : inventory_(inventory) {}
  // True if this is a reply of the kind that was asked for; else it is noted why not.
  template <typename Wanted>
  [[nodiscard]] bool is(const NodeReply& reply) {
    if (reply.state == Answer::State::answered && std::holds_alternative<Wanted>(reply.reply))
      return true;
    note_failed(reply);
    return false;
  }
  void note_failed(const NodeReply& reply);
  void note(std::size_t node, const std::vector<node::Problem>& problems);
  // Those that block first, then what most nodes say.
  [[nodiscard]] std::vector<Trouble> take();

 private:
  void add(std::size_t node, const Trouble& trouble);
  const Inventory& inventory_;
  std::map<std::tuple<Answer::State, std::string, std::string, std::string>, Trouble> by_reason_;
};

// Rows by what most nodes say.
template <typename Row>
void most_nodes_first(std::vector<Row>& rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.nodes.size() > b.nodes.size(); });
}

}  // namespace profgen::inline v0::fleet
