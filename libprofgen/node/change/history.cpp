#include "node/change/history.hpp"

namespace profgen::inline v0::node {
namespace {

Error no_revision(std::uint64_t revision, std::string reason) {
  return {ErrorKind::usage, "go back to revision", std::to_string(revision), std::move(reason)};
}

// The earliest of the later saves that has a file says what stood there.
Status add_texts(const Machine& machine, const State& state, std::uint64_t revision, Past& past) {
  const auto saves = host::saves(machine.files, save_options(machine, Step{}));
  if (!saves) return saves.error();
  std::map<std::uint64_t, const host::SaveRecord*> by_number;
  for (const host::SaveRecord& save : *saves) by_number[save.number] = &save;
  for (const Revision& one : state.revisions) {
    if (one.number <= revision) continue;
    for (const std::uint64_t number : one.saves) {
      const auto save = by_number.find(number);
      if (save == by_number.end())
        return no_revision(revision, "its texts are kept no more: roll a bundle out instead");
      for (const host::SavedFile& file : save->second->files)
        past.texts.try_emplace(file.path, file.before);
    }
  }
  return Unit{};
}

}  // namespace

Result<Past> past_at(const Machine& machine, const Turn& turn, std::uint64_t revision) {
  Past past;
  past.state = turn.state;
  if (revision == turn.state.revision) return past;
  if (revision > turn.state.revision)
    return no_revision(revision, "this node is at revision " + std::to_string(turn.state.revision));
  if (turn.steps.empty() || turn.steps.front().number > revision + 1)
    return no_revision(revision, "it is kept no more: roll a bundle out instead");
  std::set<std::string> families;  // told by the first step that has some of it
  bool first = true;
  for (const Step& step : turn.steps) {
    if (step.number <= revision) continue;
    if (first) past.state = step.before;
    first = false;
    past.files.insert(step.files.begin(), step.files.end());
    std::set<std::string> fresh;
    for (const auto& [name, mode] : step.modes_before)
      if (families.count(family_of(name)) == 0) {
        past.modes[name] = mode;
        fresh.insert(family_of(name));
      }
    families.merge(fresh);
  }
  if (Status added = add_texts(machine, turn.state, revision, past); !added) return added.error();
  return past;
}

}  // namespace profgen::inline v0::node
