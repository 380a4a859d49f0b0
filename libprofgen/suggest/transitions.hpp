// Where an exec leads: the profile that a qualifier and its target put a program into.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "profgen/suggest.hpp"
#include "suggest/attachments.hpp"

namespace profgen::inline v0::suggest {

struct Transition {
  enum class Kind { same, profile, none } kind = Kind::none;  // none: not confined, or not run
  std::string profile;  // full name of the profile entered, for `same` and `profile`
  std::string target;   // what the rule must say behind `->`; empty: found by attachment
  bool is_new = false;  // no such profile stands: it is to be drafted
};

// `choices` are all that were made: of several programs whose drafted children would be called the
// same, the first has it attached and the others must name it.
[[nodiscard]] Transition follow(const evidence::Subject& subject, const std::string& program,
                                const ExecChoice& choice, const policy::Policy& policy,
                                Attachments& attachments, const ExecChoices& choices);

// What a new child profile for a program is called: its base name, in characters that need neither
// quotes nor escapes wherever the name is written.
[[nodiscard]] std::string draft_name(std::string_view program);

// What the rules of the standing profile say of an exec; nullopt: nothing.
[[nodiscard]] std::optional<ExecChoice> standing_choice(const policy::Policy& policy,
                                                        const evidence::Subject& subject,
                                                        const std::string& program);

}  // namespace profgen::inline v0::suggest
