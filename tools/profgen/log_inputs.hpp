// LOG arguments: logs, and evidence files that stand where a log may.
#pragma once

#include <string>
#include <vector>

#include "profgen/evidence_file.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

struct LogInputs {
  std::vector<std::string> logs;      // files, folders, "-", "journal:"; rotated sets oldest first
  std::vector<std::string> evidence;  // evidence files, sorted
};
// By content. Each of both is sorted and named once, so that no order of arguments matters.
[[nodiscard]] LogInputs split_inputs(const std::vector<std::string>& arguments);

// Says what to do with evidence where single events are asked for; false if there is none.
[[nodiscard]] bool refuse_evidence(const std::vector<std::string>& arguments);

// What evidence files tell beside their accesses: failures, and losses of the logs they are from.
// Gives the exit code that the reading alone would have (0 or exit_input).
int report_evidence(const Call& call, const evidence::Collected& collected);

}  // namespace profgen::tool
