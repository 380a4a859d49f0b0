// Runs on disk, by their journals.
#pragma once

#include <string>

#include "fleet/rollout/run.hpp"
#include "fleet/rollout/run_journal.hpp"

namespace profgen::inline v0::fleet {

struct LoadedRun {
  Run run;
  bool torn = false;
};
[[nodiscard]] Result<LoadedRun> load_run(const RunPlace& place, const std::string& run);
// `run`, or the last one where it is empty.
[[nodiscard]] Result<std::string> run_or_last(const RunPlace& place, const std::string& run);
// An Error of kind usage where another run changed nodes and has not come to an end.
[[nodiscard]] Status check_no_other_run(const RunPlace& place);

}  // namespace profgen::inline v0::fleet
