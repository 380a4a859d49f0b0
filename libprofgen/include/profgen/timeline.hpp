// When what was logged: events a piece of time, by profile. Evidence keeps the first and the last
// time only, so this is counted while logs are read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "profgen/evidence.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::report {

// Bounded whatever is read: pieces grow until few enough of them hold an event, and only so many
// profiles are kept apart. What it says depends neither on the order of the events nor on how they
// were split and merged.
class Timeline {
 public:
  static constexpr std::size_t most_pieces = 256;    // that hold an event of any profile
  static constexpr std::size_t most_profiles = 500;  // the least by name; the others are rest()

  // By the start of a piece, in seconds since the epoch, a multiple of piece_seconds(); by verdict
  // as evidence::Counts.
  using Pieces = std::map<std::int64_t, evidence::Counts>;

  // Events that name no access are left out, and a record that came over another transport before
  // counts once, both as in Evidence. `//null-` children count with the profile they are of.
  void add(const Record& record, const Event& event);
  // Sums: the two must be of different records.
  void merge(const Timeline& other);

  [[nodiscard]] std::int64_t piece_seconds() const;
  [[nodiscard]] const std::map<evidence::Subject, Pieces>& profiles() const { return profiles_; }
  [[nodiscard]] const Pieces& rest() const { return rest_; }  // of profiles beyond most_profiles
  [[nodiscard]] const Pieces& all() const { return all_; }
  [[nodiscard]] std::uint64_t undated() const {
    return undated_;
  }  // events whose record has no time

 private:
  void count(Pieces& pieces, std::int64_t second, const evidence::Counts& counts) const;
  void widen_to(std::size_t step);
  void bound();

  std::size_t step_ = 0;  // in the ladder of widths
  std::map<evidence::Subject, Pieces> profiles_;
  Pieces rest_, all_;
  std::uint64_t undated_ = 0;
  evidence::Duplicates duplicates_;
};

}  // namespace profgen::inline v0::report
#pragma GCC visibility pop
