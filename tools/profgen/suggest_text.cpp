#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>

#include "base/text.hpp"
#include "refine/seen_text.hpp"
#include "suggest/beyond.hpp"
#include "tools/profgen/report.hpp"
#include "tools/profgen/suggest_views.hpp"

namespace profgen::tool {
namespace {

using refine::Recommendation;
using refine::Recommended;
using suggest::Candidate;
using suggest::Proposal;

constexpr std::size_t shown_alternatives = 2;
constexpr std::size_t label_width = 11;  // of "      else "
constexpr std::string_view figures_legend =
    "severity: 0 to 10 (worst); cost: reach beyond what was asked for, 0 is none";

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u;
  }));
}

// Broken between words, the lines behind the first one indented; a word longer than a line stays.
std::string wrapped(std::string_view text, std::size_t used, std::size_t width) {
  constexpr std::size_t indent = 5;
  std::string out;
  std::size_t column = used;
  for (const std::string_view word : text::split(text, ' ')) {
    if (column > indent && column + 1 + columns(word) > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!out.empty()) {
      out += ' ';
      ++column;
    }
    out += word;
    column += columns(word);
  }
  return out;
}

const evidence::Subject& subject_of(const Recommended& entry) {
  return std::visit([](const auto& about) -> const evidence::Subject& { return about.subject; },
                    entry.about);
}

class View {
 public:
  View(const Recommendation& recommendation, const policy::Policy& policy, const TextView& view)
      : recommendation_(recommendation), view_(view), beyond_(policy) {
    for (const suggest::ProfileProposals& profile : recommendation.proposals.profiles)
      profiles_[profile.subject] = &profile;
    // Execs are asked about before everything else; here they stand with their profile.
    for (const Recommended& entry : recommendation.answers) {
      ++questions_[subject_of(entry)];
      sorted_.push_back(&entry);
    }
    std::stable_sort(sorted_.begin(), sorted_.end(),
                     [](const auto* a, const auto* b) { return subject_of(*a) < subject_of(*b); });
  }

  void print() {
    const evidence::Subject* last = nullptr;
    for (const Recommended* each : sorted_) {
      const Recommended& entry = *each;
      const evidence::Subject& subject = subject_of(entry);
      if (last == nullptr || *last != subject) print_head(subject, last == nullptr);
      last = &subject;
      if (const auto* exec = std::get_if<suggest::ExecQuestion>(&entry.about))
        print_exec(*exec, std::get<refine::ExecAnswer>(entry.answer));
      else
        print_proposal(std::get<Proposal>(entry.about));
    }
    print_rest();
  }

 private:
  void print_head(const evidence::Subject& subject, bool first) {
    std::string note = counted(questions_[subject], "question");
    if (const auto it = profiles_.find(subject); it != profiles_.end()) {
      const suggest::ProfileProposals& profile = *it->second;
      note += fmt::format("; {} {}", profile.exists ? "in" : "new, to be in",
                          text::printable(profile.file));
      if (profile.covered != 0)
        note += fmt::format("; {} covered already", counted(profile.covered, "access"));
    }
    std::cout << fmt::format("{}{}{}{}\n  {}{}{}\n", first ? "" : "\n", view_.style.bold,
                             text::printable(subject.profile), view_.style.reset, view_.style.dim,
                             note, view_.style.reset);
  }

  // "      why  TEXT", cut in the middle where the line would not hold it.
  void line(std::string_view label, const std::string& text) {
    const std::size_t room = view_.width - label_width;
    std::cout << fmt::format("      {}{:<5}{}{}\n", view_.style.dim, label,
                             view_.all ? text::printable(text) : text::printable(text, room),
                             view_.style.reset);
  }

  // A rule with the columns of its severity and its cost at the right.
  void rule_line(std::string_view mark, const std::string& rule, int severity, double cost,
                 bool chosen) {
    const std::string figures = fmt::format("severity {:>2}  cost {:>7.1f}", severity, cost);
    const std::size_t room = view_.width - figures.size() - 8;
    const std::string shown = view_.all ? text::printable(rule) : text::printable(rule, room);
    const std::size_t used = std::min(columns(shown), room);
    const std::string& colour = chosen ? view_.style.green : view_.style.dim;
    const std::string& alarm = severity >= 8 ? view_.style.red : view_.style.dim;
    std::cout << fmt::format("  {:<4}{}{}{}{}{}{}{}\n", mark, colour, shown, view_.style.reset,
                             std::string(room - used + 2, ' '), alarm, figures, view_.style.reset);
  }

  void print_exec(const suggest::ExecQuestion& question, const refine::ExecAnswer& answer) {
    std::cout << fmt::format("\n  executes {}\n", text::printable(question.program));
    line("why",
         refine::seen_text(question.seen, 3) +
             (question.child_accesses == 0
                  ? std::string()
                  : fmt::format("; {} below it", counted(question.child_accesses, "access"))));
    for (const suggest::ExecOption& option : question.options) {
      const bool chosen =
          answer.act == refine::Act::allow
              ? option.qualifier == answer.qualifier && option.target == answer.target
              : answer.act == refine::Act::deny && option.qualifier == "deny";
      std::string words = option.qualifier;
      if (!option.target.empty()) words += " -> " + text::printable(option.target, 40);
      std::cout << fmt::format("    {} {}{}{}{}  {}{}\n", chosen ? "→" : " ",
                               chosen ? view_.style.green : "", words, view_.style.reset,
                               view_.style.dim, text::printable(option.reason), view_.style.reset);
    }
  }

