// All that is known of a bundle's effect here before it has one.
#pragma once

#include <string>
#include <vector>

#include "node/plan/intent.hpp"

namespace profgen::inline v0::node {

struct Planned {
  Intent intent;
  PlanReply reply;
};

// An Error of kind system where the kernel or the parser could not be asked.
[[nodiscard]] Result<Planned> planned(Machine& machine, const bundle::Bundle& bundle, Stage stage,
                                      const std::vector<std::string>& adopt, const State& state);

}  // namespace profgen::inline v0::node
