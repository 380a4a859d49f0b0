// What stands in a run's journal, a line each (docs/rollout.md). The state of a run is these,
// applied one after another (fleet/rollout/run.hpp), and nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "profgen/rollout.hpp"

namespace profgen::inline v0::fleet {

inline constexpr int run_journal_version = 1;

enum class Phase : std::uint8_t { preflight, plan, complain, wave, rollback };
// What a node is asked for that changes it.
enum class Step : std::uint8_t { complain, final, relax, rollback };

// The first line.
struct RunHead {
  std::int64_t time_us = 0;
  std::string run{};
  std::string fleet{};
  std::string who{};
  std::string digest{};
  std::string bundle{};
  std::vector<std::pair<std::string, std::string>> profiles{};  // with their modes in the end
  std::vector<std::string> adopt{};
  bool leave_blocked = false;
  Strategy strategy;
  std::vector<std::string> nodes{};               // of the inventory; the others name them by place
  std::vector<std::vector<std::size_t>> waves{};  // without those that the selector leaves out
  friend bool operator==(const RunHead&, const RunHead&) = default;
};

// A phase begins; or all of it is done that can be, and its gate is waited for.
struct PhaseEntry {
  std::int64_t time_us = 0;
  Phase phase = Phase::preflight;
  std::size_t wave = 0;
  bool baking = false;
  friend bool operator==(const PhaseEntry&, const PhaseEntry&) = default;
};

// Written before anything is asked: what is not confirmed by a later entry may have been done.
struct AskedEntry {
  std::int64_t time_us = 0;
  Step step = Step::complain;
  std::vector<std::size_t> nodes{};
  friend bool operator==(const AskedEntry&, const AskedEntry&) = default;
};

enum class News : std::uint8_t {
  fit,      // preflight is good
  planned,  // the plan is good
  done,     // a step is done and verified
  away,     // no way to it; asked again later
  blocked,  // it may not be changed as it is; nothing was changed
  bad,      // it said no, or has other than was asked for
  left_out,
  note,  // worth knowing
};

struct NodeEntry {
  std::int64_t time_us = 0;
  std::size_t node = 0;
  News news = News::fit;
  Step step = Step::complain;  // of `done`
  std::string reason{};
  std::string remedy{};                // of away, blocked, bad, left_out, note
  std::string boot_id{};               // of `fit`
  std::vector<std::string> denying{};  // of `done` of complain: profiles that deny as before
  friend bool operator==(const NodeEntry&, const NodeEntry&) = default;
};

// Events of a node up to a cursor.
struct SeenEntry {
  std::int64_t time_us = 0;
  std::size_t node = 0;
  std::string cursor{};
  std::uint64_t new_on_node = 0;         // what counts against the budget, on this node
  std::vector<std::uint64_t> known{};    // hashes: denied by what the run did not change
  std::vector<std::uint64_t> allowed{};  // let through by complain mode
  std::vector<std::uint64_t> denied{};   // new denials
  std::string file{};                    // the evidence, in the run's folder; may be empty
  friend bool operator==(const SeenEntry&, const SeenEntry&) = default;
};

// Processes that were seen under profiles, as far as the gate still asks for them.
struct StartsEntry {
  std::int64_t time_us = 0;
  std::size_t node = 0;
  struct Start {
    std::size_t profile = 0;  // place in RunHead::profiles
    std::uint32_t pid = 0;
    std::uint64_t started = 0;
    friend bool operator==(const Start&, const Start&) = default;
  };
  std::vector<Start> starts{};
  friend bool operator==(const StartsEntry&, const StartsEntry&) = default;
};

// The run is undone from here on.
struct BreachEntry {
  std::int64_t time_us = 0;
  std::string why{};
  bool by_hand = false;
  friend bool operator==(const BreachEntry&, const BreachEntry&) = default;
};

struct ResumedEntry {
  std::int64_t time_us = 0;
  std::string who{};
  friend bool operator==(const ResumedEntry&, const ResumedEntry&) = default;
};

struct EndEntry {
  std::int64_t time_us = 0;
  RunState state = RunState::done;
  std::string why{};
  friend bool operator==(const EndEntry&, const EndEntry&) = default;
};

using Entry = std::variant<RunHead, PhaseEntry, AskedEntry, NodeEntry, SeenEntry, StartsEntry,
                           BreachEntry, ResumedEntry, EndEntry>;

// With its end of line.
[[nodiscard]] std::string to_line(const Entry& entry);
[[nodiscard]] Result<Entry> entry_of(std::string_view line);

}  // namespace profgen::inline v0::fleet
