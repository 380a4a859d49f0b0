#include <fmt/format.h>

#include <set>
#include <utility>

#include "base/text.hpp"
#include "log/byte_source.hpp"
#include "log/copies.hpp"
#include "log/live/journal_source.hpp"
#include "log/progress_teller.hpp"
#include "log/reader.hpp"
#include "log/resume.hpp"
#include "log/sources.hpp"
#include "log/stopping.hpp"

namespace profgen::inline v0::log {
namespace {

void read_source(const std::string& path, OpenedSource opened, const EventSink& sink,
                 const ReadOptions& options, ProgressTeller& teller, ReadReport& report) {
  SourceOptions source;
  source.source = path;
  source.reference_us = opened.modified_us;
  source.host = options.host;
  source.correlate = options.correlate;
  source.whole = options.whole_lines;
  auto begun = begin_source(std::move(opened), path, options.resume);
  if (!begun) {
    report.failures.push_back(begun.error());
    return;
  }
  if (begun->told) report.failures.push_back(*begun->told);
  if (begun->from.reference_us != 0) source.reference_us = begun->from.reference_us;
  Stoppable bytes(teller.watch(*begun->bytes), options.stop);
  Lines lines(bytes, begun->from.lines, options.whole_lines);
  const Stopped stopped = read_lines(lines, source, sink, report);
  if (asked_to_stop(options.stop)) return;
  Position position = begun->from;
  position.source = path;
  position.bytes += stopped.bytes;
  position.lines = stopped.lines;
  position.reference_us = stopped.reference_us;
  position.tail = begun->bytes->tail().hash(begun->bytes->passed() - stopped.bytes);
  report.positions.push_back(std::move(position));
}

void read_journal(const std::string& name, const EventSink& sink, const ReadOptions& options,
                  ProgressTeller& teller, ReadReport& report) {
  auto journal = JournalSource::open(name);
  if (!journal) {
    report.failures.push_back(journal.error());
    return;
  }
  Position position;
  position.source = name;
  position.fingerprint = (*journal)->fingerprint();
  for (const Position& known : options.resume)
    if (known.fingerprint == position.fingerprint && !known.cursor.empty()) {
      position = known;
      position.source = name;
      if (!(*journal)->go_behind(known.cursor))
        report.notes.push_back(fmt::format(
            "{} no longer has the entry where reading stopped the last time: what stood between "
            "may be missing",
            text::printable(name)));
      break;
    }
  Stoppable bytes(teller.watch(**journal), options.stop);
  Lines lines(bytes, position.lines);
  SourceOptions source;
  source.source = name;
  source.host = options.host;
  source.correlate = options.correlate;
  const Stopped stopped = read_lines(lines, source, sink, report);
  if (asked_to_stop(options.stop)) return;
  position.lines = stopped.lines;
  if (std::string cursor = (*journal)->cursor(); !cursor.empty()) position.cursor = cursor;
  report.positions.push_back(std::move(position));
}

}  // namespace

ReadReport read_logs(const std::vector<std::string>& sources, const EventSink& sink,
                     const ReadOptions& options) {
  return read_logs(sources, sink, options, {});
}

ReadReport read_logs(const std::vector<std::string>& sources, const EventSink& sink,
                     const ReadOptions& options, const ProgressSink& progress) {
  ReadReport report;
  const EventSink handed_on = until_stopped(sink, options.stop);
  Sources expanded = expand_sources(sources);
  report.failures = std::move(expanded.failures);
  const auto copies = find_copies(expanded.files);
  std::vector<std::string> wanted;
  for (const std::string& path : expanded.files)
    if (copies.find(path) == copies.end()) wanted.push_back(path);
  ProgressTeller teller(progress, wanted, report);
  // One file under two names (a folder and a file in it, a link) is read once.
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
  for (const std::string& path : expanded.files) {
    if (asked_to_stop(options.stop)) break;
    if (const auto copy = copies.find(path); copy != copies.end()) {
      report.notes.push_back(fmt::format("{} holds nothing that {} does not begin with: read once",
                                         text::printable(path), text::printable(copy->second)));
      continue;
    }
    if (is_journal_name(path)) {
      read_journal(path, handed_on, options, teller, report);
      continue;
    }
    if (path == "audit:") {
      report.failures.push_back({ErrorKind::usage, "read", path,
                                 "the kernel's records have no end: use `profgen events --follow "
                                 "audit:`"});
      continue;
    }
    auto opened = open_source(path);
    if (!opened) {
      report.failures.push_back(opened.error());
      continue;
    }
    if (opened->inode != 0 && !seen.insert({opened->device, opened->inode}).second) continue;
    if (opened->journal)
      read_journal(path, handed_on, options, teller, report);
    else
      read_source(path, std::move(*opened), handed_on, options, teller, report);
  }
  report.stopped = asked_to_stop(options.stop);
  return report;
}

}  // namespace profgen::inline v0::log
