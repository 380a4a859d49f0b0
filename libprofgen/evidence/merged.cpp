#include "evidence/merged.hpp"

#include <algorithm>
#include <tuple>

#include "evidence/census.hpp"
#include "evidence/seen.hpp"

namespace profgen::inline v0::evidence {
namespace {

// Marks the tally of a stretch that adds to what the other parts have of the source.
constexpr std::uint32_t goes_on = 0x80000000;

void join_counts(std::map<std::string, std::uint64_t>& into,
                 const std::map<std::string, std::uint64_t>& other, bool add) {
  for (const auto& [what, count] : other) {
    std::uint64_t& kept = into[what];
    kept = add ? kept + count : std::max(kept, count);
  }
}

void combine_source(Source& into, const Source& other, bool add) {
  keep_least(into.name, other.name);
  keep_least(into.host, other.host);
  into.records = add ? into.records + other.records : std::max(into.records, other.records);
  join_counts(into.ignored, other.ignored, add);
  join_counts(into.losses, other.losses, add);
}

using Table = std::map<std::string, Source>;

const std::string& continued(const Part& part, const std::string& id) {
  const auto at = part.continues.find(id);
  return at == part.continues.end() ? id : at->second;
}

Table table_of(const std::vector<Part>& parts) {
  Table table;
  for (const bool later : {false, true})
    for (const Part& part : parts)
      for (const Source& source : part.stream->sources()) {
        if ((part.continues.count(source.id) != 0) != later) continue;
        const std::string& id = continued(part, source.id);
        const auto [at, is_new] = table.try_emplace(id, source);
        at->second.id = id;
        if (!is_new) combine_source(at->second, source, later);
      }
  return table;
}

// A part whose tallies name the joined sources.
class Reader {
 public:
  Reader(const Part& part, const std::map<std::string, std::uint32_t>& places)
      : stream_(part.stream) {
    for (const Source& source : stream_->sources())
      map_.push_back(places.at(continued(part, source.id)) |
                     (part.continues.count(source.id) != 0 ? goes_on : 0));
  }
  Status rewind() { return stream_->rewind(); }
  Result<bool> next(Entry& entry) {
    Result<bool> more = stream_->next(entry);
    if (!more || !*more) return more;
    for (Tally& tally : entry.seen.tallies) tally.source = map_[tally.source];
    std::sort(entry.seen.tallies.begin(), entry.seen.tallies.end());
    return more;
  }

 private:
  EntryStream* stream_;
  std::vector<std::uint32_t> map_;
};

// What all parts hold of one key after the other.
class Merge {
 public:
  explicit Merge(std::vector<Reader>& readers) : readers_(readers), heads_(readers.size()) {}

  Status begin() {
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      if (Status again = readers_[i].rewind(); !again) return again;
      if (Status read = advance(i); !read) return read;
    }
    return Unit{};
  }
  Result<bool> next(Entry& entry) {
    if (queue_.empty()) return false;
    std::size_t i = pop();
    entry = std::move(heads_[i]);
    if (Status read = advance(i); !read) return read.error();
    while (!queue_.empty()) {
      const Entry& other = heads_[queue_.front()];
      if (other.subject != entry.subject || other.key != entry.key) break;
      i = pop();
      join(entry.seen, heads_[i].seen);
      if (Status read = advance(i); !read) return read.error();
    }
    return true;
  }

 private:
  struct Later {
    const std::vector<Entry>& heads;
    bool operator()(std::size_t a, std::size_t b) const {
      return std::tie(heads[b].subject, heads[b].key) < std::tie(heads[a].subject, heads[a].key);
    }
  };
  Status advance(std::size_t i) {
    const Result<bool> more = readers_[i].next(heads_[i]);
    if (!more) return more.error();
    if (!*more) return Unit{};
    queue_.push_back(i);
    std::push_heap(queue_.begin(), queue_.end(), Later{heads_});
    return Unit{};
  }
  std::size_t pop() {
    std::pop_heap(queue_.begin(), queue_.end(), Later{heads_});
    const std::size_t i = queue_.back();
    queue_.pop_back();
    return i;
  }

