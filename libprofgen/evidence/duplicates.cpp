// One record met in several places: kern.log and syslog, kern.log and the journal.
#include <xxhash.h>

#include <algorithm>
#include <string_view>

#include "base/text.hpp"
#include "evidence/record_hash.hpp"
#include "profgen/evidence.hpp"

namespace profgen::inline v0::evidence {
namespace {

// Two generations of so many records at most, 16 bytes each in tables that are at most ¾ full:
// 17 MiB.
constexpr std::size_t generation = 390'000;
constexpr std::size_t smallest_table = 1024;
// A log whose records are in no order at all begins a place with every record.
constexpr std::size_t most_places = 50'000;

std::size_t slot_of(std::uint64_t hash, std::size_t slots) {
  return static_cast<std::size_t>(hash) & (slots - 1);
}

}  // namespace

std::string_view payload_of(std::string_view text) {
  const std::size_t begin = text.find("apparmor=");
  if (begin != std::string_view::npos) text.remove_prefix(begin);
  // The journal has the line's end in some messages.
  return text::trim(text.substr(0, text.find('\x1d')));
}

std::uint64_t hash_of(const Record& record) {
  const std::string_view payload = payload_of(record.text());
  // Who can forge a collision can keep a count low, no more (Evidence::add).
  std::uint64_t hash = XXH3_64bits(payload.data(), payload.size());
  for (const std::uint64_t number : {static_cast<std::uint64_t>(record.time_us), record.serial,
                                     std::uint64_t{record.trusted()}}) {
    hash = (hash ^ number) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  }
  return hash;
}

Duplicates::Met& Duplicates::Table::put(const Met& met) {
  if ((used + 1) * 4 > slots.size() * 3) {
    std::vector<Met> before(std::max(slots.size() * 2, smallest_table));
    before.swap(slots);
    used = 0;
    for (const Met& one : before)
      if (one.count != 0) (void)put(one);
  }
  std::size_t at = slot_of(met.hash, slots.size());
  while (slots[at].count != 0) at = (at + 1) & (slots.size() - 1);
  slots[at] = met;
  ++used;
  return slots[at];
}

// What may be forgotten is, before a table or the places grow over their bounds.
void Duplicates::forget_some() {
  if (young_.used >= generation) {
    old_ = std::move(young_);
    young_ = {};
  }
  if (places_.size() >= most_places) {
    young_ = old_ = {};
    places_.clear();
    by_name_.clear();
    ring_.clear();
    ring_at_ = 0;
  }
}

std::uint32_t Duplicates::place_of(const Record& record) {
  const auto is = [&record](const Place& place) {
    return place.transport == record.transport && place.source == record.source &&
           place.host == record.host;
  };
  std::uint32_t index = last_place_;
  if (index >= places_.size() || !is(places_[index])) {
    const auto [at, is_new] = by_name_.try_emplace({record.source, record.host, record.transport},
                                                   static_cast<std::uint32_t>(places_.size()));
    index = at->second;
    if (is_new) places_.push_back({record.source, record.host, record.transport, 0, 0});
  }
  const auto stamp = std::make_pair(record.time_us, record.serial);
  if (stamp < std::make_pair(places_[index].time_us, places_[index].serial)) {
    index = static_cast<std::uint32_t>(places_.size());
    places_.push_back({record.source, record.host, record.transport, 0, 0});
    by_name_[{record.source, record.host, record.transport}] = index;
  }
  places_[index].time_us = record.time_us;
  places_[index].serial = record.serial;
  last_place_ = index;
  return index;
}

// How often the record was met in this place, to be counted up at once (0 is a free slot), and at
// most in another one of its host.
Duplicates::Met& Duplicates::met_in(std::uint64_t hash, std::uint32_t place,
                                    std::uint32_t& elsewhere) {
  const std::string& host = places_[place].host;
  Met mine{hash, place, 0};
  const auto look = [&](const Table& table) -> std::size_t {
    std::size_t found = table.slots.size();
    if (table.slots.empty()) return found;
    const std::size_t mask = table.slots.size() - 1;
    for (std::size_t at = slot_of(hash, table.slots.size()); table.slots[at].count != 0;
         at = (at + 1) & mask) {
      const Met& met = table.slots[at];
      if (met.hash != hash) continue;
      if (met.place == place) {
        found = at;
      } else if (const std::string& other = places_[met.place].host;
                 host.empty() || other.empty() || host == other) {
        elsewhere = std::max(elsewhere, met.count);
      }
    }
    return found;
  };
  const std::size_t in_old = look(old_);
  const std::size_t in_young = look(young_);
  if (in_young < young_.slots.size()) return young_.slots[in_young];
  if (in_old < old_.slots.size()) mine.count = old_.slots[in_old].count;
  return young_.put(mine);
}

bool Duplicates::seen_before(const Record& record) {
  if (!record.has_stamp) return false;
  forget_some();
  const std::uint32_t place = place_of(record);
  const std::uint64_t hash = hash_of(record);
  std::uint32_t elsewhere = 0;
  const std::uint32_t here = ++met_in(hash, place, elsewhere).count;
  if (ring_.size() < most_recent)
    ring_.emplace_back(hash, place);
  else
    ring_[ring_at_++ % most_recent] = {hash, place};
  return here <= elsewhere;
}

std::vector<Duplicates::Recent> Duplicates::recent() const {
  std::map<std::uint32_t, Recent> by_place;
  for (std::size_t i = 0; i < ring_.size(); ++i) {
    const auto& [hash, place] = ring_[(ring_at_ + i) % ring_.size()];
    by_place[place].hashes.push_back(hash);
  }
  std::vector<Recent> out;
  for (auto& [index, recent] : by_place) {
    const Place& place = places_[index];
    recent.source = place.source;
    recent.host = place.host;
    recent.transport = place.transport;
    recent.time_us = place.time_us;
    recent.serial = place.serial;
    out.push_back(std::move(recent));
  }
  return out;
}

void Duplicates::remember(const std::vector<Recent>& recent) {
  for (const Recent& one : recent) {
    const auto place = static_cast<std::uint32_t>(places_.size());
    by_name_[{one.source, one.host, one.transport}] = place;
    places_.push_back({one.source, one.host, one.transport, one.time_us, one.serial});
    for (const std::uint64_t hash : one.hashes) {
      std::uint32_t elsewhere = 0;
      ++met_in(hash, place, elsewhere).count;
      if (ring_.size() < most_recent) ring_.emplace_back(hash, place);
    }
  }
}

}  // namespace profgen::inline v0::evidence
