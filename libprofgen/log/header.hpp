// What stands before a record on its line: stamps, host, tag; and what it says of who wrote it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "profgen/record.hpp"

namespace profgen::inline v0::log {

struct Header {
  std::string_view host;     // may be empty
  std::int64_t time_us = 0;  // 0: unknown
  Transport transport = Transport::user;
  std::string_view body;  // from the record's first byte; empty if no record begins on the line
  // What a journal knows beside the message; of a text these stand in the record itself.
  std::string type;
  std::uint64_t serial = 0;
  bool has_stamp = false;
};

// Takes the header off one line of text (never JSON). `reference_us` gives BSD stamps their year.
//
// Trust. audit.log and dmesg are written by root alone. In a syslog text file a line is the
// kernel's only if its tag is exactly `kernel:`, and in journalctl's short forms the audit's only
// if it is `audit[PID]:` or `kernel:`. Both are what a text can tell: `logger -t kernel` makes the
// same bytes, so whoever has local users to fear feeds audit.log or `journalctl -o json`, where the
// transport is not the writer's to choose. Everything with less than that (no tag, as in
// `journalctl -o cat`; another tag; a facility that is not the kernel's) is `user`. A file of raw
// output of processes (`kubectl logs`) may imitate every form, audit.log's too: what such a file
// holds is not evidence, and no look at a line can tell.
[[nodiscard]] Header read_header(std::string_view line, std::int64_t reference_us);

// Takes a frame of RFC 6587 off the front ("83 <34>1 …", 83 bytes behind the blank); nullopt if
// none stands there.
[[nodiscard]] std::optional<std::string_view> take_frame(std::string_view& text);

// The record's bytes within a message, by its first word; empty if there is none. `at_front`:
// nothing may stand before it.
[[nodiscard]] std::string_view find_record(std::string_view message, bool at_front);

}  // namespace profgen::inline v0::log
