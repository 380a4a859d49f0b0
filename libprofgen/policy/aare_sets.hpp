// Questions about all texts that patterns match, answered over their common automaton.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/aare.hpp"

namespace profgen::inline v0::policy {

// States looked at before a question is given up (or so many steps that they would do for them).
// Patterns of policies need some hundreds.
inline constexpr std::size_t aare_state_limit = 20000;

// Does every text of `inner` match one of `outer`? nullopt: given up, or a pattern is wrong.
[[nodiscard]] std::optional<bool> aare_covers(const std::vector<std::string>& outer,
                                              std::string_view inner,
                                              std::size_t limit = aare_state_limit);
// Is there a text that matches both?
[[nodiscard]] std::optional<bool> aare_overlaps(std::string_view a, std::string_view b,
                                                std::size_t limit = aare_state_limit);

// Whether two patterns begin, or end, with different bytes, so that no text matches both. Cheap;
// false says nothing.
[[nodiscard]] bool aare_apart(std::string_view a, std::string_view b);

struct Example {
  std::string text;       // a shortest one; readable bytes are preferred
  bool given_up = false;  // nothing was found within the limit
};
// A text of `of` that matches none of `without`; nullopt if there is none.
[[nodiscard]] std::optional<Example> aare_example(std::string_view of,
                                                  const std::vector<std::string>& without,
                                                  std::size_t limit = aare_state_limit);

// A shortest text for which the ids of the patterns that match it are `wanted`; nullopt if there is
// none, or none within the limit.
[[nodiscard]] std::optional<std::string> aare_find(
    const AareProgram& program,
    const std::function<bool(const std::vector<std::uint32_t>&)>& wanted,
    std::size_t limit = aare_state_limit);

}  // namespace profgen::inline v0::policy
