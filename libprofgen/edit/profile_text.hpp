// A new profile as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profgen/edit.hpp"

namespace profgen::inline v0::edit {

enum class Level { file, child };

// The lines of a profile, header to closing brace, in canonical order; `unit` is what one level is
// indented by. An Error where a name cannot be expressed.
[[nodiscard]] Result<std::vector<std::string>> profile_lines(const NewProfile& profile, Level level,
                                                             std::string_view unit);

}  // namespace profgen::inline v0::edit
