// The ways into a run: begin, resume, undo.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "fleet/rollout/fleet_lock.hpp"
#include "fleet/rollout/run_engine.hpp"
#include "fleet/rollout/run_files.hpp"
#include "fleet/rollout/waves.hpp"

namespace profgen::inline v0::fleet {
namespace {

Result<RunHead> head_for(const RunPlace& place, const Transport& transport, const Deploy& what) {
  const auto bundle = bundle::read(what.bytes, "the bundle");
  if (!bundle) return bundle.error();
  const auto nodes = select(what.inventory, bundle->selector);
  if (!nodes) return nodes.error();
  if (nodes->empty())
    return Error{ErrorKind::usage, "deploy", bundle->name,
                 "its selector '" + bundle->selector + "' takes no node of the fleet"};
  RunHead head;
  head.time_us = transport.now_us();
  head.run = what.run;
  head.fleet = what.inventory.fleet;
  head.who = place.who;
  head.digest = bundle::digest(what.bytes);
  head.bundle = bundle->name;
  for (const bundle::Profile& profile : bundle->profiles)
    head.profiles.emplace_back(profile.name, profile.mode);
  head.adopt = what.inventory.adopt;
  head.leave_blocked = what.leave_blocked;
  head.strategy = what.inventory.strategy;
  for (const Node& node : what.inventory.nodes) head.nodes.push_back(node.name);
  auto waves = plan_waves(what.inventory, *nodes);
  if (!waves) return waves.error();
  head.waves = std::move(*waves);
  return head;
}

node::Package package_of(const Deploy& what) {
  return {bundle::digest(what.bytes), what.bytes, what.signature, what.signature_kind};
}

Result<RunView> drive(RunEngine& engine, Run& run) {
  if (Status status = engine.go(); !status) return status.error();
  return std::move(run.view);
}

// What resume() needs to be as it was: the texts, and whose turn is when.
Status check_same(const RunHead& head, const Deploy& what) {
  const std::string digest = bundle::digest(what.bytes);
  if (digest != head.digest)
    return Error{ErrorKind::usage, "resume", head.run,
                 fmt::format("it rolls out {}, this bundle is {}: give it that bundle, or abort it "
                             "and deploy this one",
                             head.digest, digest)};
  std::set<std::string> now, then(head.nodes.begin(), head.nodes.end());
  for (const Node& node : what.inventory.nodes) now.insert(node.name);
  if (now == then) return Unit{};
  std::vector<std::string> changes;
  for (const std::string& name : now)
    if (!then.contains(name)) changes.push_back("+" + text::printable(name));
  for (const std::string& name : then)
    if (!now.contains(name)) changes.push_back("-" + text::printable(name));
  constexpr std::size_t most = 8;
  const std::size_t count = changes.size();
  changes.resize(std::min(count, most));
  return Error{ErrorKind::usage, "resume", head.run,
               fmt::format("the inventory has other nodes than when it began ({}{}): put it back, "
                           "or abort the run and deploy anew",
                           text::join(changes, " "), count > most ? " …" : "")};
}

void go_on_with(Run& run, RunJournal& journal, bool torn, std::int64_t time_us,
                const std::string& who) {
  if (torn) journal.end_torn_line();
  const Entry entry = ResumedEntry{time_us, who};
  journal.add(entry);
  apply(run, entry);
}

bool is_behind(const Run& run) {
  return std::ranges::any_of(
      run.nodes, [](const NodeRun& node) { return node.wave != 0 && node.done != Reached::final; });
}

}  // namespace

Result<RunView> deploy(const RunPlace& place, Transport& transport, const Deploy& what,
                       const Observer& observer, const std::atomic<bool>& stop) {
  if (Status named = check_run_name(what.run); !named) return named.error();
  const auto lock = lock_fleet(place, "deploy " + what.run);
  if (!lock) return lock.error();
  if (place.files.exists(journal_path(place, what.run)))
    return Error{ErrorKind::usage, "begin a run", what.run, "there is one of that name already"};
  if (Status alone = check_no_other_run(place); !alone) return alone.error();
  const auto head = head_for(place, transport, what);
  if (!head) return head.error();
  Run run;
  RunJournal journal(place, what.run);
  apply(run, *head);
  journal.add(*head);
  if (Status status = journal.commit(); !status) return status.error();
  RunEngine engine(place, transport, what.inventory, run, journal, package_of(what), observer,
                   stop);
  return drive(engine, run);
}

Result<RunView> resume(const RunPlace& place, Transport& transport, const Deploy& what,
                       const Observer& observer, const std::atomic<bool>& stop) {
  const auto lock = lock_fleet(place, "resume " + what.run);
  if (!lock) return lock.error();
  const auto name = run_or_last(place, what.run);
  if (!name) return name.error();
  auto loaded = load_run(place, *name);
  if (!loaded) return loaded.error();
  Run& run = loaded->run;
  if (Status same = check_same(run.head, what); !same) return same.error();
  if (run.view.state == RunState::aborted || run.view.state == RunState::rolled_back)
    return Error{ErrorKind::usage, "resume", *name,
                 fmt::format("it has ended: {}; deploy a new run", name_of(run.view.state))};
  if (run.view.state == RunState::done && !is_behind(run)) return std::move(run.view);
  run.head.leave_blocked = run.head.leave_blocked || what.leave_blocked;
  RunJournal journal(place, *name);
  go_on_with(run, journal, loaded->torn, transport.now_us(), place.who);
  RunEngine engine(place, transport, what.inventory, run, journal, package_of(what), observer,
                   stop);
  return drive(engine, run);
}

Result<RunView> roll_back(const RunPlace& place, Transport& transport, const Inventory& inventory,
                          const std::string& run_name, const Observer& observer,
                          const std::atomic<bool>& stop) {
  const auto lock = lock_fleet(place, "rollback " + run_name);
  if (!lock) return lock.error();
  const auto name = run_or_last(place, run_name);
  if (!name) return name.error();
  auto loaded = load_run(place, *name);
  if (!loaded) return loaded.error();
  Run& run = loaded->run;
  if (run.view.state == RunState::rolled_back) return std::move(run.view);
  RunJournal journal(place, *name);
  go_on_with(run, journal, loaded->torn, transport.now_us(), place.who);
  RunEngine engine(place, transport, inventory, run, journal, {}, observer, stop);
  engine.begin_rollback("by hand: " + place.who, true);
  return drive(engine, run);
}

}  // namespace profgen::inline v0::fleet
