// A rollout while it runs: redrawn on a terminal, a line for each change elsewhere; and how it
// ended.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "profgen/rollout.hpp"
#include "tools/profgen/command.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

class LiveRun {
 public:
  explicit LiveRun(const Call& call);
  [[nodiscard]] fleet::Observer observer();
  // Takes away what was drawn: how the run ended is told on standard output.
  void end();

 private:
  void draw(const fleet::RunView& view);
  void tell(const fleet::RunView& view);
  const Call& call_;
  Style style_;
  bool redraws_ = false;
  std::size_t drawn_lines_ = 0;
  std::string last_drawn_, last_phase_;
  std::vector<fleet::NodeState> last_states_;
};

// Set by SIGINT and SIGTERM while it exists: the run stops where it can go on another day.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
  [[nodiscard]] const std::atomic<bool>& stop() const;
};

// The nodes of a run.
[[nodiscard]] std::vector<std::string> names_of(const fleet::RunView& view);
// Prints how a run ended, and what to do next; the exit code.
[[nodiscard]] int report_run(const Call& call, const std::string& state_dir,
                             const Result<fleet::RunView>& view);

}  // namespace profgen::tool
