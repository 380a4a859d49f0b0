// What may stand as an entry of a guard file. Each function says what is wrong with a text; nullopt
// where it is understood in full.
#pragma once

#include <optional>
#include <string>

namespace profgen::inline v0::suggest {

struct EntryProblem {
  std::string message;  // what was found, what was expected
  std::string hint;     // a near word, or what to write; may be empty
};
using EntryCheck = std::optional<EntryProblem> (*)(const std::string&);

[[nodiscard]] std::optional<EntryProblem> check_path_entry(const std::string& text);
[[nodiscard]] std::optional<EntryProblem> check_capability(const std::string& text);
[[nodiscard]] std::optional<EntryProblem> check_escape(const std::string& text);
[[nodiscard]] std::optional<EntryProblem> check_abstraction(const std::string& text);
// A rule without its comma, or a pattern of such texts.
[[nodiscard]] std::optional<EntryProblem> check_rule(const std::string& text);
// A pattern of paths, or what check_rule() takes.
[[nodiscard]] std::optional<EntryProblem> check_match(const std::string& text);
// A pattern of paths; `**` is one too.
[[nodiscard]] std::optional<EntryProblem> check_path_match(const std::string& text);
[[nodiscard]] std::optional<EntryProblem> check_profile_name(const std::string& text);
// A qualifier of exec, deny, ignore or ask.
[[nodiscard]] std::optional<EntryProblem> check_exec_answer(const std::string& text);

}  // namespace profgen::inline v0::suggest
