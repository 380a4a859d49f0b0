// How this node stands: what its agent says of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "node/drift/check.hpp"
#include "profgen/node_engine.hpp"

namespace profgen::inline v0::kube {

struct Standing {
  std::vector<node::Problem> problems;  // of preflight
  bool has_apparmor = false;
  node::StatusReply status;
  node::DriftCheck drift;  // its bundle: the name of the object
  std::string error;       // why the node could not be looked at; empty: it was
  std::map<std::string, std::uint64_t> usage;

  [[nodiscard]] bool is_new() const { return error.empty() && status.revision == 0; }
  // A bundle is applied, and the kernel was seen to have all of it.
  [[nodiscard]] bool verified() const;
  // The same, in the end's texts and modes: "0123456789ab"; empty: not so.
  [[nodiscard]] std::string set() const;
};

// `usage`: whether other processes can be seen here.
[[nodiscard]] Standing standing_of(node::Machine& machine, node::Kept& kept, bool usage);

}  // namespace profgen::inline v0::kube
