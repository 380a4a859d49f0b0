// Knows a log again, and goes on where its reading stopped the last time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "log/byte_source.hpp"
#include "log/watched.hpp"
#include "profgen/event.hpp"

namespace profgen::inline v0::log {

// A source that stands where its reading begins.
struct Begun {
  std::unique_ptr<Watched> bytes;
  // Its fingerprint, and what of it was read before (nothing: all zero).
  Position from;
  std::optional<Error> told;  // it is shorter than it was
};

// `opened` must stand at its first byte. Of the positions with its fingerprint the furthest one
// whose tail agrees counts; without one it is read from its start. Where a pipe has to be read to
// know that, what was read is kept in a temporary file for as long.
[[nodiscard]] Result<Begun> begin_source(OpenedSource opened, const std::string& path,
                                         const std::vector<Position>& resume);

// What a log begins with: its first line, as far as it is no longer than longest_first_line, and
// perhaps more; at least `least` bytes if there are as many.
[[nodiscard]] Result<std::string> read_head(ByteSource& source, std::size_t least = 0);
// Of a head; empty if it has no whole line.
[[nodiscard]] std::string fingerprint_of(std::string_view head);

}  // namespace profgen::inline v0::log
