// The command table as a manual (tools/manual).
#pragma once

#include "tools/manual/book.hpp"

namespace profgen::tool {

[[nodiscard]] manual::Book command_book();
// What each command is used for, by its name; of every command at least one (a test).
[[nodiscard]] std::vector<manual::Example> examples_of(const std::string& command);

}  // namespace profgen::tool
