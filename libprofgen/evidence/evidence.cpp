#include "profgen/evidence.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "base/hash.hpp"
#include "evidence/census.hpp"
#include "evidence/memory_stream.hpp"
#include "evidence/merged.hpp"
#include "evidence/place.hpp"
#include "evidence/record_hash.hpp"
#include "evidence/seen.hpp"

namespace profgen::inline v0::evidence {
namespace {

// What a log stream is known by.
std::string id_of(const Record& record) {
  Hash128 hash;
  hash.add(record.host);
  hash.add(std::string_view("\0", 1));
  hash.add(std::to_string(record.time_us) + ":" + std::to_string(record.serial) + ":");
  hash.add(payload_of(record.text()));
  return hash.hex();
}

using Moved = std::vector<std::tuple<Subject, Key, Seen>>;

// Takes those out of [from, to) that are lost in a crowd now.
template <typename Stop>
void take_lost(const Census& census, const Subject& subject, Accesses& accesses,
               Accesses::iterator at, Stop stop, Moved& moved) {
  while (at != accesses.end() && !stop(at->first)) {
    auto crowd = census.crowd_of(subject, at->first);
    if (!crowd || (crowd->second == at->first && crowd->first == subject)) {
      census.explain(subject, at->first, at->second);
      ++at;
      continue;
    }
    Census::enter(at->second, subject, at->first, crowd->second.crowd);
    moved.emplace_back(std::move(crowd->first), std::move(crowd->second), std::move(at->second));
    at = accesses.erase(at);
  }
}

}  // namespace

Evidence::Evidence(const Limits& limits)
    : limits_(limits), census_(std::make_unique<Census>(limits)) {}
Evidence::Evidence(std::map<Subject, Accesses> subjects) : Evidence() {
  subjects_ = std::move(subjects);
  for (const auto& [subject, accesses] : subjects_)
    for (const auto& [key, seen] : accesses) (void)census_->note(subject, key, seen.limit);
}
Evidence::~Evidence() = default;
Evidence::Evidence(Evidence&&) noexcept = default;
Evidence& Evidence::operator=(Evidence&&) noexcept = default;
Evidence::Evidence(const Evidence& other)
    : limits_(other.limits_),
      subjects_(other.subjects_),
      sources_(other.sources_),
      by_name_(other.by_name_),
      last_source_(other.last_source_),
      duplicates_(other.duplicates_),
      census_(std::make_unique<Census>(*other.census_)) {}
Evidence& Evidence::operator=(const Evidence& other) { return *this = Evidence(other); }

std::uint32_t Evidence::source_of(const Record& record) {
  if (last_source_ < sources_.size() && sources_[last_source_].name == record.source)
    return last_source_;
  const auto [at, is_new] =
      by_name_.try_emplace(record.source, static_cast<std::uint32_t>(sources_.size()));
  if (is_new) {
    Source source;
    source.id = id_of(record);
    source.name = record.source;
    source.host = record.host.substr(0, longest_word);
    sources_.push_back(std::move(source));
  }
  return last_source_ = at->second;
}

// After a note changed the family of a subject, or only the place of a key.
void Evidence::collapse(const Subject& subject, const Key& key, bool whole_family) {
  Moved moved;
  if (!whole_family) {
    if (const auto at = subjects_.find(subject); at != subjects_.end()) {
      const std::string directory(directory_of(key));
      const std::size_t of_class = key.access.index();
      const Key first{access_at(of_class, directory), false, Crowd::none};
      take_lost(
          *census_, subject, at->second, at->second.lower_bound(first),
          [&](const Key& other) {
            const std::string* path = path_of(other.access);
            return other.access.index() != of_class ||
                   (path && path->compare(0, directory.size(), directory) != 0);
          },
          moved);
    }
  } else {
    const FamilyName family = Census::family_of(subject, key);
    for (auto at = subjects_.lower_bound({family.name_space, family.profile});
         at != subjects_.end() && at->first.name_space == family.name_space &&
         at->first.profile.compare(0, family.profile.size(), family.profile) == 0;) {
      if (Census::family_of(at->first, {}) == family)
        take_lost(
            *census_, at->first, at->second, at->second.begin(), [](const Key&) { return false; },
            moved);
      at = at->second.empty() ? subjects_.erase(at) : std::next(at);
    }
  }
  for (const auto& [to, crowd, seen] : moved) {
    Seen& into = subjects_[to][crowd];
    add_up(into, seen);
    census_->explain(to, crowd, into);
  }
}

std::pair<Seen*, bool> Evidence::entry_for(const Subject& subject, const Key& key) {
  if (const auto at = subjects_.find(subject); at != subjects_.end())
    if (const auto known = at->second.find(key); known != at->second.end())
      return {&known->second, false};
  const Census::Change change = census_->note(subject, key);
  if (change != Census::Change::none) collapse(subject, key, change == Census::Change::family);
  const auto crowd = census_->crowd_of(subject, key);
  if (!crowd) return {&subjects_[subject][key], true};
  const auto [at, is_new] = subjects_[crowd->first].try_emplace(crowd->second);
  Seen own;
  Census::enter(own, subject, key, crowd->second.crowd);
  add_up(at->second, own);
  census_->explain(crowd->first, crowd->second, at->second);
  return {&at->second, is_new};
}

void Evidence::add(const Record& record, const Event& event) {
  // Also by a record that is of no use, so that what is of use may be seen in another way one day.
  const std::uint32_t source = source_of(record);
  const auto verdict = static_cast<std::size_t>(event.verdict);
  if (verdict >= std::tuple_size_v<Counts>) return;
  if (event.access.index() == 0 && event.unusable.empty()) return;
  const bool duplicate = duplicates_.seen_before(record);
  ++sources_[source].records;
  const auto [entry, is_new] =
      entry_for({event.name_space, event.profile}, {event.access, !event.unusable.empty()});
  Seen& seen = *entry;
  const std::uint64_t untrusted = record.trusted() ? 0 : 1;
  // Whatever the hashes say, an access is never lost: a duplicate only adds no count. It may be one
  // of a former run (then that run's evidence has the count), or forged: that is no more trusted.
  if (!duplicate || (is_new && untrusted != 0)) {
    Tally& tally = tally_of(seen, source);
    if (!duplicate) {
      ++seen.counts[verdict];
      ++tally.counts[verdict];
    }
    seen.untrusted += untrusted;
    tally.untrusted += untrusted;
  }
  note_time(seen, record.time_us, record.time_us);
  note_name(seen.hosts, record.host);
  // A task chooses its comm; exe is the kernel's, where --correlate found it.
  note_name(seen.programs, record.surroundings.exe.empty() ? event.comm : record.surroundings.exe);
  note_name(seen.workloads, record.workload);
  keep_least(seen.sample, record.text().substr(0, longest_sample + 2 * size_of(event.access)));
  keep_least(seen.info, std::string_view(event.info).substr(0, longest_word));
  if (seen.names.empty() && !event.unusable.empty())
    keep_least(seen.unusable, std::string_view(event.unusable).substr(0, longest_word));
}

void Evidence::add(const Subject& subject, const Key& key, const Seen& seen) {
  Seen& into = subjects_[subject][key];
  add_up(into, seen);
  into.tallies.clear();
}

void Evidence::note(const log::ReadReport& report) {
  // A report is one for all sources; its examples say which one they are from.
  const auto is_of = [](const std::string& example, const std::string& name) {
    return example.compare(0, name.size() + 1, name + ":") == 0;
  };
  const auto of = [&](const std::string& example) -> Source* {
    for (Source& source : sources_)
      if (is_of(example, source.name)) return &source;
    // One without any record is known by its first line instead.
    for (const log::Position& position : report.positions) {
      if (position.fingerprint.empty() || !is_of(example, position.source)) continue;
      by_name_.emplace(position.source, static_cast<std::uint32_t>(sources_.size()));
      sources_.emplace_back();
      sources_.back().id = position.fingerprint;
      sources_.back().name = position.source;
      return &sources_.back();
    }
    return sources_.empty() ? nullptr : &sources_.front();
  };
  for (const auto& [reason, what] : report.ignored)
    if (Source* source = of(what.example)) source->ignored[reason] += what.count;
  for (const auto& [reason, what] : report.losses)
    if (Source* source = of(what.example)) source->losses[reason] += what.count;
}

void Evidence::merge(const Evidence& other) {
  MemoryStream theirs(other);
  // Streams over memory do not fail.
  (void)merge(theirs);
}

Status Evidence::merge(EntryStream& other) {
  MemoryStream mine(*this);
  std::vector<Part> parts(2);
  parts[0].stream = &mine;
  parts[1].stream = &other;
  Evidence out(limits_);
  Status joined = join_parts(parts, limits_, [&out](Entry&& entry) -> Status {
    (void)out.census_->note(entry.subject, entry.key, entry.seen.limit);
    Accesses& accesses = out.subjects_[std::move(entry.subject)];
    accesses.emplace_hint(accesses.end(), std::move(entry.key), std::move(entry.seen));
    return Unit{};
  });
  if (!joined) return joined;
  out.sources_ = joined_sources(parts);
  for (std::uint32_t i = 0; i < out.sources_.size(); ++i)
    out.by_name_.emplace(out.sources_[i].name, i);
  out.duplicates_ = std::move(duplicates_);
  *this = std::move(out);
  return Unit{};
}

std::size_t Evidence::distinct() const {
  std::size_t count = 0;
  for (const auto& [subject, accesses] : subjects_) count += accesses.size();
  return count;
}

}  // namespace profgen::inline v0::evidence
