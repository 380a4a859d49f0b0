// Decisions → changed files, by the session that everything else goes through.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "profgen/decisions.hpp"
#include "refine/answers.hpp"
#include "refine/fingerprint.hpp"

namespace profgen::inline v0::refine {
namespace {

using suggest::Candidate;
using suggest::ExecQuestion;
using suggest::ProfileProposals;
using suggest::Proposal;

constexpr const char* make_anew =
    "`profgen suggest --format=decisions` makes them anew for what stands now";

class Applying {
 public:
  Applying(const Decisions& decisions, const policy::Policy& policy,
           std::vector<Diagnostic>& diagnostics)
      : decisions_(decisions), policy_(policy), diagnostics_(diagnostics) {
    for (const ExecDecision& decision : decisions.execs)
      execs_[key_of(decision.question)] = &decision;
    for (const ProfileProposals& profile : decisions.proposals.profiles)
      for (const Proposal& proposal : profile.proposals) proposals_[proposal.id] = &proposal;
  }

  [[nodiscard]] bool refused() const { return refused_; }

  // Every profile is the one that the decisions were made for.
  void check_fingerprints() {
    for (const ProfileProposals& profile : decisions_.proposals.profiles) {
      const auto made_for = decisions_.made_for.find(profile.subject);
      if (made_for == decisions_.made_for.end()) continue;
      const std::string what = what_changed(profile, made_for->second.fingerprint);
      if (!what.empty())
        refuse(made_for->second.at,
               fmt::format("profile {}: {}", text::printable(profile.subject.profile), what),
               make_anew);
    }
  }

  void check_widened() {
    for (const ProfileProposals& profile : decisions_.proposals.profiles)
      for (const Proposal& proposal : profile.proposals)
        for (const Candidate& candidate : proposal.candidates)
          if (candidate.replaces && candidate.replaces->file == profile.file &&
              !is_rule(*candidate.replaces))
            refuse(place_of(proposal), "`widens` of a line names no rule of the profile's file",
                   make_anew);
  }

  void check_execs() {
    for (const ExecDecision& decision : decisions_.execs)
      if (!same(decision.answer, decision.made_for))
        refuse(decision.at,
               fmt::format("the answer to the exec of {} by {} was changed: the rules below it "
                           "were proposed for another one",
                           text::printable(decision.question.program),
                           text::printable(decision.question.subject.profile)),
               "name the log, too: `profgen apply FILE LOG…` proposes them anew");
  }

  // Answers what the decisions answer, skips the rest. What counts only where no answer covers it
  // comes last.
  Outcome run(Session& session) {
    while (session.current() != nullptr) {
      const auto* exec = std::get_if<ExecQuestion>(&session.current()->about);
      if (exec == nullptr) break;
      answer_exec(session, *exec);
    }
    std::vector<std::string> first;
    for (const Open& open : session.open()) {
      const auto found = decisions_.rules.find(std::get<const Proposal*>(open.about)->id);
      if (found != decisions_.rules.end() && !found->second.covered) first.push_back(open.key);
    }
    for (const std::string& key : first)
      if (session.go_to(key)) answer_rule(session, std::get<Proposal>(session.current()->about));
    while (const Question* question = session.current())
      answer_rule(session, std::get<Proposal>(question->about));
    return session.outcome();
  }

  void tell_differences(const Session& session) {
    std::set<std::string> asked;
    for (const ProfileProposals& profile : session.proposals().profiles)
      for (const Proposal& proposal : profile.proposals) asked.insert(proposal.id);
    const auto gone = std::count_if(decisions_.rules.begin(), decisions_.rules.end(),
                                    [&](const auto& one) { return asked.count(one.first) == 0; });
    if (unknown_ == 0 && gone == 0) return;
    tell(Severity::note, {0, 0},
         fmt::format("the logs given differ from those of the decisions: {} questions are new and "
                     "left, {} of the file are not asked by them",
                     unknown_, gone),
         {});
  }

