// Answers → changed files.
#pragma once

#include "profgen/refine.hpp"

namespace profgen::inline v0::refine {

// The reason of an entry that nobody gave: the rule of an exec that was answered.
inline constexpr const char* follows_reason = "follows from the exec answer";

[[nodiscard]] Outcome assemble(const policy::Policy& policy, const SessionOptions& options,
                               const suggest::Proposals& proposals,
                               const std::vector<Entry>& entries);

}  // namespace profgen::inline v0::refine
