// Logs, read for the C API.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "capi/guarded.hpp"
#include "profgen/event.hpp"

namespace profgen::inline v0::capi {

// nullopt where one of them is NULL.
[[nodiscard]] std::optional<std::vector<std::string>> names_of(const char* const* names,
                                                               std::size_t count);
// Fills `counts` (may be NULL); the first source that could not be read.
[[nodiscard]] Failed told(const log::ReadReport& report, profgen_counts* counts);

}  // namespace profgen::inline v0::capi
