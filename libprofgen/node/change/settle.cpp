// What a call that was killed left half done is finished where the disk already has all of it, and
// else put back: files by the journal of their save, then the policy that may have been loaded.
#include "node/change/carry_out.hpp"
#include "node/change/kernel_back.hpp"
#include "node/change/relaxed.hpp"
#include "node/operations.hpp"

namespace profgen::inline v0::node {
namespace {

constexpr double patience_for_turn_s = 20;

Result<std::unique_ptr<FileLock>> node_lock(Machine& machine) {
  const std::string directory = below_root(machine, machine.state_dir);
  if (!machine.files.exists(directory))
    if (Status made = machine.files.make_directories(directory, 0700); !made) return made.error();
  return machine.files.lock(directory + "/node.lock", patience_for_turn_s);
}

Result<bool> is_saved(const Machine& machine, const Step& step) {
  const auto saves = host::saves(machine.files, save_options(machine, step));
  if (!saves) return saves.error();
  return !saves->empty() && saves->front().command == command_of(step) &&
         saves->front().time_us == step.time_us;
}

// With the lock held.
Status settle_last(Machine& machine, State& state, std::vector<Step>& steps) {
  Step unnamed;
  const auto recovered = host::recover(machine.files, machine.processes, load_options(machine),
                                       save_options(machine, unnamed));
  if (!recovered) return recovered.error();
  while (!steps.empty() && steps.back().number > state.revision) {
    const Step& step = steps.back();
    const auto saved = is_saved(machine, step);
    if (!saved) return saved.error();
    // Who asks to be relaxed has services that are hindered: that is never taken back.
    if (!*saved && step.operation == "relax") {
      if (Status done = relax_again(machine, steps, step); !done) return done;
    } else if (!*saved) {
      if (Status done = put_back_loaded(machine, step); !done) return done;
      if (Status done = remove_step(machine, step.number); !done) return done;
      steps.pop_back();
      continue;
    }
    auto finished = finish_step(machine, state, step);
    if (!finished) return finished.error();
    state = std::move(*finished);
  }
  return Unit{};
}

Result<Turn> turn_of(Machine& machine, std::unique_ptr<FileLock> lock) {
  Turn turn;
  turn.lock = std::move(lock);
  auto state = read_state(machine);
  if (!state) return state.error();
  turn.state = std::move(*state);
  auto steps = read_steps(machine);
  if (!steps) return steps.error();
  turn.steps = std::move(*steps);
  if (Status settled = settle_last(machine, turn.state, turn.steps); !settled)
    return settled.error();
  return turn;
}

}  // namespace

std::variant<Turn, Refused> take_turn(Machine& machine) {
  auto lock = node_lock(machine);
  if (!lock)
    return refused("locked", lock.error(), "another profgen-node is at work here: ask again later");
  auto turn = turn_of(machine, std::move(*lock));
  if (!turn) return refused("half-done", turn.error(), "see to it, then ask again");
  return std::move(*turn);
}

Status settle(Machine& machine) {
  // Nothing is made for it where nothing was ever done.
  if (!machine.files.exists(below_root(machine, machine.state_dir))) return Unit{};
  auto lock = node_lock(machine);
  if (!lock) return lock.error();
  const auto turn = turn_of(machine, std::move(*lock));
  return turn ? Status(Unit{}) : Status(turn.error());
}

}  // namespace profgen::inline v0::node
