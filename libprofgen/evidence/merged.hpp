// Many sorted streams of entries as one: the join of all.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "profgen/evidence_file.hpp"

namespace profgen::inline v0::evidence {

// One of the streams to be joined.
struct Part {
  EntryStream* stream = nullptr;
  // Ids of its sources → the ids of those that they go on from. Their counts add up with what the
  // other parts have of these.
  std::map<std::string, std::string> continues;
};

// Of one stream at two times, and of two stretches of one stream.
void join_source(Source& into, const Source& other);
void add_source(Source& into, const Source& other);

// The sources of all parts, sorted by id.
[[nodiscard]] std::vector<Source> joined_sources(const std::vector<Part>& parts);

// Gives the join of all parts, sorted; tallies name the joined_sources(). Reads the parts twice
// where nothing is lost in crowds, else four times. An Error is one of a part or the sink.
[[nodiscard]] Status join_parts(const std::vector<Part>& parts, const Limits& limits,
                                const EntrySink& sink);

}  // namespace profgen::inline v0::evidence
