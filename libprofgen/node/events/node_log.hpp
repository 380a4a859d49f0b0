// The log in which a node keeps what its kernel says of AppArmor, read on from a cursor.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "node/events/cursor.hpp"
#include "profgen/event.hpp"
#include "profgen/node_engine.hpp"

namespace profgen::inline v0::node {

// What it says since the cursor, and the cursor behind that.
struct LogReading {
  LogCursor cursor;
  log::ReadReport report;
  std::vector<std::string> gaps;
};

// "audit" where auditd runs, as it takes the records away from the kernel's log; else "journal",
// else "syslog"; "" where the node keeps no log.
[[nodiscard]] std::string log_kind(const Machine& machine);

// `from` is of the same kind; nullopt: from the first that is there.
[[nodiscard]] Result<LogReading> read_node_log(Machine& machine, const std::string& kind,
                                               const std::optional<LogCursor>& from,
                                               const log::ReadOptions& options,
                                               const log::EventSink& sink);
// The cursor behind all that is there now.
[[nodiscard]] Result<LogCursor> log_end(Machine& machine, const std::string& kind);

// The two ways it is done.
[[nodiscard]] Result<LogReading> read_log_files(Machine& machine, const std::string& kind,
                                                const std::optional<LogCursor>& from,
                                                log::ReadOptions options,
                                                const log::EventSink& sink);
[[nodiscard]] Result<LogCursor> log_files_end(Machine& machine, const std::string& kind);
[[nodiscard]] Result<LogReading> read_journal(Machine& machine,
                                              const std::optional<LogCursor>& from,
                                              const log::ReadOptions& options,
                                              const log::EventSink& sink);
[[nodiscard]] Result<LogCursor> journal_end(Machine& machine);

// The file of that kind, below the root; "" where there is none.
[[nodiscard]] std::string log_file(const Machine& machine, const std::string& kind);

}  // namespace profgen::inline v0::node
