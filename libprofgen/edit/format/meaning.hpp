// What formatting must not change.
#pragma once

#include <string>
#include <vector>

#include "profgen/edit.hpp"

namespace profgen::inline v0::edit {

// Every statement and comment, one line each, by meaning, in the order of the text; what may change
// places is in one order. Two texts of one meaning have equal lists, whatever their layout.
[[nodiscard]] std::vector<std::string> meaning_of(const policy::Tree& tree);

}  // namespace profgen::inline v0::edit
