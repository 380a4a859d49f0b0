// What the evidence of an ask tells of the names in it.
#pragma once

#include "suggest/ask.hpp"
#include "suggest/varying.hpp"

namespace profgen::inline v0::suggest {

[[nodiscard]] NameContext context_of(const Ask& ask);

}  // namespace profgen::inline v0::suggest
