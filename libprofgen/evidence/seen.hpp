// How two notes of one access become one.
#pragma once

#include <string>
#include <string_view>

#include "profgen/evidence.hpp"

namespace profgen::inline v0::evidence {

// Each string of a record is kept up to a length, so that the number of names bounds the memory.
inline constexpr std::size_t longest_word = 256;
// Of a sample: so much, and twice what the access itself takes.
inline constexpr std::size_t longest_sample = 2048;

void note_time(Seen& seen, std::int64_t first_us, std::int64_t last_us);
// Keeps the least `most` names.
void note_name(std::set<std::string>& names, std::string_view name,
               std::size_t most = Seen::most_names);
// Of two descriptions the one that sorts first, whatever came first; empty only if both are.
void keep_least(std::string& kept, std::string_view other);

// The tally of a source, made where there is none.
Tally& tally_of(Seen& seen, std::uint32_t source);

// Counts add up.
void add_up(Seen& into, const Seen& other);
// Of each source the greater counts: the join. Totals are those of the sources again.
void join(Seen& into, const Seen& other);
// The totals of the tallies; leaves a Seen without tallies as it is.
void count_again(Seen& seen);

// Bytes that the strings of an access take.
[[nodiscard]] std::size_t size_of(const Access& access);

}  // namespace profgen::inline v0::evidence
