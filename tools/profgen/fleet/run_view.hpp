// How far a rollout has come, as text; nodes that are alike stand once.
#pragma once

#include <string>

#include "profgen/rollout.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

// As JSON or as text, as the call wants it.
void print_run_view(const Common& common, const fleet::RunView& view);
// Nodes that are neither final nor left out.
[[nodiscard]] bool leaves_some_behind(const fleet::RunView& view);
// The exit code of the command that led the run.
[[nodiscard]] int code_of_run(const fleet::RunView& view);
[[nodiscard]] std::string run_view_text(const fleet::RunView& view, const Style& style);

}  // namespace profgen::tool
