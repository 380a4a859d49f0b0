// A step carried out: written down, files and kernel changed together, seen in the kernel, kept.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "node/change/blob_loader.hpp"
#include "node/change/relaxed.hpp"
#include "node/change/step.hpp"
#include "profgen/saves.hpp"

namespace profgen::inline v0::node {

struct Expected {
  std::string profile, file, mode;  // mode empty: whatever it is
};

struct Change {
  Step step;  // number, time and `before` are filled in
  std::vector<host::SavedFile> files;
  bool checked = false;  // the texts are new here: the parsers are asked first
  std::vector<PolicySource> units;
  bool compile_when_written = false;
  Relaxed relaxed;  // kept for relax
  std::vector<Expected> expected;
  std::vector<std::string> notes;
};

// Whoever changes something holds it; comes with what was half done put back or finished. A Refused
// "locked" where somebody else has it, "half-done" where that could not be.
struct Turn {
  std::unique_ptr<FileLock> lock;
  State state;
  std::vector<Step> steps;
};
[[nodiscard]] std::variant<Turn, Refused> take_turn(Machine& machine);

[[nodiscard]] Reply carry_out(Machine& machine, Turn& turn, Change change);

// The end of a step whose files and policy are changed: its hashes, the state, the steps kept.
[[nodiscard]] Result<State> finish_step(Machine& machine, const State& state, const Step& step);

// How the profiles stand in the kernel now, held against what is expected.
[[nodiscard]] std::vector<ProfileState> seen(const Machine& machine,
                                             const std::vector<Expected>& expected);
// An answer for a request that found all as it should be.
[[nodiscard]] ApplyReply unchanged(const Machine& machine, const Turn& turn, const std::string& run,
                                   const std::vector<Expected>& expected);
// The revision before a run's first step that is kept; the present one where it has none.
[[nodiscard]] std::uint64_t revision_before(const Turn& turn, const std::string& run);

// The modes now of these families, and "" of these names where they are not loaded.
[[nodiscard]] Modes modes_to_keep(const Modes& loaded, const std::set<std::string>& tops,
                                  const std::vector<std::string>& names);
// What they were before a run, as far as its steps say.
[[nodiscard]] Modes modes_before_run(const std::vector<Step>& steps, const std::string& run);

[[nodiscard]] host::SaveOptions save_options(const Machine& machine, const Step& step);

}  // namespace profgen::inline v0::node
