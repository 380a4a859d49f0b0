// The bundle of a request, held to its digest and its signature before anything is read of it.
#pragma once

#include <string>
#include <variant>

#include "node/state.hpp"
#include "profgen/bundle.hpp"

namespace profgen::inline v0::node {

// Refused: "bad-digest" (other bytes than the digest names, or none and the node has none),
// "bad-signature", "bad-bundle".
[[nodiscard]] std::variant<bundle::Bundle, Refused> open_package(Machine& machine,
                                                                 const Package& package);
// Keeps the bytes, so that later requests may name them by digest alone. Of other bundles only
// those that the state still names stay.
[[nodiscard]] Status keep_package(Machine& machine, const Package& package, const State& state);

}  // namespace profgen::inline v0::node
