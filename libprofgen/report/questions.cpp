// The proposed rules and exec answers, each with what speaks for it.
#include <algorithm>

#include "base/text.hpp"
#include "refine/seen_text.hpp"
#include "report/view.hpp"
#include "suggest/beyond.hpp"

namespace profgen::inline v0::report {
namespace {

constexpr std::size_t longest_sample = 1200;
constexpr std::size_t longest_rule = 8192;  // a path has 4096 bytes at most, escapes double them

std::string guard_html(const suggest::Guard::Judgement& judgement) {
  using suggest::GuardAnswer;
  switch (judgement.answer) {
    case GuardAnswer::accept:
      return chip("good", "guard accepts");
    case GuardAnswer::ask:
      return chip("warn", "guard asks a person");
    case GuardAnswer::refuse:
      return chip("bad", "guard refuses");
    case GuardAnswer::deny:
      return chip("bad", "guard denies");
  }
  return {};
}

void put_fact(std::string& out, std::string_view what, const std::string& html) {
  put(out, "<p class=\"facts\"><span class=\"dim\">{}</span> {}</p>\n", what, html);
}

std::string rule_text(const suggest::Proposal& proposal, const refine::RuleAnswer& answer) {
  if (answer.custom) return policy::to_text(*answer.custom);
  return answer.candidate < proposal.candidates.size()
             ? proposal.candidates[answer.candidate].text()
             : std::string();
}

// Lines stay lines.
std::string lines_html(const std::string& lines) {
  std::string out;
  for (const std::string_view line : text::split(lines, '\n')) {
    if (!out.empty()) out += "\n";
    out += escaped(line, longest_rule);
  }
  return out;
}

class Writer {
 public:
  Writer(const View& view, std::string& out) : view_(view), out_(out), beyond_(view.input.policy) {}

  void part(const ProfilePart& part) {
    head(part);
    out_ += "<ol class=\"asked\">\n";
    for (const Asked& asked : part.asked) item(asked);
    out_ += "</ol>\n";
    put_more(out_, part.left_out, "less severe question",
             view_.command("suggest", part.subject.profile));
    out_ += "</article>\n";
  }

 private:
  void head(const ProfilePart& part) {
    put(out_, "<article class=\"profile\"><header><h3>{}</h3><p class=\"dim\">",
        escaped(subject_text(part.subject), 300));
    out_ += counted(part.asked.size() + part.left_out, "question");
    if (const suggest::ProfileProposals* profile = part.proposals) {
      put(out_, "; {} {}", profile->exists ? "stands in" : "new, to be in",
          code(profile->file, 300));
      if (!profile->attachment.empty())
        put(out_, "; attaches to {}", code(profile->attachment, 300));
      if (profile->covered != 0)
        put(out_, "; {} covered already", counted(profile->covered, "access"));
    }
    out_ += "</p></header>\n";
  }

  void item(const Asked& asked) {
    const std::string_view look = asked.severity >= 8 ? "hard" : asked.severity >= 5 ? "some" : "";
    put(out_, "<li id=\"r{}\" class=\"{}\">", asked.number, look);
    if (const auto* exec = std::get_if<suggest::ExecQuestion>(&asked.entry->about))
      exec_item(asked, *exec);
    else
      rule_item(asked, std::get<suggest::Proposal>(asked.entry->about));
    out_ += "</li>\n";
  }

  void top(const Asked& asked, const std::string& rule, double cost) {
    put(out_, "<div class=\"top\">{}<p class=\"rule\"><code>{}</code></p>{}", anchor_of(asked),
        rule, severity_html(asked.severity));
    if (cost > 0) put(out_, "<span class=\"chip dim\">cost {:.1f}</span>", cost);
    out_ += guard_html(asked.guard) + "</div>\n";
  }

  void guard_reason(const Asked& asked) {
    if (asked.guard.answer == suggest::GuardAnswer::accept || asked.guard.reason.empty()) return;
    put_fact(out_, "guard:", escaped(asked.guard.reason));
  }

  void exec_item(const Asked& asked, const suggest::ExecQuestion& question) {
    const auto* answer = std::get_if<refine::ExecAnswer>(&asked.entry->answer);
    std::string words = "executes " + escaped(question.program) + "  →  ";
    if (answer == nullptr)
      words += "left";
    else if (answer->act == refine::Act::allow)
      words += escaped(answer->qualifier +
                       (answer->target.empty() ? std::string() : " -> " + answer->target));
    else
      words += answer->act == refine::Act::deny ? "deny" : "ignore";
    top(asked, words, 0);
    put_fact(out_, "why:", escaped(refine::seen_text(question.seen, 3)));
    if (const auto* skipped = std::get_if<refine::Skipped>(&asked.entry->answer))
      put_fact(out_, "left:", escaped(skipped->why));
    if (question.child_accesses != 0) {
      std::string classes;
      for (const auto& [name, count] : question.child_classes)
        classes += fmt::format("{}{} {}", classes.empty() ? "" : ", ", grouped(count), name);
      put_fact(
          out_, "below it:",
          fmt::format("{} ({}){}", counted(question.child_accesses, "access"), escaped(classes),
                      question.child_worst.empty()
                          ? std::string()
                          : "; the worst: " + code(question.child_worst, 300)));
    }
    guard_reason(asked);
    if (question.options.empty()) return;
    out_ += "<details><summary>Options</summary><ul class=\"facts\">\n";
    for (const suggest::ExecOption& option : question.options)
      put(out_, "<li>{} {}</li>\n",
          code(option.qualifier + (option.target.empty() ? "" : " -> " + option.target), 300),
          escaped(option.reason));
    out_ += "</ul>\n";
    if (!question.seen.sample.empty())
      put(out_, "<pre>{}</pre>", escaped(question.seen.sample, longest_sample));
    out_ += "</details>\n";
  }