 private:
  void tell(Severity severity, Position at, std::string message, std::string hint) {
    Diagnostic diagnostic;
    diagnostic.severity = severity;
    diagnostic.file = decisions_.source ? decisions_.source->name() : std::string();
    diagnostic.at = at;
    diagnostic.message = std::move(message);
    diagnostic.id = "decisions";
    diagnostic.hint = std::move(hint);
    if (decisions_.source) diagnostic.source_line = std::string(decisions_.source->line(at.line));
    diagnostics_.push_back(std::move(diagnostic));
  }

  void refuse(Position at, std::string message, std::string hint) {
    refused_ = true;
    tell(Severity::error, at, std::move(message), std::move(hint));
  }

  Position place_of(const Proposal& proposal) const {
    const auto found = decisions_.rules.find(proposal.id);
    return found == decisions_.rules.end() ? Position{0, 0} : found->second.at;
  }

  std::string what_changed(const ProfileProposals& profile, const std::string& made_for) const {
    const policy::Profile* standing =
        policy_.find(profile.subject.profile, profile.subject.name_space);
    const std::string file = text::printable(profile.file);
    if (profile.exists && standing == nullptr)
      return "it stood in " + file + " when the decisions were made, and is gone";
    if (profile.exists && standing->file != profile.file)
      return fmt::format("it stands in {} now, not in {}", text::printable(standing->file), file);
    if (fingerprint_of(policy_, profile.file) == made_for &&
        profile.exists == (standing != nullptr))
      return {};
    if (holds_all(profile))
      return fmt::format("{} holds what is decided for it already: it was applied before", file);
    if (made_for == no_file)
      return fmt::format("there is {} now, which was not there when the decisions were made", file);
    return fmt::format("{} was changed since the decisions were made", file);
  }

  // Whether everything that is decided for a profile stands in it.
  bool holds_all(const ProfileProposals& profile) const {
    const policy::Tree* tree = policy_.tree(profile.file);
    const policy::Item* item =
        tree == nullptr ? nullptr : edit::find_profile(*tree, profile.subject.profile);
    if (item == nullptr) return false;
    std::vector<edit::Line> lines;
    for (const Proposal& proposal : profile.proposals) {
      const auto decision = decisions_.rules.find(proposal.id);
      if (decision == decisions_.rules.end()) continue;
      const auto* answer = std::get_if<RuleAnswer>(&decision->second.answer);
      if (answer == nullptr || decision->second.covered) continue;
      Lines decided = lines_of(proposal, *answer);
      for (edit::Line& line : decided.add) lines.push_back(std::move(line));
      if (decided.by) lines.emplace_back(*decided.by);
    }
    return !lines.empty() && edit::insert_lines(*tree, *item, lines).empty();
  }

  bool is_rule(const policy::Location& where) const {
    const policy::Tree* tree = policy_.tree(where.file);
    return tree != nullptr && has_rule(tree->items, where.span);
  }
  static bool has_rule(const std::vector<policy::Item>& items, const Span& span) {
    return std::any_of(items.begin(), items.end(), [&](const policy::Item& item) {
      return (item.span == span && std::holds_alternative<policy::Rule>(item.value)) ||
             has_rule(item.children, span);
    });
  }

  static bool same(const ExecDecision::Answer& a, const ExecDecision::Answer& b) {
    const auto* one = std::get_if<ExecAnswer>(&a);
    const auto* other = std::get_if<ExecAnswer>(&b);
    if (one == nullptr || other == nullptr) return one == other;
    return one->act == other->act && one->qualifier == other->qualifier &&
           one->target == other->target;
  }

  void answer_exec(Session& session, const ExecQuestion& question) {
    const auto found = execs_.find(key_of(question));
    if (found == execs_.end()) {
      ++unknown_;
      return session.skip("the decisions do not hold this question");
    }
    if (const auto* answer = std::get_if<ExecAnswer>(&found->second->answer))
      return session.answer(*answer, "decided");
    session.skip("later");
  }

