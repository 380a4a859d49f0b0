// All that is known of a bundle's effect here before it has one. apply asks for it too, and carries
// it out only where nothing blocks.
#pragma once

#include <vector>

#include "node/plan/intent.hpp"

namespace profgen::node {

struct Planned {
  Intent intent;
  PlanReply reply;
  // Nothing blocks, neither of the node nor of any profile.
  [[nodiscard]] bool may_go() const;
  // What blocks, all of it.
  [[nodiscard]] std::vector<Problem> blocking() const;
};

// An Error of kind system where the kernel or the parser could not be asked.
[[nodiscard]] Result<Planned> planned(Machine& machine, const bundle::Bundle& bundle, Stage stage,
                                      const std::vector<std::string>& adopt, const State& state);

}  // namespace profgen::node
