// What the commands that work on this machine have in common.
#pragma once

#include <memory>
#include <string>

#include "profgen/modes.hpp"
#include "tools/profgen/command.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

// The kernel as it shows itself below the root: for commands that only read.
[[nodiscard]] host::KernelPaths kernel_paths(const Common& common);
[[nodiscard]] std::unique_ptr<host::Kernel> kernel_to_read(const Common& common);
// nullptr below another root: an image's files are no reason to change the running kernel.
[[nodiscard]] std::unique_ptr<host::Kernel> kernel_to_change(const Common& common);

// What save() is told where the command itself loads what it wrote.
[[nodiscard]] host::SaveOptions saving_only(const Call& call);

// Prints what became of it and gives the exit code.
[[nodiscard]] int report_outcome(const Call& call, const Result<host::PolicyOutcome>& outcome);
// "PROFILE is what …": no arguments were given; the exit code.
[[nodiscard]] int names_missing(std::string_view command, std::string_view what);

}  // namespace profgen::tool
