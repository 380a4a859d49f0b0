// The last step of every command that changes policy: files first, then the kernel, or neither.
#pragma once

#include <string>
#include <vector>

#include "profgen/change.hpp"
#include "profgen/modes.hpp"

namespace profgen::inline v0::host {

// A text to compile whole and hand to the kernel.
struct PolicyUnit {
  std::string path, text;
  bool complain = false;  // every profile of it, whatever its flags say
};

// All texts as one blob.
[[nodiscard]] Result<std::string> compile_all(Processes& processes,
                                              const std::vector<PolicyUnit>& units,
                                              const policy::LoadOptions& options);

// Writes the changes with save(), then replaces the units in the kernel at once; the files' old
// text is back where that fails. Fills state, written, diagnostics and reason.
[[nodiscard]] Status carry_out(const HostTools& tools, const std::vector<FileChange>& changes,
                               const std::vector<PolicyUnit>& units,
                               const policy::LoadOptions& options, PolicyOutcome& outcome);

}  // namespace profgen::inline v0::host
