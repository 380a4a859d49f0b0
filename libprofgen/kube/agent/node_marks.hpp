// The label and the taint on the Node object.
#pragma once

#include <optional>
#include <string>

#include "kube/agent/reach.hpp"
#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

struct NodeMarks {
  std::string set;       // value of the label; empty: no label
  bool untaint = false;  // a taint that is there goes
  friend bool operator==(const NodeMarks&, const NodeMarks&) = default;
};

// Whether the Node is so now; false: try again later. `node` is the object as it was read, and is
// brought up to date. The label is there before the taint goes.
[[nodiscard]] bool mark_node(Api& api, Reach& reach, Json& node, const NodeMarks& marks);
[[nodiscard]] bool may_mark(const Reach& reach);
[[nodiscard]] bool is_tainted(const Json& node);

}  // namespace profgen::inline v0::kube
