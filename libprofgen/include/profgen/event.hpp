// The typed meaning of a record, and the reading of logs.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/access.hpp"
#include "profgen/record.hpp"
#include "profgen/result.hpp"
#include "profgen/system.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0 {

enum class Verdict : std::uint8_t { audit, allowed, denied, killed, hint, status, error };
[[nodiscard]] std::string_view name_of(Verdict verdict);  // "AUDIT", "ALLOWED", …

struct Event {
  Verdict verdict = Verdict::error;
  Access access;          // monostate where no rule could come of it
  std::string operation;  // "open", "exec", "capable", …
  std::string profile;  // the label's profile part: "P", "P//child", "P//null-/usr/bin/x//null-…"
  std::string name_space;  // policy namespace, from namespace= or a ":ns:" prefix; empty: the root
  std::string comm;
  std::string info;  // "Failed name lookup - disconnected path", …
  int error = 0;     // negative errno as logged, 0 if none
  std::int64_t pid = 0;
  // Why no rule should come of it although it names an access ("optional: no audit", a path that
  // could not be resolved); empty otherwise. Such events become hints.
  std::string unusable;
};

namespace log {

// The meaning of a record. A record that is not AppArmor's gives an Error of kind input.
[[nodiscard]] Result<Event> make_event(const Record& record);

// Where reading of a source stopped, so that a later reading can go on from there.
struct Position {
  std::string source;  // as it was named when it was read: a path, "-", "journal:"
  // Of its first whole line (128 bits in hex): knows the log again after rotation, compression and
  // copying. "journal:" and the machine's id for a journal. Empty: nothing to know it by.
  std::string fingerprint;
  // Of the last (up to 4096) bytes before `bytes`: two logs may begin with the same line, as texts
  // of dmesg do. Empty: not known, and not checked.
  std::string tail;
  std::uint64_t bytes = 0;        // of its (decompressed) text, to the end of the last line read
  std::uint64_t lines = 0;        // as many lines
  std::int64_t reference_us = 0;  // the last time read: gives BSD stamps their year
  std::string cursor;             // journald's own; empty for a file
  // The caller's own word: the position that goes on from this one has it too.
  std::string mark;
};

struct ReadOptions {
  // A source with one of these fingerprints is read from there on; one that is shorter than its
  // position is read from its start (and that is told as a failure of kind input).
  std::vector<Position> resume;
  // A last line without its end is left for the next time: it may still grow.
  bool whole_lines = false;
  bool correlate = false;  // SYSCALL, CWD, PATH, PROCTITLE and EXECVE of the same serial add to it
  std::string host;        // of records that name none
  // Ends the reading when it becomes true, from another thread or from the sink: no event is handed
  // on afterwards, and no more than the block of bytes at hand is read. A pipe or a journal that
  // has nothing to give is not woken. May be null; must outlive the reading.
  const std::atomic<bool>* stop = nullptr;
};

struct Ignored {
  std::uint64_t count = 0;
  std::string example;  // "source:line: the line", shortened
};
struct ReadReport {
  std::uint64_t lines = 0;
  std::uint64_t records = 0;  // lines that carry an AppArmor record
  std::uint64_t events = 0;   // of these, turned into events and handed on
  // AppArmor-looking lines that no rule will come of, by reason: those without an event, and those
  // whose event is unusable (these are handed on all the same, and count as events).
  std::map<std::string, Ignored> ignored;
  std::vector<Error> failures;  // sources that could not be read (at all, or not to the end)
  // The kernel's own losses ("audit: … lost", "callbacks suppressed"): count and an example.
  std::map<std::string, Ignored> losses;
  // Where reading of each source stopped; none of a source that ReadOptions::stop cut short, as
  // events of the block at hand were dropped: who goes on reads it from its start.
  std::vector<Position> positions;
  // What was done with a source that may surprise: "X holds what Y holds: read once".
  std::vector<std::string> notes;
  bool stopped = false;  // by ReadOptions::stop; the block at hand is counted all the same
};

// Called in the thread that reads, one record after the other; what it is given is good until it
// returns. What it throws ends the reading and is thrown on.
using EventSink = std::function<void(const Record&, const Event&)>;

// Reads sources (files, folders, "-" for standard input; gz, xz, zst, bz2 by content), the format
// found line by line. Goes on after a bad line or a bad source; everything is counted in the
// report. Prints nothing and keeps nothing: any number of threads may read at once.
[[nodiscard]] ReadReport read_logs(const std::vector<std::string>& sources, const EventSink& sink,
                                   const ReadOptions& options = {});
// The same over bytes in memory.
[[nodiscard]] ReadReport read_text(std::string_view text, const std::string& source,
                                   const EventSink& sink, const ReadOptions& options = {});

// One JSON object without a newline: audit field names as keys, values decoded (always strings; a
// key that occurs more than once becomes an array), plus event, time (ISO 8601, UTC, microseconds),
// serial, host, source, trusted and type (of the audit record). A field that has the name of one of
// these, begins with "field_" or ends in "_hex" gets "field_" before its name. The text is valid
// UTF-8 whatever the bytes: in a value that is not, every byte stands for the character of its
// number (U+0000..U+00FF), and the value is repeated in hex under "<key>_hex".
[[nodiscard]] std::string to_json(const Record& record, const Event& event);

}  // namespace log
}  // namespace profgen::inline v0
#pragma GCC visibility pop