  void answer_rule(Session& session, const Proposal& question) {
    const auto found = decisions_.rules.find(question.id);
    const auto known = proposals_.find(question.id);
    if (found == decisions_.rules.end() || known == proposals_.end()) {
      ++unknown_;
      return session.skip("the decisions do not hold this question");
    }
    const auto* decided = std::get_if<RuleAnswer>(&found->second.answer);
    if (decided == nullptr) return session.skip("later");
    RuleAnswer answer = *decided;
    if (!answer.custom && !find_line(*known->second, question, answer)) {
      if (answer.act != Act::ignore) {
        refuse(found->second.at,
               "the line that was chosen is not among those that the logs given lead to",
               make_anew);
        return session.skip("not proposed any more");
      }
      answer.candidate = 0;
    }
    if (answer.custom && answer.act == Act::allow) check_own(question, *answer.custom, *found);
    session.answer(answer, "decided");
  }

  // The candidate of the question that says what the file's chosen line says.
  static bool find_line(const Proposal& of_file, const Proposal& question, RuleAnswer& answer) {
    const std::string text = of_file.candidates[answer.candidate].text();
    if (answer.candidate < question.candidates.size() &&
        question.candidates[answer.candidate].text() == text)
      return true;
    for (std::size_t i = 0; i < question.candidates.size(); ++i)
      if (question.candidates[i].text() == text) {
        answer.candidate = i;
        return true;
      }
    return false;
  }

  void check_own(const Proposal& question, const policy::Rule& own,
                 const std::pair<const std::string, RuleDecision>& decision) {
    const auto matcher = policy_.matcher_of({own}, question.subject.profile);
    for (const auto& seen : question.evidence) {
      if (covers(*matcher, seen.first.access).answer == policy::Answer::allowed) continue;
      return tell(Severity::warning, decision.second.at,
                  fmt::format("the own rule `{}` does not allow what was asked for: {}",
                              text::printable(policy::to_text(own)),
                              text::printable(describe(seen.first.access))),
                  {});
    }
  }

  const Decisions& decisions_;
  const policy::Policy& policy_;
  std::vector<Diagnostic>& diagnostics_;
  std::map<std::string, const ExecDecision*> execs_;
  std::map<std::string, const Proposal*> proposals_;
  std::size_t unknown_ = 0;
  bool refused_ = false;
};

void take(const Decisions& decisions, SessionOptions& options) {
  options.abi = decisions.abi;
  options.new_in_complain = decisions.new_in_complain;
  options.new_file_comment = decisions.new_file_comment;
  // An answer that stands in the file counts, whatever the others reach: a deny must not get lost
  // because of a wide line above it.
  for (const ProfileProposals& profile : decisions.proposals.profiles)
    for (const Proposal& proposal : profile.proposals) {
      const auto found = decisions.rules.find(proposal.id);
      if (found != decisions.rules.end() && !found->second.covered &&
          std::holds_alternative<RuleAnswer>(found->second.answer))
        options.always_asked.insert(key_of(proposal));
    }
}

}  // namespace

std::optional<Outcome> apply(const Decisions& decisions, const policy::Policy& policy,
                             std::vector<Diagnostic>& diagnostics, SessionOptions options) {
  Applying applying(decisions, policy, diagnostics);
  applying.check_fingerprints();
  applying.check_widened();
  applying.check_execs();
  if (applying.refused()) return std::nullopt;
  take(decisions, options);
  Session session(decisions.proposals, policy, options);
  Outcome outcome = applying.run(session);
  if (applying.refused()) return std::nullopt;
  for (const ExecDecision& decision : decisions.execs)
    if (std::holds_alternative<Skipped>(decision.answer))
      outcome.left.push_back({decision.question.subject,
                              describe(ExecAccess{decision.question.program, false, {}}), "later"});
  return outcome;
}

std::optional<Outcome> apply(const Decisions& decisions, const policy::Policy& policy,
                             const evidence::Evidence& evidence, SessionOptions options,
                             std::vector<Diagnostic>& diagnostics) {
  Applying applying(decisions, policy, diagnostics);
  applying.check_fingerprints();
  if (applying.refused()) return std::nullopt;
  take(decisions, options);
  Session session(evidence, policy, std::move(options));
  Outcome outcome = applying.run(session);
  applying.tell_differences(session);
  if (applying.refused()) return std::nullopt;
  return outcome;
}

}  // namespace profgen::inline v0::refine
