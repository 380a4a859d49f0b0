// What the commands print: colours where a terminal takes them, errors and summaries on stderr.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profgen/diagnostic.hpp"
#include "profgen/result.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

// Escape sequences, or empty strings where no colour is wanted.
struct Style {
  std::string bold, dim, red, green, yellow, cyan, reset;
};
// fd 1 or 2 decides with --color=auto; NO_COLOR (no-color.org) and TERM=dumb are honoured.
[[nodiscard]] Style style_for(const Common& common, int fd);

void print_error(const Error& error);
void print_diagnostics(const std::vector<Diagnostic>& diagnostics);
[[nodiscard]] int exit_code_of(const Error& error);
// Of a command line that cannot be meant: says why and how else; returns exit_usage.
[[nodiscard]] int refuse(std::string_view reason, std::string_view remedy);

// A diff with its lines coloured; control characters of the files made visible.
[[nodiscard]] std::string coloured_diff(std::string_view diff, const Style& style);
// Columns of standard output; 100 where it is no terminal.
[[nodiscard]] std::size_t output_width();
// "1 event", "3 events".
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);
// Microseconds since the epoch as "2026-11-23 18:10:03" (UTC); "" for 0.
[[nodiscard]] std::string time_text(std::int64_t time_us);

}  // namespace profgen::tool
