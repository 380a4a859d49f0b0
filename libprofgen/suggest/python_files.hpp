// A Python module and its compiled form are one thing in two places: which of them is read depends
// on whether the other is older.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace profgen::suggest {

// The parts between the slashes of a pattern for "DIR/NAME.py" and
// "DIR/__pycache__/NAME.cpython-*.pyc", each written as a pattern; empty for other paths.
[[nodiscard]] std::vector<std::string> python_module(std::string_view path);

}  // namespace profgen::suggest
