// What was read, and what of it was not used.
#include <algorithm>

#include "refine/seen_text.hpp"
#include "report/view.hpp"

namespace profgen::inline v0::report {
namespace {

struct SourceRow {
  std::uint64_t bytes = 0, lines = 0, records = 0;
  std::set<std::string> hosts;
  bool read_here = false;  // not boiled down to evidence before
};

void put_sources(const View& view, std::string& out) {
  std::map<std::string, SourceRow> rows;
  for (const log::Position& position : view.input.reading.positions) {
    SourceRow& row = rows[position.source];
    row.bytes = position.bytes;
    row.lines = position.lines;
    row.read_here = true;
  }
  for (const evidence::Source& source : view.input.sources) {
    SourceRow& row = rows[source.name];
    row.records += source.records;
    if (!source.host.empty()) row.hosts.insert(source.host);
  }
  out +=
      "<table class=\"stack\"><thead><tr><th scope=\"col\">source</th><th scope=\"col\" "
      "class=\"n\">bytes</th><th scope=\"col\" class=\"n\">lines</th><th scope=\"col\" "
      "class=\"n\">accesses logged</th><th scope=\"col\">host</th></tr></thead><tbody>\n";
  std::size_t shown = 0;
  for (const auto& [name, row] : rows) {
    if (shown++ == view.limits.rows) break;
    std::string hosts;
    for (const std::string& host : row.hosts) hosts += (hosts.empty() ? "" : ", ") + host;
    const std::string by_file = "by an evidence file";
    put(out,
        "<tr><th scope=\"row\">{}</th><td class=\"n\" data-of=\"bytes\">{}</td><td class=\"n\" "
        "data-of=\"lines\">{}</td><td class=\"n\" data-of=\"accesses logged\">{}</td><td "
        "data-of=\"host\">{}</td></tr>\n",
        code(name, 300), row.read_here ? grouped(row.bytes) : by_file,
        row.read_here ? grouped(row.lines) : "–", grouped(row.records),
        hosts.empty() ? "not named" : escaped(hosts, 200));
  }
  out += "</tbody></table>\n";
  put_more(out, rows.size() - std::min(rows.size(), view.limits.rows), "source", {});
}

void put_ignored(const View& view, std::string& out) {
  const log::ReadReport& reading = view.input.reading;
  if (reading.ignored.empty()) return;
  out +=
      "<h3>Not used, and why</h3>\n<table class=\"stack\"><thead><tr><th scope=\"col\">why</th><th "
      "scope=\"col\" class=\"n\">records</th><th scope=\"col\">the first one</th></tr></thead>"
      "<tbody>\n";
  for (const auto& [reason, what] : reading.ignored)
    put(out,
        "<tr><th scope=\"row\">{}</th><td class=\"n\" data-of=\"records\">{}</td><td "
        "data-of=\"first\">{}</td></tr>\n",
        escaped(reason, 300), grouped(what.count), code(what.example, 400));
  put(out, "</tbody></table>\n<p class=\"dim\">The same: {}</p>\n",
      view.command("events --ignored"));
}

void put_losses(const View& view, std::string& out) {
  for (const std::string& reason : view.input.unread)
    put(out, "<p class=\"bad\"><b>Not read:</b> {}</p>\n", escaped(reason));
  for (const auto& [what, count] : view.input.losses)
    put(out,
        "<p class=\"bad\"><b>The log is not complete:</b> {} (at least {}). What is missing asked "
        "for rules that are not on this page.</p>\n",
        escaped(what), counted(count, "record"));
  for (const std::string& note : view.input.reading.notes)
    put(out, "<p class=\"dim\">{}</p>\n", escaped(note));
}

std::size_t lines_of(const refine::Outcome& outcome) {
  std::size_t lines = 0;
  for (const refine::Decided& decided : outcome.decided)
    lines +=
        1 + static_cast<std::size_t>(std::count(decided.text.begin(), decided.text.end(), '\n'));
  return lines;
}

void put_tile(std::string& out, std::string_view look, const std::string& figure,
              std::string_view words) {
  put(out, "<li class=\"{}\"><b>{}</b>{}</li>\n", look, figure, words);
}

std::size_t count_ready(const std::map<std::string, suggest::Readiness>& all) {
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const auto& one) { return one.second.ready(); }));
}

}  // namespace

void write_summary(const View& view, std::string& out) {
  const PageInput& input = view.input;
  const refine::Outcome& outcome = input.recommendation.outcome;
  std::size_t severe = 0, refused = 0;
  for (const ProfilePart& part : view.parts)
    for (const Asked& asked : part.asked) {
      if (asked.severity >= 8) ++severe;
      if (asked.guard.answer == suggest::GuardAnswer::refuse ||
          asked.guard.answer == suggest::GuardAnswer::deny)
        ++refused;
    }
  const auto is_new = [](const FileChange& change) { return !change.before; };
  const auto fresh = std::count_if(outcome.changes.begin(), outcome.changes.end(), is_new);
  out += "<ul class=\"tiles\">\n";
  put_tile(
      out, "", grouped(input.evidence.distinct()),
      fmt::format("distinct accesses of {}", counted(input.evidence.subjects().size(), "label")));
  put_tile(out, "", grouped(lines_of(outcome)),
           fmt::format("proposed lines, answering {}", counted(view.questions, "question")));
  put_tile(out, severe == 0 ? "good" : "bad", grouped(severe), "of severity 8 or more");
  put_tile(out, refused == 0 ? "good" : "warn", grouped(refused), "the guard would refuse");
  put_tile(out, "", grouped(outcome.changes.size()),
           fmt::format("changed files, {} of them new", fresh));
  if (!input.ready_then.empty()) {
    const std::size_t ready = count_ready(input.ready_then);
    put_tile(out, ready == input.ready_then.size() ? "good" : "warn",
             fmt::format("{} of {}", ready, input.ready_then.size()),
             fmt::format("profiles ready to enforce with these lines; {} as they stand",
                         count_ready(input.ready_now)));
  }
  out += "</ul>\n";
}

void write_reading(const View& view, std::string& out) {
  std::int64_t first = 0, last = 0;
  for (const auto& [subject, accesses] : view.input.evidence.subjects())
    for (const auto& [key, seen] : accesses) {
      last = std::max(last, seen.last_us);
      if (seen.first_us != 0) first = first == 0 ? seen.first_us : std::min(first, seen.first_us);
    }
  out += "<section id=\"read\"><h2>What was read</h2>\n";
  const log::ReadReport& reading = view.input.reading;
  put(out, "<p>{}, {}, {} used. ", counted(reading.lines, "line"),
      counted(reading.records, "AppArmor record"), grouped(reading.events));
  if (first != 0) put(out, "Accesses from {} to {} (UTC).", time_html(first), time_html(last));
  out += "</p>\n";
  put_losses(view, out);
  put_sources(view, out);
  put_ignored(view, out);
  out += "</section>\n";
}

}  // namespace profgen::inline v0::report
