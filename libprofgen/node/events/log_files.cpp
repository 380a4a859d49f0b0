// A log in files: the one that is written to, and what was rotated away from it.
#include <algorithm>

#include "log/byte_source.hpp"
#include "log/resume.hpp"
#include "log/sources.hpp"
#include "node/events/node_log.hpp"

namespace profgen::inline v0::node {
namespace {

constexpr std::int64_t second_us = 1'000'000;

// Oldest first; the file itself is the last.
std::vector<std::string> rotated_files(const Machine& machine, const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = path.substr(0, slash), name = path.substr(slash + 1);
  std::vector<std::string> found;
  if (const auto names = machine.files.list(folder))
    for (const std::string& other : *names)
      if (log::is_rotation_of(name, other)) found.push_back(folder + "/" + other);
  log::sort_rotated(found);
  return found;
}

std::string fingerprint_of_file(const std::string& path) {
  auto opened = log::open_source(path);
  if (!opened || opened->journal) return {};
  const auto head = log::read_head(*opened->bytes);
  return head ? log::fingerprint_of(*head) : std::string();
}

log::Position position_of(const LogCursor& cursor) {
  log::Position position;
  position.source = cursor.source;
  position.fingerprint = cursor.fingerprint;
  position.tail = cursor.tail;
  position.bytes = cursor.bytes;
  position.lines = cursor.lines;
  position.reference_us = cursor.reference_us;
  return position;
}

LogCursor cursor_of(const Machine& machine, const std::string& kind, const std::string& path,
                    const log::ReadReport& report) {
  LogCursor cursor;
  cursor.kind = kind;
  cursor.time_us = machine.clock.now_us();
  cursor.source = path;
  for (const log::Position& position : report.positions) {
    if (position.source != path) continue;
    cursor.fingerprint = position.fingerprint;
    cursor.tail = position.tail;
    cursor.bytes = position.bytes;
    cursor.lines = position.lines;
    cursor.reference_us = position.reference_us;
  }
  return cursor;
}

// The file that was written to then, and those that came after it.
std::vector<std::string> files_since(const Machine& machine, std::vector<std::string> files,
                                     const LogCursor& from, std::vector<std::string>& gaps) {
  // It had no line yet by which to know it again.
  if (from.fingerprint.empty()) {
    std::erase_if(files, [&](const std::string& path) {
      const auto info = machine.files.info(path);
      return info && info->modified < from.time_us / second_us;
    });
    return files;
  }
  // The newest that begins so: a rotation may copy the file before it empties it.
  for (std::size_t i = files.size(); i-- > 0;)
    if (fingerprint_of_file(files[i]) == from.fingerprint) {
      files.erase(files.begin(), files.begin() + static_cast<std::ptrdiff_t>(i));
      return files;
    }
  gaps.emplace_back("rotated away: the file that was read the last time is gone");
  return files;
}

Error no_log_file(const std::string& kind) {
  return {ErrorKind::input, "read", "the " + kind + " log", "it is not there any more"};
}

}  // namespace

Result<LogReading> read_log_files(Machine& machine, const std::string& kind,
                                  const std::optional<LogCursor>& from, log::ReadOptions options,
                                  const log::EventSink& sink) {
  const std::string path = log_file(machine, kind);
  if (path.empty()) return no_log_file(kind);
  LogReading reading;
  std::vector<std::string> files = rotated_files(machine, path);
  if (from) {
    files = files_since(machine, std::move(files), *from, reading.gaps);
    if (!from->fingerprint.empty()) options.resume = {position_of(*from)};
  }
  options.whole_lines = true;
  reading.report = log::read_logs(files, sink, options);
  reading.cursor = cursor_of(machine, kind, path, reading.report);
  return reading;
}

Result<LogCursor> log_files_end(Machine& machine, const std::string& kind) {
  const std::string path = log_file(machine, kind);
  if (path.empty()) return no_log_file(kind);
  log::ReadOptions options;
  options.whole_lines = true;
  const log::ReadReport report = log::read_logs(
      {path}, [](const Record&, const Event&) {}, options);
  if (!report.failures.empty()) return report.failures.front();
  return cursor_of(machine, kind, path, report);
}

}  // namespace profgen::inline v0::node
