// Questions and outcomes as JSON, with every fact that a front end may want to show.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>

#include "profgen/refine.hpp"

namespace profgen::inline v0::refine {

[[nodiscard]] nlohmann::json question_json(const Session& session,
                                           const suggest::ExecQuestion& question);
// At most this much of its evidence is shown, and how much more there is.
[[nodiscard]] nlohmann::json question_json(const Session& session,
                                           const suggest::Proposal& proposal, std::size_t most);
inline constexpr std::size_t all_evidence = static_cast<std::size_t>(-1);
// One of a list: what tells it from the others.
[[nodiscard]] nlohmann::json brief_json(const Session& session, const Open& open);

[[nodiscard]] nlohmann::json tried_json(const TriedRule& tried);
[[nodiscard]] nlohmann::json diffs_json(std::span<const FileChange> changes);
[[nodiscard]] nlohmann::json outcome_json(const Outcome& outcome);
[[nodiscard]] nlohmann::json diagnostics_json(const std::vector<Diagnostic>& diagnostics);

}  // namespace profgen::inline v0::refine