  void rule_item(const Asked& asked, const suggest::Proposal& proposal) {
    const auto* answer = std::get_if<refine::RuleAnswer>(&asked.entry->answer);
    if (answer == nullptr) {
      const auto* skipped = std::get_if<refine::Skipped>(&asked.entry->answer);
      top(asked,
          proposal.evidence.empty() ? std::string("left")
                                    : escaped(describe(proposal.evidence.front().first.access)),
          0);
      if (skipped != nullptr) put_fact(out_, "left:", escaped(skipped->why));
      return evidence(proposal, {}, nullptr);
    }
    const suggest::Candidate* chosen = answer->candidate < proposal.candidates.size()
                                           ? &proposal.candidates[answer->candidate]
                                           : nullptr;
    const std::string_view act = answer->act == refine::Act::deny     ? "deny, not: "
                                 : answer->act == refine::Act::ignore ? "ignore, not: "
                                                                      : "";
    top(asked, std::string(act) + lines_html(rule_text(proposal, *answer)),
        chosen == nullptr ? 0 : chosen->cost);
    if (chosen != nullptr) reasons(proposal, *chosen);
    guard_reason(asked);
    evidence(proposal, asked.entry->reason, chosen);
  }

  void reasons(const suggest::Proposal& proposal, const suggest::Candidate& chosen) {
    const std::string seen = refine::seen_text(refine::seen_together(proposal.evidence), 3);
    const std::string many = proposal.evidence.size() > 1
                                 ? counted(proposal.evidence.size(), "access") + ", "
                                 : std::string();
    put_fact(out_, "why:", many + escaped(seen));
    // A literal rule says itself what was asked.
    if (chosen.kind != suggest::CandidateKind::literal || chosen.cost > 0)
      put_fact(out_, "form:", fmt::format("{}; {}", name_of(chosen.kind), escaped(chosen.reason)));
    const suggest::Beyond beyond = beyond_.of(proposal, chosen);
    if (beyond.examples.empty()) return;
    std::string also;
    for (const std::string& example : beyond.examples)
      also += (also.empty() ? "" : "  ") + code(example, 200);
    if (beyond.more != 0) also += fmt::format(" and {} more", counted(beyond.more, "rule"));
    put_fact(out_, "also allows:", also);
  }

  void evidence(const suggest::Proposal& proposal, const std::string& reason,
                const suggest::Candidate* chosen) {
    out_ += "<details><summary>Evidence and alternatives</summary><ul class=\"facts\">\n";
    std::size_t shown = 0;
    for (const auto& [key, seen] : proposal.evidence) {
      if (shown++ == view_.limits.accesses) break;
      put(out_, "<li>{}; {}", escaped(describe(key.access)), escaped(refine::seen_text(seen, 5)));
      if (!seen.sample.empty()) put(out_, "<pre>{}</pre>", escaped(seen.sample, longest_sample));
      out_ += "</li>\n";
    }
    out_ += "</ul>\n";
    put_more(out_,
             proposal.evidence.size() - std::min(proposal.evidence.size(), view_.limits.accesses),
             "access", view_.command("suggest -v", proposal.subject.profile));
    if (!reason.empty() && reason != "recommended") put_fact(out_, "answered by:", escaped(reason));
    alternatives(proposal, chosen);
    out_ += "</details>\n";
  }

  void alternatives(const suggest::Proposal& proposal, const suggest::Candidate* chosen) {
    std::size_t shown = 0, others = 0;
    std::string list;
    for (const suggest::Candidate& candidate : proposal.candidates) {
      if (&candidate == chosen) continue;
      ++others;
      if (shown == view_.limits.alternatives) continue;
      ++shown;
      put(list, "<li><code>{}</code> {} <span class=\"chip dim\">cost {:.1f}</span> {}</li>\n",
          lines_html(candidate.text()), severity_html(candidate.severity), candidate.cost,
          escaped(candidate.reason));
    }
    if (others == 0) return;
    put(out_, "<p class=\"facts dim\">Instead of it:</p><ul class=\"facts\">\n{}</ul>\n", list);
    put_more(out_, others - shown, "alternative", {});
  }

  const View& view_;
  std::string& out_;
  suggest::BeyondFinder beyond_;
};

// Where to look first.
void put_worst(const View& view, std::string& out) {
  std::string links;
  for (const ProfilePart& part : view.parts)
    for (const Asked& asked : part.asked)
      if (asked.severity >= 8) links += " " + anchor_of(asked);
  if (!links.empty())
    put(out, "<p class=\"worst\"><span class=\"chip bad\">severity 8 to 10</span>{}</p>\n", links);
}

}  // namespace

void write_questions(const View& view, std::string& out) {
  out += "<section id=\"rules\"><h2>Proposed rules</h2>\n";
  if (view.questions == 0) {
    out +=
        "<p>Nothing is missing: the policy allows (or denies) all that was "
        "logged.</p>\n</section>\n";
    return;
  }
  out +=
      "<p>Severity is 0 to 10 (worst) of what a line grants; cost is how far it reaches beyond "
      "what was asked for, where it does. The guard is what <code>profgen generate</code> would "
      "go by without a person.</p>\n";
  if (view.shown < view.questions)
    put_more(out, view.questions - view.shown, "less severe question", view.command("suggest"));
  if (const std::size_t covered = view.input.recommendation.covered.size(); covered != 0)
    put(out, "<p class=\"dim\">Their answers cover {} more.</p>\n", counted(covered, "question"));
  put_worst(view, out);
  Writer writer(view, out);
  for (const ProfilePart& part : view.parts) writer.part(part);
  out += "</section>\n";
}

}  // namespace profgen::inline v0::report
