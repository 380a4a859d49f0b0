// What this node's state says was applied, held against its disk and its kernel.
#pragma once

#include <string>
#include <vector>

#include "node/drift/kept.hpp"
#include "profgen/bundle.hpp"
#include "profgen/node_engine.hpp"

namespace profgen::inline v0::node {

struct DriftCheck {
  std::vector<DriftItem> items;  // without what is as desired
  // A later step of ours (relax, park, retire) has changed what the bundle brought: that is no
  // drift, and nothing may be corrected over it.
  bool changed_since = false;
  std::string bundle;  // its name; empty: nothing of it is kept
  std::vector<std::string> notes;
};
// After a start of the machine what was loaded from texts as desired is taken as it is, as the
// node's own compiler may be another one; `kept` says what that was.
[[nodiscard]] Result<DriftCheck> check_drift(Machine& machine, Kept& kept);

// Applies the bundle of the state once more. What was adopted once stays so, but for what somebody
// has switched off (disable/, force-complain/).
[[nodiscard]] Reply correct_drift(Machine& machine, const std::vector<DriftItem>& items);

}  // namespace profgen::inline v0::node
