// The journal by journalctl, as one static program has no libsystemd. Not `-k`: that means this
// boot only.
#include "base/text.hpp"
#include "node/events/node_log.hpp"

namespace profgen::inline v0::node {
namespace {

constexpr std::string_view cursor_line = "-- cursor: ";
constexpr double patience_with_journal_s = 120;

Result<std::string> run_journalctl(Machine& machine, const std::vector<std::string>& arguments) {
  Command command;
  // Fields of one name are alternatives: what the kernel printed, and what it gave to audit.
  command.argv = {"journalctl",
                  "--no-pager",
                  "--quiet",
                  "--all",
                  "--output",
                  "json",
                  "--show-cursor",
                  "--output-fields",
                  "MESSAGE,_TRANSPORT,_HOSTNAME,_AUDIT_ID,_AUDIT_TYPE,_SOURCE_REALTIME_TIMESTAMP"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.argv.insert(command.argv.end(), {"_TRANSPORT=kernel", "_TRANSPORT=audit"});
  command.environment["LC_ALL"] = "C";
  command.timeout_seconds = patience_with_journal_s;
  auto finished = machine.processes.run(command);
  if (!finished) return finished.error();
  if (finished->exit_code != 0)
    return Error{ErrorKind::system, "read", "the journal",
                 "journalctl ended with code " + std::to_string(finished->exit_code) + ": " +
                     text::printable(text::trim(finished->errors), 200)};
  return std::move(finished->output);
}

// The last line, taken off the text.
std::string take_cursor_line(std::string& text) {
  const std::size_t at =
      text.starts_with(cursor_line) ? 0 : text.rfind("\n" + std::string(cursor_line));
  if (at == std::string::npos) return {};
  const std::size_t begin = text[at] == '\n' ? at + 1 : at;
  std::string cursor(text::trim(std::string_view(text).substr(begin + cursor_line.size())));
  text.resize(begin);
  return cursor;
}

// The first line, taken off the text, if it is the entry of that cursor.
bool take_entry_of(std::string& text, const std::string& cursor) {
  const std::size_t end = text.find('\n');
  if (end == std::string::npos) return false;
  const std::string wanted = "\"" + cursor + "\"";
  if (std::string_view(text).substr(0, end).find(wanted) == std::string_view::npos) return false;
  text.erase(0, end + 1);
  return true;
}

std::string since(std::int64_t time_us) { return "@" + std::to_string(time_us / 1'000'000); }

}  // namespace

Result<LogCursor> journal_end(Machine& machine) {
  LogCursor cursor;
  cursor.kind = "journal";
  cursor.time_us = machine.clock.now_us();
  auto text = run_journalctl(machine, {"--lines", "1"});
  if (!text) return text.error();
  cursor.journal = take_cursor_line(*text);
  return cursor;
}

Result<LogReading> read_journal(Machine& machine, const std::optional<LogCursor>& from,
                                const log::ReadOptions& options, const log::EventSink& sink) {
  LogReading reading;
  reading.cursor.kind = "journal";
  reading.cursor.time_us = machine.clock.now_us();
  // With its entry, which tells whether it is still there.
  std::vector<std::string> arguments;
  if (from && !from->journal.empty())
    arguments = {"--cursor=" + from->journal};
  else if (from)
    arguments = {"--since=" + since(from->time_us)};
  auto text = run_journalctl(machine, arguments);
  if (!text) return text.error();
  reading.cursor.journal = take_cursor_line(*text);
  if (from && !from->journal.empty()) {
    if (reading.cursor.journal.empty()) reading.cursor.journal = from->journal;
    if (!take_entry_of(*text, from->journal))
      reading.gaps.emplace_back(
          "rotated away: the journal no longer has the entry where reading stopped the last time");
  }
  reading.report = log::read_text(*text, "journal", sink, options);
  return reading;
}

}  // namespace profgen::inline v0::node
