// A node as a rollout sees it, in memory: what is on its disk, in its kernel and in its log.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "profgen/node.hpp"

namespace profgen::inline v0::fleet {

// A profile's text (by the digest of what brought it) and mode; no mode: not there.
struct SimProfile {
  std::string text, mode;
  friend bool operator==(const SimProfile&, const SimProfile&) = default;
};
using SimPolicy = std::map<std::string, SimProfile>;

[[nodiscard]] bool sim_denies(const SimPolicy& policy, const std::string& profile);

struct SimNode {
  std::string name;
  SimPolicy disk, kernel;
  std::uint64_t boots = 1;
  std::int64_t clock_ahead_us = 0;

  // What it cannot do, for good.
  std::vector<node::Problem> preflight_problems, plan_problems;
  bool parser_refuses = false;  // says so at apply only
  bool kernel_differs = false;  // an apply leaves the kernel as it was
  // Paths that its programs go to and that no text allows, by profile, each time it is looked at.
  std::map<std::string, std::vector<std::string>> beyond;
  bool runs_programs = true;

  // Answers as profgen-node does. `bundle` is that of the request's package.
  [[nodiscard]] node::Reply handle(const node::Request& request, const bundle::Bundle* bundle,
                                   std::int64_t now_us);
  // The kernel has what the disk has; programs start anew.
  void reboot();
  // What stood there before a run; nullptr: the run changed nothing here.
  [[nodiscard]] const SimPolicy* before(const std::string& run) const;

 private:
  struct Saved {
    SimPolicy disk, kernel;
  };
  struct Logged {
    std::string profile, path;
    bool denied = false;
  };
  node::Reply apply(const node::Apply& request, const bundle::Bundle& bundle);
  node::Reply relax(const node::Relax& request);
  node::Reply roll_back(const node::Rollback& request);
  node::Reply events(const node::Events& request);
  node::Reply usage(const node::Usage& request);
  [[nodiscard]] node::ProfileState state(const std::string& profile, bool as_requested) const;
  void run_programs();

  std::map<std::string, Saved> saved_;  // by run
  std::uint64_t revision_ = 0;
  std::set<std::string> started_under_;  // profiles that their program is confined by
  std::vector<Logged> log_;
};

}  // namespace profgen::inline v0::fleet