  std::vector<Reader>& readers_;
  std::vector<Entry> heads_;
  std::vector<std::size_t> queue_;
};

using Crowds = std::map<std::pair<Subject, Key>, Seen>;

// What a part has in crowds adds up; what two parts have of a source joins.
Status gather_crowds(std::vector<Reader>& readers, const Census& census, Crowds& crowds) {
  for (Reader& reader : readers) {
    Crowds own;
    if (Status again = reader.rewind(); !again) return again;
    Entry entry;
    for (;;) {
      const Result<bool> more = reader.next(entry);
      if (!more) return more.error();
      if (!*more) break;
      auto crowd = census.crowd_of(entry.subject, entry.key);
      if (!crowd) continue;
      Census::enter(entry.seen, entry.subject, entry.key, crowd->second.crowd);
      add_up(own[std::move(*crowd)], entry.seen);
    }
    for (const auto& [key, seen] : own) join(crowds[key], seen);
  }
  for (auto& [key, seen] : crowds) census.explain(key.first, key.second, seen);
  return Unit{};
}

void finish(Seen& seen) {
  std::vector<Tally> tallies;
  tallies.swap(seen.tallies);
  for (Tally& tally : tallies) {
    Tally& into = tally_of(seen, tally.source & ~goes_on);
    for (std::size_t i = 0; i < into.counts.size(); ++i) into.counts[i] += tally.counts[i];
    into.untrusted += tally.untrusted;
  }
  count_again(seen);
}

}  // namespace

void join_source(Source& into, const Source& other) { combine_source(into, other, false); }
void add_source(Source& into, const Source& other) { combine_source(into, other, true); }

std::vector<Source> joined_sources(const std::vector<Part>& parts) {
  std::vector<Source> out;
  for (auto& [id, source] : table_of(parts)) out.push_back(source);
  return out;
}

Status join_parts(const std::vector<Part>& parts, const Limits& limits, const EntrySink& sink) {
  std::map<std::string, std::uint32_t> places;
  for (const auto& [id, source] : table_of(parts))
    places.emplace(id, static_cast<std::uint32_t>(places.size()));
  std::vector<Reader> readers;
  readers.reserve(parts.size());
  for (const Part& part : parts) readers.emplace_back(part, places);

  Census census(limits);
  Entry entry;
  Merge count(readers);
  if (Status begun = count.begin(); !begun) return begun;
  for (;;) {
    const Result<bool> more = count.next(entry);
    if (!more) return more.error();
    if (!*more) break;
    (void)census.note(entry.subject, entry.key, entry.seen.limit);
  }
  Crowds crowds;
  if (census.any())
    if (Status gathered = gather_crowds(readers, census, crowds); !gathered) return gathered;

  Merge merge(readers);
  if (Status begun = merge.begin(); !begun) return begun;
  auto crowd = crowds.begin();
  const auto emit = [&](Subject subject, Key key, Seen seen) {
    finish(seen);
    return sink({std::move(subject), std::move(key), std::move(seen)});
  };
  for (;;) {
    const Result<bool> more = merge.next(entry);
    if (!more) return more.error();
    for (; crowd != crowds.end() &&
           (!*more || crowd->first < std::make_pair(entry.subject, entry.key));
         ++crowd)
      if (Status taken = emit(crowd->first.first, crowd->first.second, std::move(crowd->second));
          !taken)
        return taken;
    if (!*more) return Unit{};
    if (census.crowd_of(entry.subject, entry.key)) continue;
    if (Status taken = emit(std::move(entry.subject), std::move(entry.key), std::move(entry.seen));
        !taken)
      return taken;
  }
}

}  // namespace profgen::inline v0::evidence
