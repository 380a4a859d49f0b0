// The lines of an evidence file (docs/evidence.md).
#pragma once

#include <string>
#include <string_view>

#include "profgen/evidence_file.hpp"

namespace profgen::inline v0::evidence {

// What every evidence file begins with.
inline constexpr std::string_view magic = "{\"profgen_evidence\":";
// What the last line begins with.
inline constexpr std::string_view end_mark = "{\"end\":";

[[nodiscard]] std::string first_line();
// The lines of sources, cursors and recent records.
[[nodiscard]] std::string head_lines(const FileHead& head);
[[nodiscard]] std::string entry_line(const Entry& entry);
[[nodiscard]] std::string end_line(std::uint64_t lines, const std::string& checksum);

// Each takes a line without its newline. The reason why it is none is given as text, "" if it is
// one. A line counts only if it is byte for byte what is written for what it says.
[[nodiscard]] std::string read_first_line(std::string_view line);
enum class LineKind { head, entry };
[[nodiscard]] std::string read_line(std::string_view line, FileHead& head, Entry& entry,
                                    LineKind& kind);
struct End {
  std::uint64_t lines = 0;
  std::string checksum;
};
[[nodiscard]] std::string read_end_line(std::string_view line, End& end);

}  // namespace profgen::inline v0::evidence
