// What the node does for each request: one function a request, each in a file of its own. They
// answer with a Refused where nothing came of it; then all is as it was before.
#pragma once

#include <string>

#include "profgen/node.hpp"
#include "profgen/node_engine.hpp"

namespace profgen::inline v0::node {

// Finishes or puts back what a call that was killed left half done; comes before every operation
// that reads or changes our files or our state. An Error: it could not.
[[nodiscard]] Status settle(Machine& machine);

[[nodiscard]] Reply preflight(Machine& machine);
[[nodiscard]] Reply plan(Machine& machine, const Plan& request);
[[nodiscard]] Reply apply(Machine& machine, const Apply& request);
[[nodiscard]] Reply relax(Machine& machine, const Relax& request);
[[nodiscard]] Reply rollback(Machine& machine, const Rollback& request);
[[nodiscard]] Reply park(Machine& machine, const Park& request);
[[nodiscard]] Reply retire(Machine& machine, const Retire& request);
[[nodiscard]] Reply status(Machine& machine);
[[nodiscard]] Reply drift(Machine& machine, const DriftOf& request);
[[nodiscard]] Reply events(Machine& machine, const Events& request);
[[nodiscard]] Reply usage(Machine& machine, const Usage& request);

[[nodiscard]] Refused refused(std::string id, std::string text, std::string remedy);
// With the words of the error.
[[nodiscard]] Refused refused(std::string id, const Error& error, std::string remedy);

}  // namespace profgen::inline v0::node
