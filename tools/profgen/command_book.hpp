// The command table as a manual (tools/manual).
#pragma once

#include "tools/manual/book.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

// Options of every command, which set `common`.
[[nodiscard]] po::options_description common_options(Common& common);
int run_help(const Call& call);

[[nodiscard]] manual::Book command_book();
// What each command is used for, by its name; of every command at least one (a test).
[[nodiscard]] std::vector<manual::Example> examples_of(const std::string& command);

}  // namespace profgen::tool
