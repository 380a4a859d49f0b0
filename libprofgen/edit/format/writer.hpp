// Lays out the entries of bodies as text.
#pragma once

#include <string>

#include "profgen/edit.hpp"

namespace profgen::inline v0::edit {

// The whole text of a tree without errors.
[[nodiscard]] std::string laid_out(const policy::Tree& tree, const FormatOptions& options);

}  // namespace profgen::inline v0::edit
