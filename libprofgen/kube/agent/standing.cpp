#include "kube/agent/standing.hpp"

#include <algorithm>

#include "kube/agent/marks.hpp"
#include "kube/objects/objects.hpp"

namespace profgen::inline v0::kube {
namespace {

// In a pod this is as it should be: what counts of the host is mounted.
constexpr std::string_view of_no_matter = "container";

bool is_kernel_drift(const node::DriftItem& item) {
  return item.kind == "not-loaded" || item.kind == "other-mode" || item.kind == "kernel-differs";
}

void count_users(node::Machine& machine, std::map<std::string, std::uint64_t>& usage) {
  const node::Reply reply = node::handle(machine, node::Usage{});
  if (const auto* users = std::get_if<node::UsageReply>(&reply))
    for (const auto& [profile, all] : users->users) usage[profile] = all.size();
}

}  // namespace

bool Standing::verified() const {
  return error.empty() && !status.digest.empty() && has_apparmor &&
         std::ranges::none_of(drift.items, is_kernel_drift) &&
         std::ranges::none_of(status.profiles,
                              [](const node::ProfileState& one) { return one.mode.empty(); });
}

std::string Standing::set() const {
  return verified() && !drift.changed_since && status.stage == node::Stage::final
             ? short_digest(status.digest)
             : std::string();
}

Standing standing_of(node::Machine& machine, node::Kept& kept, bool usage) {
  Standing out;
  const node::Reply preflight = node::handle(machine, node::Preflight{});
  if (const auto* facts = std::get_if<node::PreflightReply>(&preflight)) {
    out.status.boot_id = facts->boot_id;
    out.problems = facts->problems;
    std::erase_if(out.problems, [](const auto& one) { return one.id == of_no_matter; });
  }
  out.has_apparmor = std::ranges::none_of(out.problems, [](const node::Problem& one) {
    return one.id == "no-apparmor" || one.id == "no-securityfs";
  });
  if (!out.has_apparmor) return out;
  const node::Reply status = node::handle(machine, node::StatusOf{});
  if (const auto* known = std::get_if<node::StatusReply>(&status)) out.status = *known;
  if (const auto* no = std::get_if<node::Refused>(&status)) {
    out.error = no->problems.front().text;
    return out;
  }
  auto drift = node::check_drift(machine, kept);
  if (drift)
    out.drift = std::move(*drift);
  else
    out.error = drift.error().text();
  if (!out.drift.bundle.empty())
    out.drift.bundle = object_name(out.drift.bundle, out.status.digest);
  if (usage) count_users(machine, out.usage);
  return out;
}

}  // namespace profgen::inline v0::kube
