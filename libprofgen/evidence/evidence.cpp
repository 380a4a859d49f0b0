#include "profgen/evidence.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <tuple>

namespace profgen::evidence {
namespace {

// Of two descriptions the one that sorts first, whatever came first; empty only if both are.
void keep_least(std::string& kept, const std::string& other) {
  if (kept.empty() || (!other.empty() && other < kept)) kept = other;
}

void note_time(Seen& seen, std::int64_t first_us, std::int64_t last_us) {
  if (first_us != 0)
    seen.first_us = seen.first_us == 0 ? first_us : std::min(seen.first_us, first_us);
  seen.last_us = std::max(seen.last_us, last_us);
}

void note_name(std::set<std::string>& names, const std::string& name) {
  if (name.empty()) return;
  if (names.size() == Seen::most_names && *names.rbegin() <= name) return;
  names.insert(name);
  if (names.size() > Seen::most_names) names.erase(std::prev(names.end()));
}

void combine(Seen& into, const Seen& other) {
  for (std::size_t i = 0; i < into.counts.size(); ++i) into.counts[i] += other.counts[i];
  into.untrusted += other.untrusted;
  note_time(into, other.first_us, other.last_us);
  for (const std::string& host : other.hosts) note_name(into.hosts, host);
  for (const std::string& program : other.programs) note_name(into.programs, program);
  keep_least(into.sample, other.sample);
  keep_least(into.info, other.info);
  keep_least(into.unusable, other.unusable);
}

}  // namespace

std::uint64_t Seen::total() const {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

void Evidence::add(const Record& record, const Event& event) {
  const auto verdict = static_cast<std::size_t>(event.verdict);
  if (verdict >= std::tuple_size_v<decltype(Seen::counts)>) return;
  if (event.access.index() == 0 && event.unusable.empty()) return;
  const bool duplicate = duplicates_.seen_before(record);
  Accesses& accesses = subjects_[{event.name_space, event.profile}];
  const auto [at, is_new] = accesses.try_emplace({event.access, !event.unusable.empty()});
  Seen& seen = at->second;
  // Whatever the hashes say, an access is never lost: a duplicate only adds no count.
  if (!duplicate || is_new) {
    ++seen.counts[verdict];
    if (!record.trusted()) ++seen.untrusted;
  }
  note_time(seen, record.time_us, record.time_us);
  note_name(seen.hosts, record.host);
  note_name(seen.programs, event.comm);
  keep_least(seen.sample, record.text);
  keep_least(seen.info, event.info);
  keep_least(seen.unusable, event.unusable);
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
