// A Python module and its compiled form are one thing in two places: which of them is read depends
// on whether the other is older.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace profgen::inline v0::suggest {

struct PythonModule {
  std::string_view directory;  // with its last slash, without __pycache__
  std::string_view name;       // empty: the path is no module
};

// Of "DIR/NAME.py" and "DIR/__pycache__/NAME.cpython-*.pyc". Views into the path.
[[nodiscard]] PythonModule python_module(std::string_view path);
// The parts between the slashes of a pattern for both of them, each written as a pattern. With
// `all`, for every module of the directory.
[[nodiscard]] std::vector<std::string> python_pattern(const PythonModule& module, bool all);

}  // namespace profgen::inline v0::suggest
