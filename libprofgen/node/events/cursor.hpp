// Where reading a node's log stopped: opaque to whoever keeps it, and not trusted when it comes
// back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "profgen/result.hpp"

namespace profgen::inline v0::node {

struct LogCursor {
  std::string kind;          // "audit", "journal", "syslog": which log of the node it is
  std::int64_t time_us = 0;  // the node's clock then
  std::string journal;       // journald's own; empty: it had no entry of the kernel
  // log::Position of the file that is written to.
  std::string source, fingerprint, tail;
  std::uint64_t bytes = 0, lines = 0;
  std::int64_t reference_us = 0;
  friend bool operator==(const LogCursor&, const LogCursor&) = default;
};

[[nodiscard]] std::string cursor_text(const LogCursor& cursor);
// An Error of kind input where it is none of ours.
[[nodiscard]] Result<LogCursor> read_cursor(std::string_view text);

}  // namespace profgen::inline v0::node
