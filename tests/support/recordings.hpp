// The recordings of real kernels: shared data, not part of the project.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "profgen/event.hpp"
#include "profgen/evidence.hpp"

namespace profgen::recorded {

// PROFGEN_SHARED, or `shared` beside the source tree.
inline std::filesystem::path captures() {
  const char* shared = std::getenv("PROFGEN_SHARED");
  if (shared != nullptr) return std::filesystem::path(shared) / "captures";
  return std::filesystem::path(PROFGEN_SOURCE_DIR) / ".." / "shared" / "captures";
}

// A run of the workload on one kind of system ("bookworm/complain-raw"), with its profiles.
struct Recording {
  std::string suite, name;
  std::filesystem::path folder;

  [[nodiscard]] bool complain() const { return name.rfind("complain", 0) == 0; }
  [[nodiscard]] std::string full() const { return suite + "/" + name; }
  [[nodiscard]] std::filesystem::path profiles() const { return folder / "profiles"; }
  // The log that holds all its records; empty: there is none.
  [[nodiscard]] std::filesystem::path log() const {
    for (const char* kind : {"audit.log", "audit.log.zst", "kern.log", "kern.log.zst"})
      if (std::filesystem::exists(folder / kind)) return folder / kind;
    return {};
  }
  [[nodiscard]] evidence::Evidence read_evidence() const {
    evidence::Evidence out;
    (void)log::read_logs({log().string()},
                         [&](const Record& r, const Event& event) { out.add(r, event); });
    return out;
  }
};

// By suite and name; empty without shared data.
inline std::vector<Recording> recordings() {
  namespace fs = std::filesystem;
  std::vector<Recording> runs;
  std::error_code error;
  for (const auto& suite : fs::directory_iterator(captures(), error)) {
    if (!suite.is_directory()) continue;
    for (const auto& run : fs::directory_iterator(suite)) {
      const Recording one{suite.path().filename(), run.path().filename(), run.path()};
      if (fs::is_directory(one.profiles()) && !one.log().empty()) runs.push_back(one);
    }
  }
  std::sort(runs.begin(), runs.end(),
            [](const Recording& a, const Recording& b) { return a.full() < b.full(); });
  return runs;
}

}  // namespace profgen::recorded