  void print_rules_of(const Candidate& candidate, std::string_view mark, bool chosen) {
    const std::string lines = candidate.text();
    bool first = true;
    for (const std::string_view each : text::split(lines, '\n')) {
      if (first)
        rule_line(mark, std::string(each), candidate.severity, candidate.cost, chosen);
      else
        std::cout << fmt::format("      {}{}{}\n", chosen ? view_.style.green : view_.style.dim,
                                 text::printable(each), view_.style.reset);
      first = false;
    }
  }

  // A literal rule says what was asked; anything else needs to be told.
  void print_why(const Proposal& proposal) {
    const Candidate& best = proposal.candidates.front();
    if (view_.all) {
      for (const auto& [key, seen] : proposal.evidence)
        line("why", describe(key.access) + "; " + refine::seen_text(seen, 32));
      return;
    }
    std::string why = refine::seen_text(refine::seen_together(proposal.evidence), 2);
    if (best.kind != suggest::CandidateKind::literal && !proposal.evidence.empty()) {
      why = describe(proposal.evidence.front().first.access) + "; " + why;
      if (proposal.evidence.size() > 1)
        why = fmt::format("{} accesses, as {}", proposal.evidence.size(), why);
    }
    line("why", why);
    if (best.kind != suggest::CandidateKind::literal &&
        best.kind != suggest::CandidateKind::variable)
      line("", best.reason);
  }

  void print_else(const Proposal& proposal, const Candidate& candidate) {
    const suggest::Beyond beyond = beyond_.of(proposal, candidate);
    if (beyond.examples.empty()) return;
    if (candidate.abstraction == nullptr) return line("else", text::join(beyond.examples, "  "));
    for (const std::string& rule : beyond.examples)
      line(&rule == &beyond.examples.front() ? "else" : "", rule);
    if (beyond.more != 0) line("", fmt::format("and {} more", counted(beyond.more, "rule")));
  }

  void print_proposal(const Proposal& proposal) {
    std::cout << "\n";
    for (std::size_t i = 0; i < proposal.candidates.size(); ++i) {
      const Candidate& candidate = proposal.candidates[i];
      if (!view_.all && i > shown_alternatives) {
        line("", fmt::format("and {} more (-v)", proposal.candidates.size() - i));
        break;
      }
      print_rules_of(candidate, i == 0 ? "→" : "or", i == 0);
      if (i == 0) print_why(proposal);
      if (view_.all) line("", candidate.reason);
      if (i == 0 || view_.all) print_else(proposal, candidate);
    }
  }

  void print_rest() {
    for (const refine::Left& explained : recommendation_.outcome.explained)
      std::cout << fmt::format(
          "\n{}{}: {} ({}){}\n", view_.style.dim, text::printable(explained.subject.profile),
          text::printable(explained.what), explained.reason, view_.style.reset);
    if (!recommendation_.outcome.hints.empty()) std::cout << "\n";
    for (const suggest::Hint& hint : recommendation_.outcome.hints) {
      const std::string words = hint_text(hint);
      std::cout << fmt::format("{}hint{} {}\n", view_.style.cyan, view_.style.reset,
                               wrapped(words, 5, view_.width));
    }
    if (recommendation_.answers.empty()) return;
    const std::size_t covered = recommendation_.covered.size();
    std::cout << fmt::format(
        "\n{}{}{}{}\n", view_.style.dim, counted(recommendation_.answers.size(), "question"),
        covered == 0 ? std::string() : fmt::format("; their answers cover {} more", covered),
        view_.style.reset);
    std::cout << fmt::format("{}{}{}\n", view_.style.dim, figures_legend, view_.style.reset);
  }

  const Recommendation& recommendation_;
  const TextView& view_;
  suggest::BeyondFinder beyond_;
  std::map<evidence::Subject, const suggest::ProfileProposals*> profiles_;
  std::map<evidence::Subject, std::size_t> questions_;
  std::vector<const Recommended*> sorted_;
};

}  // namespace

void print_text(const Recommendation& recommendation, const policy::Policy& policy,
                const TextView& view) {
  View(recommendation, policy, view).print();
}

void print_rules(const Recommendation& recommendation) {
  std::map<evidence::Subject, std::string> by_profile;
  for (const refine::Decided& decided : recommendation.outcome.decided)
    for (const std::string_view line : text::split(decided.text, '\n'))
      by_profile[decided.subject] += "  " + text::printable(line) + "\n";
  for (const auto& [subject, lines] : by_profile)
    std::cout << text::printable(subject.profile) << "\n" << lines;
}

}  // namespace profgen::tool
