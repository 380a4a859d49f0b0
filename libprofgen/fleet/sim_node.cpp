#include "fleet/sim_node.hpp"

#include <fmt/format.h>

#include "base/overloaded.hpp"
#include "base/text.hpp"
#include "profgen/evidence_file.hpp"

namespace profgen::inline v0::fleet {
namespace {

node::Refused sim_refusal(std::string id, std::string text, std::string remedy) {
  return {{{std::move(id), std::move(text), std::move(remedy), true}}};
}

}  // namespace

bool sim_denies(const SimPolicy& policy, const std::string& profile) {
  const auto found = policy.find(profile);
  return found != policy.end() && (found->second.mode == "enforce" || found->second.mode == "kill");
}

const SimPolicy* SimNode::before(const std::string& run) const {
  const auto found = saved_.find(run);
  return found == saved_.end() ? nullptr : &found->second.kernel;
}

void SimNode::reboot() {
  ++boots;
  kernel = disk;
  started_under_.clear();
  for (const auto& [profile, loaded] : kernel) started_under_.insert(profile);
}

node::ProfileState SimNode::state(const std::string& profile, bool as_requested) const {
  const auto found = kernel.find(profile);
  return {profile, profile, found == kernel.end() ? "" : found->second.mode,
          found == kernel.end() ? "" : found->second.text, as_requested};
}

node::Reply SimNode::handle(const node::Request& request, const bundle::Bundle* bundle,
                            std::int64_t now_us) {
  const auto nothing = [] { return sim_refusal("bad-request", "not in this simulation", ""); };
  return std::visit(
      Overloaded{[&](const node::Preflight&) -> node::Reply {
                   node::PreflightReply reply;
                   reply.hostname = name;
                   reply.boot_id = fmt::format("{}-{}", name, boots);
                   reply.time_us = now_us + clock_ahead_us;
                   reply.parser = "3.0.8";
                   reply.problems = preflight_problems;
                   return reply;
                 },
                 [&](const node::Plan&) -> node::Reply {
                   node::PlanReply reply;
                   reply.problems = plan_problems;
                   if (bundle != nullptr)
                     for (const bundle::Profile& profile : bundle->profiles)
                       reply.profiles.push_back({profile.name,
                                                 profile.file,
                                                 node::Action::replace,
                                                 state(profile.name, false).mode,
                                                 profile.mode,
                                                 {},
                                                 {},
                                                 {}});
                   return reply;
                 },
                 [&](const node::Apply& one) -> node::Reply {
                   return bundle == nullptr ? node::Reply(nothing()) : apply(one, *bundle);
                 },
                 [&](const node::Relax& one) -> node::Reply { return relax(one); },
                 [&](const node::Rollback& one) -> node::Reply { return roll_back(one); },
                 [&](const node::Events& one) -> node::Reply { return events(one); },
                 [&](const node::Usage& one) -> node::Reply { return usage(one); },
                 [&](const auto&) -> node::Reply { return nothing(); }},
      request);
}

node::Reply SimNode::apply(const node::Apply& request, const bundle::Bundle& bundle) {
  if (parser_refuses)
    return sim_refusal("does-not-compile", "apparmor_parser: syntax error in line 3",
                       "make a bundle that this version reads");
  saved_.try_emplace(request.run, Saved{disk, kernel});
  const SimPolicy& first = saved_.at(request.run).kernel;
  node::ApplyReply reply;
  for (const bundle::Profile& profile : bundle.profiles) {
    const bool complain = request.stage == node::Stage::complain;
    if (!(complain && sim_denies(first, profile.name)) && !kernel_differs) {
      const SimProfile wanted{request.package.digest, complain ? "complain" : profile.mode};
      reply.changed = reply.changed || kernel[profile.name] != wanted;
      kernel[profile.name] = disk[profile.name] = wanted;
    }
    reply.profiles.push_back(state(profile.name, !kernel_differs));
  }
  revision_ += reply.changed ? 1 : 0;
  reply.revision = revision_;
  return reply;
}

node::Reply SimNode::relax(const node::Relax& request) {
  node::ApplyReply reply;
  const SimPolicy* first = before(request.run);
  if (first == nullptr) return reply;
  for (auto& [profile, loaded] : kernel) {
    if (sim_denies(*first, profile) || !sim_denies(kernel, profile)) continue;
    loaded.mode = "complain";
    reply.changed = true;
    reply.profiles.push_back(state(profile, true));
  }
  return reply;
}

node::Reply SimNode::roll_back(const node::Rollback& request) {
  node::ApplyReply reply;
  const auto found = saved_.find(request.run);
  if (found == saved_.end()) return reply;
  reply.changed = true;
  disk = found->second.disk;
  for (auto& [profile, loaded] : kernel) {
    const auto old = found->second.kernel.find(profile);
    if (old == found->second.kernel.end())
      loaded.mode = "unconfined";  // parked
    else
      loaded = old->second;
    reply.profiles.push_back(state(profile, true));
  }
  reply.revision = ++revision_;
  return reply;
}

// Programs are started anew often enough that a profile reaches them by the next look.
void SimNode::run_programs() {
  if (!runs_programs) return;
  for (const auto& [profile, loaded] : kernel) {
    started_under_.insert(profile);
    const auto paths = beyond.find(profile);
    if (paths == beyond.end() || loaded.mode == "unconfined") continue;
    for (const std::string& path : paths->second)
      log_.push_back({profile, path, sim_denies(kernel, profile)});
  }
}

node::Reply SimNode::events(const node::Events& request) {
  run_programs();
  node::EventsReply reply;
  reply.cursor = std::to_string(log_.size());
  const std::size_t from =
      request.cursor.empty() ? log_.size() : text::to_number(request.cursor).value_or(0);
  evidence::Evidence evidence;
  for (std::size_t i = from; i < log_.size(); ++i) {
    evidence::Key key;
    FileAccess file;
    file.path = log_[i].path;
    file.perms = file_perm::read;
    key.access = file;
    evidence::Seen seen;
    seen.counts[log_[i].denied ? 2 : 1] = 1;
    ++(log_[i].denied ? reply.denied : reply.allowed);
    evidence.add({"", log_[i].profile}, key, seen);
  }
  if (!evidence.empty()) reply.evidence = evidence::to_text(evidence);
  return reply;
}

node::Reply SimNode::usage(const node::Usage& request) {
  run_programs();
  node::UsageReply reply;
  for (const std::string& profile : request.profiles) {
    if (!runs_programs || kernel.find(profile) == kernel.end()) continue;
    reply.users[profile].push_back(
        {1000, 100 * boots, "/usr/sbin/" + profile, started_under_.contains(profile)});
  }
  return reply;
}

}  // namespace profgen::inline v0::fleet
