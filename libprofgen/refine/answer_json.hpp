// Answers as JSON: of the journal, of --answers files and of the line protocol (docs/refine.md).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "profgen/refine.hpp"

namespace profgen::inline v0::refine {

// Names may hold any bytes: what is not UTF-8 is written as {"hex": "…"}.
[[nodiscard]] nlohmann::json bytes_json(std::string_view bytes);
// nullopt: it is neither of the two.
[[nodiscard]] std::optional<std::string> bytes_of(const nlohmann::json& value);

// {"answer": "allow" | "deny" | "ignore" | "later", …}: what an answer is, without its question.
[[nodiscard]] nlohmann::json answer_json(const Entry& entry);
// The other way, for this question; `error` says what is wrong with it. Lines are chosen by
// "line" (their text) or "candidate" (their number from 1), exec options by "qualifier" and
// "target" or "option", an own rule is "rule"; without any of them the first is taken.
[[nodiscard]] std::optional<Entry> answer_from(const nlohmann::json& value,
                                               const Question& question, std::string& error);

}  // namespace profgen::inline v0::refine
