// Readiness, what was refused, and what is left.
#include <algorithm>

#include "base/duration.hpp"
#include "report/view.hpp"

namespace profgen::inline v0::report {
namespace {

void put_verdict(std::string& out, const std::map<std::string, suggest::Readiness>& all,
                 const std::string& profile, std::string_view of) {
  const auto found = all.find(profile);
  put(out, "<td data-of=\"{}\">", of);
  if (found == all.end()) {
    out += "<span class=\"dim\">does not stand</span></td>";
    return;
  }
  const suggest::Readiness& readiness = found->second;
  out += "<div>" + (readiness.ready() ? chip("good", "ready") : chip("bad", "not ready"));
  for (const suggest::Reason& reason : readiness.reasons)
    put(out, "<p class=\"facts\">{}</p>", escaped(reason.message, 600));
  out += "</div></td>";
}

std::string quiet_html(const suggest::Readiness& readiness, std::int64_t now_us) {
  if (readiness.quiet_since_us == 0) return "not known";
  std::string out = "since " + time_html(readiness.quiet_since_us);
  if (now_us > readiness.quiet_since_us)
    out += " (" + escaped(duration_text(now_us - readiness.quiet_since_us)) + ")";
  return out;
}

void put_list(std::string& out, const View& view, const std::vector<refine::Left>& list,
              std::string_view noun) {
  out += "<ul class=\"facts\">\n";
  std::size_t shown = 0;
  for (const refine::Left& left : list) {
    if (shown++ == view.limits.rows) break;
    put(out, "<li><b>{}</b> {} <span class=\"dim\">({})</span></li>\n",
        escaped(subject_text(left.subject), 200), escaped(left.what, 600),
        escaped(left.reason, 600));
  }
  out += "</ul>\n";
  put_more(out, list.size() - std::min(list.size(), view.limits.rows), noun,
           view.command("suggest"));
}

}  // namespace

void write_readiness(const View& view, std::string& out) {
  const PageInput& input = view.input;
  out += "<section id=\"ready\"><h2>Readiness to enforce</h2>\n";
  std::set<std::string> names;
  for (const auto& [name, readiness] : input.ready_now) names.insert(name);
  for (const auto& [name, readiness] : input.ready_then) names.insert(name);
  if (names.empty()) {
    out += "<p>No profile of the policy has evidence.</p>\n</section>\n";
    return;
  }
  out +=
      "<p>Would enforce mode have blocked anything of what was logged? First with the policy as "
      "it stands, then with the proposed lines in it.</p>\n<table class=\"stack\"><thead><tr><th "
      "scope=\"col\">profile</th><th scope=\"col\">as it stands</th><th scope=\"col\">with these "
      "lines</th><th scope=\"col\">quiet</th><th scope=\"col\" class=\"n\">runs seen</th></tr>"
      "</thead><tbody>\n";
  std::size_t shown = 0;
  for (const std::string& name : names) {
    if (shown++ == view.limits.rows) break;
    put(out, "<tr><th scope=\"row\">{}</th>", code(name, 200));
    put_verdict(out, input.ready_now, name, "as it stands");
    put_verdict(out, input.ready_then, name, "with these lines");
    const auto known = input.ready_now.find(name);
    put(out, "<td data-of=\"quiet\">{}</td><td class=\"n\" data-of=\"runs seen\">{}</td></tr>\n",
        known == input.ready_now.end()
            ? std::string()
            : "<div>" + quiet_html(known->second, input.made_us) + "</div>",
        known == input.ready_now.end() ? std::string()
        : known->second.runs == 0 ? std::string(input.evidence_files == 0 ? "none" : "not known")
                                  : fmt::format("{} or more", known->second.runs));
  }
  out += "</tbody></table>\n";
  put_more(out, names.size() - std::min(names.size(), view.limits.rows), "profile",
           view.command("ready PROFILE"));
  std::set<std::string> notes;
  for (const auto* all : {&input.ready_then, &input.ready_now})
    for (const auto& [name, readiness] : *all)
      for (const std::string& note : readiness.notes)
        if (notes.size() < view.limits.rows) notes.insert(name + ": " + note);
  if (!notes.empty()) {
    out += "<details><summary>What else to know of these profiles</summary><ul class=\"facts\">\n";
    for (const std::string& note : notes) put(out, "<li>{}</li>\n", escaped(note, 800));
    out += "</ul></details>\n";
  }
  out += "</section>\n";
}

void write_refused(const View& view, std::string& out) {
  const refine::Outcome& outcome = view.input.recommendation.outcome;
  out += "<section id=\"refused\"><h2>Refused</h2>\n";
  const std::size_t before = out.size();
  std::string by_guard;
  for (const ProfilePart& part : view.parts)
    for (const Asked& asked : part.asked)
      if (asked.guard.answer == suggest::GuardAnswer::refuse ||
          asked.guard.answer == suggest::GuardAnswer::deny)
        put(by_guard, "<li>{} <b>{}</b> {}</li>\n", anchor_of(asked),
            escaped(subject_text(part.subject), 200), escaped(asked.guard.reason, 600));
  if (!by_guard.empty())
    put(out,
        "<h3>By the guard</h3>\n<p>They are among the proposed rules and in the diff above: "
        "whoever signs this page grants them against the guard, which would not accept them "
        "unattended.</p><ul class=\"facts\">\n{}</ul>\n",
        by_guard);
  if (!outcome.explained.empty()) {
    out +=
        "<h3>By rules that stand</h3>\n<p>A deny rule of the policy refuses these, in complain "
        "mode too; nothing is proposed.</p>\n";
    put_list(out, view, outcome.explained, "access");
  }
  if (!view.input.refused_lines.empty()) {
    out += "<h3>By this host&#39;s parser</h3>\n<ul class=\"facts\">\n";
    for (const auto& [line, reason] : view.input.refused_lines)
      put(out, "<li>{} {}</li>\n", code(line), escaped(reason, 600));
    out += "</ul>\n";
  }
  if (!outcome.problems.empty()) {
    out += "<h3>Could not be carried out</h3>\n<ul class=\"facts\">\n";
    for (const Diagnostic& problem : outcome.problems)
      put(out, "<li>{}: {}</li>\n", code(problem.file, 300), escaped(problem.message, 600));
    out += "</ul>\n";
  }
  if (out.size() == before) out += "<p>Nothing.</p>\n";
  out += "</section>\n";
}

void write_left(const View& view, std::string& out) {
  const refine::Outcome& outcome = view.input.recommendation.outcome;
  out += "<section id=\"left\"><h2>Left, and what to know</h2>\n";
  if (outcome.left.empty() && outcome.hints.empty()) out += "<p>Nothing.</p>\n";
  if (!outcome.left.empty()) {
    out += "<h3>Left without an answer</h3>\n";
    put_list(out, view, outcome.left, "question");
  }
  if (!outcome.hints.empty()) {
    out += "<h3>Hints</h3>\n<ul class=\"facts\">\n";
    std::size_t shown = 0;
    for (const suggest::Hint& hint : outcome.hints) {
      if (shown++ == view.limits.rows) break;
      const std::string about = subject_text(hint.subject);
      put(out, "<li><span class=\"chip dim\">{}</span> {}{}</li>\n", escaped(hint.id),
          about.empty() ? std::string() : "<b>" + escaped(about, 200) + "</b>: ",
          escaped(hint.message, 1500));
    }
    out += "</ul>\n";
    put_more(out, outcome.hints.size() - std::min(outcome.hints.size(), view.limits.rows), "hint",
             view.command("suggest"));
  }
  out += "</section>\n";
}

}  // namespace profgen::inline v0::report
