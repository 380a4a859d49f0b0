// Events over time, by profile.
#include <algorithm>

#include "report/chart.hpp"
#include "report/view.hpp"

namespace profgen::inline v0::report {
namespace {

// What evidence has of a profile, its //null- children with it.
struct Sums {
  evidence::Counts counts{};
  std::size_t accesses = 0;
  std::int64_t first_us = 0, last_us = 0;
  std::uint64_t untrusted = 0;

  [[nodiscard]] std::uint64_t total() const {
    return counts[0] + counts[1] + counts[2] + counts[3];
  }
};

using Row = std::pair<evidence::Subject, Sums>;

std::vector<Row> rows_of(const evidence::Evidence& evidence) {
  std::map<evidence::Subject, Sums> all;
  for (const auto& [subject, accesses] : evidence.subjects()) {
    Sums& sums =
        all[{subject.name_space, subject.profile.substr(0, subject.profile.find("//null-"))}];
    sums.accesses += accesses.size();
    for (const auto& [key, seen] : accesses) {
      for (std::size_t i = 0; i < sums.counts.size(); ++i) sums.counts[i] += seen.counts[i];
      sums.untrusted += seen.untrusted;
      sums.last_us = std::max(sums.last_us, seen.last_us);
      if (seen.first_us != 0)
        sums.first_us = sums.first_us == 0 ? seen.first_us : std::min(sums.first_us, seen.first_us);
    }
  }
  std::vector<Row> rows(all.begin(), all.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.second.total() > b.second.total(); });
  return rows;
}

void put_charts(const View& view, const std::vector<Row>& rows, std::string& out) {
  const Timeline& timeline = view.input.timeline;
  const Axis axis = axis_of(timeline);
  if (axis.bars == 0) {
    put(out, "<p>{}</p>\n",
        view.input.evidence_files != 0 && timeline.undated() == 0
            ? "Evidence files keep the first and the last time of an access only: there is nothing "
              "to draw."
            : "No record says when it was written: there is nothing to draw.");
    return;
  }
  put(out,
      "<p>One bar is {}. Each chart has a scale of its own, named at its left; all have the same "
      "time (UTC). What ran in <code>//null-</code> children counts with its profile.</p>\n",
      width_text(axis.bar_seconds));
  out += "<ul class=\"key\">";
  for (const auto& [look, word] : {std::pair("v2", "denied"), std::pair("v3", "killed"),
                                   std::pair("v1", "allowed in complain mode: enforce would deny"),
                                   std::pair("v0", "audited")})
    put(out,
        "<li><svg viewBox=\"0 0 1 1\" aria-hidden=\"true\"><rect class=\"{}\" width=\"1\" "
        "height=\"1\"/></svg>{}</li>",
        look, word);
  out += "</ul>\n";
  if (axis.before + axis.behind != 0)
    put(out, "<p class=\"dim\">{} long before or long after all others: not drawn.</p>\n",
        counted(axis.before + axis.behind, "event") +
            (axis.before + axis.behind == 1 ? " is" : " are"));
  if (timeline.undated() != 0)
    put(out, "<p class=\"dim\">{} without a time: not drawn.</p>\n",
        counted(timeline.undated(), "event"));
  if (view.input.evidence_files != 0)
    put(out,
        "<p class=\"dim\">Without what {} told: such files keep the first and the last time "
        "of an access only.</p>\n",
        counted(view.input.evidence_files, "evidence file"));
  out += "<div class=\"charts\">\n";
  std::size_t drawn = 0;
  if (timeline.profiles().size() > 1) put_chart(out, "all profiles", timeline.all(), axis);
  for (const auto& [subject, sums] : rows) {
    const auto found = timeline.profiles().find(subject);
    if (found == timeline.profiles().end() || drawn == view.limits.charts) continue;
    ++drawn;
    put_chart(out, subject_text(subject), found->second, axis);
  }
  out += "</div>\n";
  if (timeline.profiles().size() > drawn)
    put(out, "<p class=\"dim\">{} with fewer events: only in the table.</p>\n",
        counted(timeline.profiles().size() - drawn, "profile"));
}

void put_table(const View& view, const std::vector<Row>& rows, std::string& out) {
  out += "<h3>By profile</h3>\n<table class=\"stack\"><thead><tr><th scope=\"col\">profile</th>";
  for (const std::string_view word :
       {"distinct", "audit", "allowed", "denied", "killed", "untrusted"})
    put(out, "<th scope=\"col\" class=\"n\">{}</th>", word);
  out +=
      "<th scope=\"col\">first (UTC)</th><th scope=\"col\">last (UTC)</th></tr></thead><tbody>\n";
  std::size_t shown = 0;
  for (const auto& [subject, sums] : rows) {
    if (shown++ == view.limits.rows) break;
    put(out, "<tr><th scope=\"row\">{}</th><td class=\"n\" data-of=\"distinct\">{}</td>",
        code(subject_text(subject), 200), grouped(sums.accesses));
    constexpr std::string_view words[] = {"audit", "allowed", "denied", "killed"};
    for (std::size_t i = 0; i < sums.counts.size(); ++i)
      put(out, "<td class=\"n\" data-of=\"{}\">{}</td>", words[i], grouped(sums.counts[i]));
    put(out,
        "<td class=\"n\" data-of=\"untrusted\">{}</td><td data-of=\"first\">{}</td>"
        "<td data-of=\"last\">{}</td></tr>\n",
        grouped(sums.untrusted), time_html(sums.first_us), time_html(sums.last_us));
  }
  out += "</tbody></table>\n";
  put_more(out, rows.size() - std::min(rows.size(), view.limits.rows), "profile",
           view.command("events"));
}

}  // namespace

void write_activity(const View& view, std::string& out) {
  const std::vector<Row> rows = rows_of(view.input.evidence);
  out += "<section id=\"activity\"><h2>Events over time</h2>\n";
  if (rows.empty())
    out += "<p>No event names an access.</p>\n";
  else {
    put_charts(view, rows, out);
    put_table(view, rows, out);
  }
  out += "</section>\n";
}

}  // namespace profgen::inline v0::report
