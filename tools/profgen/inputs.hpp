// What a command works on: the logs that were named (or the host's own), the policy, the guard.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "profgen/evidence.hpp"
#include "profgen/guard.hpp"
#include "profgen/policy.hpp"
#include "profgen/refine.hpp"
#include "profgen/runs.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

// The LOG arguments, or the host's own logs; empty (and told why) where there are none.
[[nodiscard]] std::vector<std::string> log_sources(const Call& call);

// Prints what a log reading command owes its user: failures, kernel losses, and one line of counts.
// Gives the exit code that the reading alone would have (0 or exit_input).
int report_reading(const Call& call, const log::ReadReport& report);

// The guard file (empty: the built-in guard). nullopt: the reason was printed, exit with `code`.
[[nodiscard]] std::optional<suggest::Guard> load_guard(const std::string& file, int& code);

struct Inputs {
  std::unique_ptr<Files> files = real_files();  // the policy reads from it as long as it lives
  evidence::Evidence evidence;
  log::ReadReport report;
  std::map<std::string, std::uint64_t> losses;  // of logs, also of those that evidence is from
  std::vector<evidence::Source> sources;        // as many
  std::vector<Error> failures;                  // why some input could not be read
  std::size_t unread = 0;                       // inputs that could not be read, or not to the end
  std::size_t logs = 0, evidence_files = 0;     // how many of either were named
  policy::Policy policy;
  suggest::Guard guard;
  refine::SessionOptions session;
  std::string about;     // the profile that a person is asked of; empty: all (JournalHead::profile)
  int code = exit_done;  // exit_input where some log could not be read
};
using EventFilter = std::function<bool(const Record&, const Event&)>;
// nullopt: nothing can be done, the reason was printed, exit with `code`.
// `runs` counts what the logs tell of processes; nullptr: nobody wants to know. `also` sees every
// event of the logs; empty: nobody does. Of the logs only what `only` says counts; empty: all.
[[nodiscard]] std::optional<Inputs> load_inputs(const Call& call, int& code,
                                                suggest::Runs* runs = nullptr,
                                                const log::EventSink& also = {},
                                                const EventFilter& only = {});

[[nodiscard]] policy::LoadOptions load_options(const Common& common);

}  // namespace profgen::tool
