#include "evidence/seen.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "base/overloaded.hpp"

namespace profgen::inline v0::evidence {
namespace {

// All but the counts; each is a join.
void join_notes(Seen& into, const Seen& other) {
  note_time(into, other.first_us, other.last_us);
  for (const std::string& host : other.hosts) note_name(into.hosts, host);
  for (const std::string& program : other.programs) note_name(into.programs, program);
  for (const std::string& workload : other.workloads) note_name(into.workloads, workload);
  keep_least(into.sample, other.sample);
  keep_least(into.info, other.info);
  keep_least(into.unusable, other.unusable);
  into.perms |= other.perms;
  into.own_perms |= other.own_perms;
  for (const std::string& name : other.names) note_name(into.names, name, Seen::most_crowd_names);
  if (other.limit != 0)
    into.limit = into.limit == 0 ? other.limit : std::min(into.limit, other.limit);
}

void add_tally(Tally& into, const Tally& other) {
  for (std::size_t i = 0; i < into.counts.size(); ++i) into.counts[i] += other.counts[i];
  into.untrusted += other.untrusted;
}

void join_tally(Tally& into, const Tally& other) {
  for (std::size_t i = 0; i < into.counts.size(); ++i)
    into.counts[i] = std::max(into.counts[i], other.counts[i]);
  into.untrusted = std::max(into.untrusted, other.untrusted);
}

// Both sorted by source.
template <typename Combine>
void zip(std::vector<Tally>& into, const std::vector<Tally>& other, Combine combine) {
  std::vector<Tally> out;
  out.reserve(into.size() + other.size());
  auto a = into.begin();
  auto b = other.begin();
  while (a != into.end() || b != other.end()) {
    if (b == other.end() || (a != into.end() && a->source < b->source)) {
      out.push_back(*a++);
    } else if (a == into.end() || b->source < a->source) {
      out.push_back(*b++);
    } else {
      out.push_back(*a++);
      combine(out.back(), *b++);
    }
  }
  into = std::move(out);
}

}  // namespace

std::uint64_t Seen::total() const {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::string_view name_of(Crowd crowd) {
  static constexpr std::array<std::string_view, 4> names = {"none", "names", "tree", "children"};
  return names[static_cast<std::size_t>(crowd)];
}

void note_time(Seen& seen, std::int64_t first_us, std::int64_t last_us) {
  if (first_us != 0)
    seen.first_us = seen.first_us == 0 ? first_us : std::min(seen.first_us, first_us);
  seen.last_us = std::max(seen.last_us, last_us);
}

void note_name(std::set<std::string>& names, std::string_view name, std::size_t most) {
  if (name.empty()) return;
  name = name.substr(0, longest_word);
  // The usual case: it is there, and alone.
  if (!names.empty() && *names.begin() == name) return;
  if (names.size() == most && *names.rbegin() <= name) return;
  names.emplace(name);
  if (names.size() > most) names.erase(std::prev(names.end()));
}

void keep_least(std::string& kept, std::string_view other) {
  if (kept.empty() || (!other.empty() && other < kept)) kept = other;
}

Tally& tally_of(Seen& seen, std::uint32_t source) {
  if (!seen.tallies.empty() && seen.tallies.back().source == source) return seen.tallies.back();
  const auto at =
      std::lower_bound(seen.tallies.begin(), seen.tallies.end(), source,
                       [](const Tally& tally, std::uint32_t of) { return tally.source < of; });
  if (at != seen.tallies.end() && at->source == source) return *at;
  Tally tally;
  tally.source = source;
  return *seen.tallies.insert(at, tally);
}

void add_up(Seen& into, const Seen& other) {
  for (std::size_t i = 0; i < into.counts.size(); ++i) into.counts[i] += other.counts[i];
  into.untrusted += other.untrusted;
  zip(into.tallies, other.tallies, add_tally);
  join_notes(into, other);
}

void join(Seen& into, const Seen& other) {
  zip(into.tallies, other.tallies, join_tally);
  count_again(into);
  join_notes(into, other);
}

void count_again(Seen& seen) {
  if (seen.tallies.empty()) return;
  Tally all;
  for (const Tally& tally : seen.tallies) add_tally(all, tally);
  seen.counts = all.counts;
  seen.untrusted = all.untrusted;
}

std::size_t size_of(const Access& access) {
  return std::visit(
      Overloaded{[](const FileAccess& a) { return a.path.size(); },
                 [](const ExecAccess& a) { return a.path.size() + a.target.size(); },
                 [](const LinkAccess& a) { return a.link.size() + a.target.size(); },
                 [](const CapabilityAccess& a) { return a.capability.size(); },
                 [](const NetworkAccess& a) {
                   return a.local.address.size() + a.peer.address.size() + a.family.size() +
                          a.type.size() + a.protocol.size();
                 },
                 [](const UnixAccess& a) {
                   return a.address.size() + a.peer_address.size() + a.peer_label.size();
                 },
                 [](const DbusAccess& a) {
                   return a.bus.size() + a.path.size() + a.interface.size() + a.member.size() +
                          a.name.size() + a.peer_name.size() + a.peer_label.size();
                 },
                 [](const SignalAccess& a) { return a.signal.size() + a.peer.size(); },
                 [](const PtraceAccess& a) { return a.peer.size(); },
                 [](const MountAccess& a) {
                   std::size_t size = a.fstype.size() + a.source.size() + a.mountpoint.size();
                   for (const std::string& option : a.options) size += option.size();
                   return size;
                 },
                 [](const PivotRootAccess& a) { return a.old_root.size() + a.new_root.size(); },
                 [](const ChangeProfileAccess& a) { return a.target.size(); },
                 [](const ChangeHatAccess& a) { return a.hat.size(); },
                 [](const MqueueAccess& a) { return a.name.size() + a.label.size(); },
                 [](const IoUringAccess& a) { return a.label.size(); },
                 [](const RlimitAccess& a) { return a.resource.size(); },
                 [](const auto&) { return std::size_t{0}; }},
      access);
}

}  // namespace profgen::inline v0::evidence
