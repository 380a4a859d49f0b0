// One of each message, with something in every field.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "profgen/node.hpp"

namespace profgen::node::test {

inline std::vector<Request> every_request(const std::string& raw) {
  const Package package{"sha256:00", raw, "sig", bundle::SignatureKind::minisign};
  return {Preflight{},
          Plan{package, Stage::complain, {"a", raw}},
          Apply{package, Stage::final, {raw}, "run-1"},
          Relax{raw},
          Rollback{"run-1", std::nullopt},
          Rollback{"", 7},
          Park{{"a", raw}, "run-1"},
          Retire{{raw}, "run-1"},
          StatusOf{},
          DriftOf{package, Stage::final},
          Events{raw, {"a"}},
          Usage{{raw}}};
}

inline std::vector<Reply> every_reply(const std::string& raw) {
  PreflightReply preflight;
  preflight.hostname = raw;
  preflight.os = "Debian";
  preflight.time_us = -1;
  preflight.features = {"file", "userns"};
  preflight.free_bytes = UINT64_MAX;
  preflight.problems = {{"clock", "text", "remedy", false}};
  const User user{4'000'000'000u, UINT64_MAX, raw, false};
  ProfilePlan plan{"a", raw, Action::blocked, "enforce", "", {user}, {raw}, preflight.problems};
  const ProfileState state{"a", "a", "enforce", "sha1:00", true};
  UsageReply usage;
  usage.users[raw] = {user};
  usage.users["b"] = {};
  return {preflight,
          PlanReply{{plan}, preflight.problems},
          ApplyReply{true, 3, 2, {state}, {raw}},
          StatusReply{"boot", 3, "run-1", "sha256:00", Stage::complain, {state}, {1, 2, 3}},
          DriftReply{{{"a", raw, "disk-differs", "detail", "uid 0"}}},
          EventsReply{"cursor", raw, 1, 2, {"rotated away"}},
          usage,
          Refused{preflight.problems}};
}

}  // namespace profgen::node::test
