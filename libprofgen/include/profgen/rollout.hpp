// A rollout: staged, watched, and undone by itself (docs/rollout.md).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "profgen/inventory.hpp"
#include "profgen/node.hpp"
#include "profgen/system.hpp"
#include "profgen/transport.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::fleet {

// Where the journals and locks of a fleet are: one file a run, RUN.jsonl, append-only.
struct RunPlace {
  Files& files;
  std::string state_dir;  // …/fleet/NAME
  std::string who;        // user@host, for the journal
};

enum class NodeState : std::uint8_t {
  waiting,      // not touched yet
  complaining,  // the complain stage is verified
  final,        // texts and modes of the bundle are verified
  relaxed,      // flipped to complain after a breach
  rolled_back,  // as before the run, verified
  failed,       // it said no, or what the kernel has is not what was asked for
  unreachable,
  left_out,  // by selector, or blocked in preflight with leave
};
[[nodiscard]] std::string_view name_of(NodeState state);

struct NodeView {
  std::string name;
  NodeState state = NodeState::waiting;
  std::size_t wave = 0;      // 0: complain everywhere; 1: canaries, …
  std::uint64_t starts = 0;  // in this stage
  std::uint64_t new_denials = 0;
  std::string reason, remedy;  // of failed, unreachable, left out
};

enum class RunState : std::uint8_t {
  running,
  done,
  stopped,  // by hand, by a gate that never opened; can be resumed
  rolled_back,
  half_rolled_back,  // some nodes could not be reached for it
  aborted,
};
[[nodiscard]] std::string_view name_of(RunState state);

struct RunView {
  std::string run, fleet, digest, bundle;
  RunState state = RunState::running;
  std::string phase;  // "preflight", "complain", "wave 2 of 4: baking", "rolling back" …
  std::string why;    // of a stop or a breach, for a person
  std::int64_t started_us = 0, phase_since_us = 0;
  double bake_left_seconds = 0;
  std::vector<NodeView> nodes;
  std::vector<std::size_t> wave_sizes;
};

struct Deploy {
  const Inventory& inventory;
  std::string bytes, signature;  // of the bundle
  bundle::SignatureKind signature_kind = bundle::SignatureKind::none;
  std::string run;             // name of the run: time and digest
  bool leave_blocked = false;  // go on without nodes that preflight blocks
};

// Called after every change, for a live view; the evidence of new denials comes as files.
struct Observer {
  std::function<void(const RunView&)> changed;
  std::function<void(const std::string& node, const node::EventsReply&)> events;
};

// All of these take the lock of the fleet; a second writer gets an Error of kind system that says
// who has it. `stop`: set by a signal handler; the run stops after the replies that are under way,
// and can be resumed.
[[nodiscard]] Result<RunView> deploy(const RunPlace& place, Transport& transport,
                                     const Deploy& what, const Observer& observer,
                                     const std::atomic<bool>& stop);
[[nodiscard]] Result<RunView> resume(const RunPlace& place, Transport& transport,
                                     const Deploy& what, const Observer& observer,
                                     const std::atomic<bool>& stop);
// Rolls back all nodes of a run, whatever its state.
[[nodiscard]] Result<RunView> roll_back(const RunPlace& place, Transport& transport,
                                        const Inventory& inventory, const std::string& run,
                                        const Observer& observer, const std::atomic<bool>& stop);
// Ends a run where it stands; nodes stay as they are.
[[nodiscard]] Result<RunView> abort(const RunPlace& place, const std::string& run);
// From the journal alone. The last run where `run` is empty.
[[nodiscard]] Result<RunView> view_run(const RunPlace& place, const std::string& run);
[[nodiscard]] Result<std::vector<std::string>> runs(const RunPlace& place);

// What a run decided and met, from its journal: a line each, for whoever has to answer for it. What
// one node after another says at one step is one line with their names.
struct ToldEntry {
  std::int64_t time_us = 0;
  std::string where;  // nodes, folded; empty: the run
  std::string what;
  enum class Look : std::uint8_t { plain, good, warn, bad } look = Look::plain;
  friend bool operator==(const ToldEntry&, const ToldEntry&) = default;
};
[[nodiscard]] Result<std::vector<ToldEntry>> tell_run(const RunPlace& place,
                                                      const std::string& run);

// Asks every node the same and gathers the replies, in the order of the inventory.
struct NodeReply {
  std::size_t node = 0;
  Answer::State state = Answer::State::answered;
  node::Reply reply;           // of `answered`
  std::string reason, remedy;  // of the others
};
[[nodiscard]] std::vector<NodeReply> ask_all(Transport& transport,
                                             const std::vector<std::size_t>& nodes,
                                             const node::Request& request);
// The nodes that a selector takes, all where it is empty; an Error of kind usage.
[[nodiscard]] Result<std::vector<std::size_t>> select(const Inventory& inventory,
                                                      const std::string& selector);

}  // namespace profgen::inline v0::fleet
#pragma GCC visibility pop
