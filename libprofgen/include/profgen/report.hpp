// Evidence and recommendation → one HTML page for whoever has to answer for the change. It needs no
// network and no script; what came from a log is made printable and escaped (docs/report.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "profgen/ready.hpp"
#include "profgen/refine.hpp"
#include "profgen/timeline.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::report {

// How much of each is shown; what is left out is counted, and the command that lists it is named.
struct PageLimits {
  std::size_t rules = 1000;  // questions, the most severe ones
  std::size_t accesses = 8;  // of a rule
  std::size_t alternatives = 4;
  std::size_t charts = 24;  // profiles with the most events
  std::size_t rows = 300;   // of any other list
  std::size_t diff_lines = 5000;
};

// A rollout that the change, or what led to it, has been through.
struct Rollout {
  struct Row {
    std::int64_t time_us = 0;
    std::string where, what;
    std::string look;  // of chip(): "good", "warn", "bad"; empty: plain
  };
  std::string title;
  std::vector<Row> rows;
};

struct PageInput {
  const refine::Recommendation& recommendation;
  const evidence::Evidence& evidence;
  const policy::Policy& policy;
  const suggest::Guard& guard;
  const log::ReadReport& reading;
  const Timeline& timeline;
  std::vector<evidence::Source> sources = {};             // of logs and evidence files
  std::map<std::string, std::uint64_t> losses = {};       // of both: what → how often
  std::vector<std::string> unread = {};                   // why some input could not be read
  std::size_t evidence_files = 0;                         // of them the timeline knows nothing
  std::map<std::string, std::string> refused_lines = {};  // by this host's parser, with its reason
  // By profile: with the policy as it stands, and with the recommended rules in it.
  std::map<std::string, suggest::Readiness> ready_now = {}, ready_then = {};
  std::vector<Rollout> rollouts = {};
  std::vector<std::string> arguments = {};  // that stand behind `profgen suggest` to see the same
  std::int64_t made_us = 0;                 // when the page was made
};

// The whole page. Its size is bounded by the limits, whatever was read.
[[nodiscard]] std::string page(const PageInput& input, const PageLimits& limits = {});

// The profiles of which readiness can be told: those that stand in the policy and have evidence,
// not their children and hats.
[[nodiscard]] std::set<std::string> profiles_to_judge(const refine::Recommendation& recommendation,
                                                      const policy::Policy& policy);

}  // namespace profgen::inline v0::report
#pragma GCC visibility pop
