#include "fleet/rollout/run_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "fleet/rollout/fleet_lock.hpp"

namespace profgen::inline v0::fleet {
namespace {

constexpr std::string_view journal_suffix = ".jsonl";

}  // namespace

Result<LoadedRun> load_run(const RunPlace& place, const std::string& run) {
  if (Status named = check_run_name(run); !named) return named.error();
  LoadedRun loaded;
  const auto read = read_journal(place, run, [&](const Entry& entry) { apply(loaded.run, entry); });
  if (!read) return read.error();
  loaded.torn = read->torn;
  return loaded;
}

// By the time in their heads, the oldest first; a name need not tell it.
Result<std::vector<std::string>> runs(const RunPlace& place) {
  if (!place.files.exists(place.state_dir)) return std::vector<std::string>();
  const auto names = place.files.list(place.state_dir);
  if (!names) return names.error();
  std::vector<std::pair<std::int64_t, std::string>> found;
  for (const std::string& name : *names) {
    if (!name.ends_with(journal_suffix)) continue;
    const std::string run = name.substr(0, name.size() - journal_suffix.size());
    std::int64_t time = 0;
    if (const auto text = place.files.read(place.state_dir + "/" + name)) {
      const auto head = entry_of(std::string_view(*text).substr(0, text->find('\n')));
      if (head && std::holds_alternative<RunHead>(*head)) time = std::get<RunHead>(*head).time_us;
    }
    found.emplace_back(time, run);
  }
  std::ranges::sort(found);
  std::vector<std::string> out;
  out.reserve(found.size());
  for (auto& [time, run] : found) out.push_back(std::move(run));
  return out;
}

Result<std::string> run_or_last(const RunPlace& place, const std::string& run) {
  if (!run.empty()) return run;
  const auto all = runs(place);
  if (!all) return all.error();
  if (all->empty())
    return Error{ErrorKind::usage, "find a run", place.state_dir, "this fleet had none yet"};
  return all->back();
}

Result<RunView> view_run(const RunPlace& place, const std::string& run) {
  const auto name = run_or_last(place, run);
  if (!name) return name.error();
  auto loaded = load_run(place, *name);
  if (!loaded) return loaded.error();
  return std::move(loaded->run.view);
}

Status check_no_other_run(const RunPlace& place) {
  const auto last = runs(place);
  if (!last) return last.error();
  for (const std::string& name : *last) {
    const auto loaded = load_run(place, name);
    if (!loaded) return loaded.error();
    const Run& run = loaded->run;
    const bool open = run.view.state == RunState::running || run.view.state == RunState::stopped ||
                      run.view.state == RunState::half_rolled_back;
    const bool touched = std::ranges::any_of(
        run.nodes, [](const NodeRun& node) { return node.asked != Reached::nothing; });
    if (open && touched)
      return Error{
          ErrorKind::usage, "begin a run", place.state_dir,
          fmt::format("run {} is {} and changed nodes: resume it, roll it back or abort it "
                      "first",
                      name,
                      run.view.state == RunState::running ? "cut off" : name_of(run.view.state))};
  }
  return Unit{};
}

Result<RunView> abort(const RunPlace& place, const std::string& run) {
  const auto lock = lock_fleet(place, "abort");
  if (!lock) return lock.error();
  const auto name = run_or_last(place, run);
  if (!name) return name.error();
  auto loaded = load_run(place, *name);
  if (!loaded) return loaded.error();
  Run& state = loaded->run;
  if (state.view.state == RunState::done || state.view.state == RunState::rolled_back ||
      state.view.state == RunState::aborted)
    return Error{ErrorKind::usage, "abort", *name,
                 fmt::format("it has ended: {}", name_of(state.view.state))};
  RunJournal journal(place, *name);
  if (loaded->torn) journal.end_torn_line();
  // The time of its last word: nothing is asked of a clock, and nothing happens on a node.
  const ResumedEntry resumed{state.view.phase_since_us, place.who};
  const EndEntry end{state.view.phase_since_us, RunState::aborted, "aborted by " + place.who};
  for (const Entry& entry : {Entry(resumed), Entry(end)}) {
    journal.add(entry);
    apply(state, entry);
  }
  if (Status status = journal.commit(); !status) return status.error();
  return std::move(state.view);
}

}  // namespace profgen::inline v0::fleet
