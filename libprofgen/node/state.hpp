// What this node has of us, from call to call: STATE_DIR/state.json (docs/node-protocol.md). It
// says which files and profiles are ours; whatever is not in it belongs to somebody else.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "profgen/node.hpp"
#include "profgen/node_engine.hpp"
#include "profgen/result.hpp"

namespace profgen::inline v0::node {

// A profile as the last apply left it.
struct Written {
  std::string profile;  // as the kernel calls it
  std::string file;     // below the policy directory
  std::string sha256;   // "sha256:…" of the file's text
  std::string mode;     // the kernel's word
  std::string hash;     // the kernel's of what it loaded (host::LoadedHash::profile); may be empty
  friend bool operator==(const Written&, const Written&) = default;
};
// A file of ours that holds no profile: an abstraction, a local addition.
struct WrittenFile {
  std::string file, sha256;
  friend bool operator==(const WrittenFile&, const WrittenFile&) = default;
};
// A step that changed something; it can be gone back to.
struct Revision {
  std::uint64_t number = 0;  // rising from 1
  std::string run, digest;
  Stage stage = Stage::final;
  std::int64_t time_us = 0;
  std::vector<std::uint64_t> saves;  // host::SaveRecord::number of the saves it made
  friend bool operator==(const Revision&, const Revision&) = default;
};
struct ParkedProfile {
  std::string profile, file, run;
  friend bool operator==(const ParkedProfile&, const ParkedProfile&) = default;
};

// What was applied last.
struct InForce {
  std::string run, digest;
  Stage stage = Stage::final;
  friend bool operator==(const InForce&, const InForce&) = default;
};

struct State {
  std::uint64_t revision = 0;  // 0: nothing of ours was ever here
  std::string run, digest;     // of the last apply
  Stage stage = Stage::final;
  // As `run` has found it, where its first apply had nothing to change: there is no step to go
  // back.
  InForce before_run;
  std::vector<Written> entries;  // sorted by profile
  std::vector<WrittenFile> files;
  std::vector<Revision> revisions;  // that are kept, the oldest first
  std::vector<ParkedProfile> parked;
  friend bool operator==(const State&, const State&) = default;

  [[nodiscard]] const Written* entry(std::string_view profile) const;
  // Whether the file below the policy directory was written by us, with a profile or without.
  [[nodiscard]] bool owns(std::string_view file) const;
  // What was in force before the run; what is in force where it is not this run.
  [[nodiscard]] InForce before(const std::string& of_run) const;
  void put_in_force(const InForce& what);
};

[[nodiscard]] std::string state_path(const Machine& machine);
// A state that is not there is an empty one. An Error of kind system where it is damaged, of a
// newer version, or may be written by others than this user and root.
[[nodiscard]] Result<State> read_state(const Machine& machine);
// Atomic, and durable when it returns.
[[nodiscard]] Status write_state(Machine& machine, const State& state);

// PATH below the machine's root.
[[nodiscard]] std::string below_root(const Machine& machine, std::string_view path);
// The policy directory and a file in it, below the root.
[[nodiscard]] std::string policy_path(const Machine& machine, std::string_view file = {});

}  // namespace profgen::inline v0::node
