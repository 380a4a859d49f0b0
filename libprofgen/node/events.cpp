// Evidence of profiles since a cursor: from the one log that the node keeps, and only what the
// kernel and the audit daemon wrote there.
#include <algorithm>

#include "base/text.hpp"
#include "node/events/node_log.hpp"
#include "node/operations.hpp"
#include "node/state.hpp"
#include "profgen/evidence_file.hpp"

namespace profgen::inline v0::node {
namespace {

// A label may be a stack; a child has its profile's name in front.
bool is_about(std::string_view label, const std::vector<std::string>& profiles) {
  if (profiles.empty()) return true;
  while (!label.empty()) {
    const std::size_t end = label.find("//&");
    const std::string_view one = label.substr(0, end);
    const bool found = std::ranges::any_of(profiles, [&](const std::string& profile) {
      return one.starts_with(profile) &&
             (one.size() == profile.size() || one.substr(profile.size(), 2) == "//");
    });
    if (found) return true;
    label.remove_prefix(end == std::string_view::npos ? label.size() : end + 3);
  }
  return false;
}

void add_report(const log::ReadReport& report, std::vector<std::string>& gaps) {
  for (const auto& [what, loss] : report.losses)
    gaps.push_back("records lost: " + text::printable(what, 200) + " (" +
                   std::to_string(loss.count) + ")");
  for (const Error& failure : report.failures) gaps.push_back("not read: " + failure.text());
}

std::string host_name(const Machine& machine) {
  const auto text = machine.files.read(below_root(machine, "/proc/sys/kernel/hostname"));
  return text ? std::string(text::trim(*text)) : std::string();
}

EventsReply events_reply(const evidence::Evidence& evidence, LogReading reading) {
  EventsReply reply;
  for (const auto& [subject, accesses] : evidence.subjects())
    for (const auto& [key, seen] : accesses) {
      reply.allowed += seen.counts[1];
      reply.denied += seen.counts[2] + seen.counts[3];
    }
  if (!evidence.empty()) reply.evidence = evidence::to_text(evidence);
  reply.cursor = cursor_text(reading.cursor);
  reply.gaps = std::move(reading.gaps);
  add_report(reading.report, reply.gaps);
  return reply;
}

}  // namespace

Reply events(Machine& machine, const Events& request) {
  const std::string kind = log_kind(machine);
  if (kind.empty())
    return refused("no-log",
                   "this node keeps no log of its kernel: no audit.log, no journal, no syslog",
                   "install auditd, or switch journald on");
  const auto no_log = [](const Error& error) {
    return refused("no-log", error, "see why the log cannot be read on this node");
  };
  if (request.cursor.empty()) {
    const auto end = log_end(machine, kind);
    if (!end) return no_log(end.error());
    EventsReply reply;
    reply.cursor = cursor_text(*end);
    return reply;
  }
  std::optional<LogCursor> from;
  if (request.cursor != cursor_at_begin) {
    auto cursor = read_cursor(request.cursor);
    if (!cursor) return refused("bad-cursor", cursor.error(), "begin anew with an empty cursor");
    from = std::move(*cursor);
  }
  // The other log is read from its first line, but only what is newer counts.
  const bool elsewhere = from && from->kind != kind;
  const std::int64_t oldest_us = elsewhere ? from->time_us : 0;
  if (elsewhere) from.reset();

  evidence::Evidence evidence;
  log::ReadOptions options;
  options.host = host_name(machine);
  auto reading =
      read_node_log(machine, kind, from, options, [&](const Record& record, const Event& event) {
        if (!record.trusted() || !event.name_space.empty()) return;
        if (record.time_us < oldest_us || !is_about(event.profile, request.profiles)) return;
        evidence.add(record, event);
      });
  if (!reading) return no_log(reading.error());
  if (elsewhere)
    reading->gaps.emplace_back(
        "this node keeps its records in another log now: some may be "
        "missing that came while that changed");
  return events_reply(evidence, std::move(*reading));
}

}  // namespace profgen::inline v0::node
