// What may stand for a value or an argument on the command line, for the shells' completions.
#pragma once

#include <string>
#include <vector>

#include "tools/manual/book.hpp"

namespace profgen::manual {

enum class Kind {
  nothing,  // a number, a time, a pattern: nothing to offer
  file,
  directory,
  program,
  profile,          // a name of the policy
  profile_or_file,  // PROFILE of `verify`: either
  words,            // one of `words`
};

struct Completes {
  Kind kind = Kind::nothing;
  std::vector<std::string> words;
};

// Of an option's value.
[[nodiscard]] Completes value_of(const Option& option);
// Of the command's argument at `place` (0: the first); the last one of the command line's
// description stands for all that follow.
[[nodiscard]] Completes argument_of(const Command& command, std::size_t place);
// How many different places argument_of() tells apart: 2 for `MODE NAME…`.
[[nodiscard]] std::size_t argument_places(const Command& command);

// "auto", "file", "=auto always never": the form in which the scripts know it.
[[nodiscard]] std::string script_word(const Completes& completes);

// The options whose values are words, as (option, value, words); every one exists, and its text
// names every word (a test holds the table against that).
struct Choice {
  std::string_view option, value;
  std::vector<std::string> words;
};
[[nodiscard]] const std::vector<Choice>& choices();

}  // namespace profgen::manual
