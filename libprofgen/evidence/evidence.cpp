#include "profgen/evidence.hpp"

#include <algorithm>
#include <numeric>

namespace profgen::evidence {
namespace {

// Of two descriptions the one that sorts first, whatever came first; empty only if both are.
void keep_least(std::string& kept, const std::string& other) {
  if (kept.empty() || (!other.empty() && other < kept)) kept = other;
}

void combine(Seen& into, const Seen& other) {
  for (std::size_t i = 0; i < into.counts.size(); ++i) into.counts[i] += other.counts[i];
  into.untrusted += other.untrusted;
  if (other.first_us != 0)
    into.first_us = into.first_us == 0 ? other.first_us : std::min(into.first_us, other.first_us);
  into.last_us = std::max(into.last_us, other.last_us);
  into.hosts.insert(other.hosts.begin(), other.hosts.end());
  into.programs.insert(other.programs.begin(), other.programs.end());
  keep_least(into.sample, other.sample);
  keep_least(into.info, other.info);
  keep_least(into.unusable, other.unusable);
}

}  // namespace

std::uint64_t Seen::total() const {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

void Evidence::add(const Record& record, const Event& event) {
  const bool duplicate = duplicates_.seen_before(record);
  const auto verdict = static_cast<std::size_t>(event.verdict);
  Seen seen;
  if (verdict >= seen.counts.size()) return;
  if (event.access.index() == 0 && event.unusable.empty()) return;
  const Subject subject{event.name_space, event.profile};
  const Key key{event.access, !event.unusable.empty()};
  // Whatever the hashes say, an access is never lost: a duplicate only adds no count.
  if (duplicate) {
    const auto profile = subjects_.find(subject);
    if (profile != subjects_.end() && profile->second.count(key) != 0) return;
  }
  seen.counts[verdict] = 1;
  seen.untrusted = record.trusted() ? 0 : 1;
  seen.first_us = seen.last_us = record.time_us;
  if (!record.host.empty()) seen.hosts.insert(record.host);
  if (!event.comm.empty()) seen.programs.insert(event.comm);
  seen.sample = record.text;
  seen.info = event.info;
  seen.unusable = event.unusable;
  add(subject, key, seen);
}

void Evidence::add(const Subject& subject, const Key& key, const Seen& seen) {
  combine(subjects_[subject][key], seen);
}

void Evidence::merge(const Evidence& other) {
  if (&other == this) return merge(Evidence(other));
  for (const auto& [subject, accesses] : other.subjects_) {
    Accesses& into = subjects_[subject];
    for (const auto& [key, seen] : accesses) combine(into[key], seen);
  }
}

std::size_t Evidence::distinct() const {
  std::size_t count = 0;
  for (const auto& [subject, accesses] : subjects_) count += accesses.size();
  return count;
}

}  // namespace profgen::evidence
