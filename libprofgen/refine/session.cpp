#include <algorithm>
#include <cassert>

#include "profgen/refine.hpp"
#include "refine/answers.hpp"
#include "refine/assemble.hpp"

namespace profgen::refine {
namespace {

// An exec that was answered needs no second question: its rule follows from the answer.
bool follows_from_exec(const suggest::Proposal& proposal) {
  return std::any_of(proposal.evidence.begin(), proposal.evidence.end(), [](const auto& seen) {
    return std::holds_alternative<ExecAccess>(seen.first.access);
  });
}

Entry entry_for(const suggest::Proposal& proposal, decltype(Entry::answer) answer,
                std::string reason) {
  return {std::move(answer), key_of(proposal), std::move(reason), proposal.subject,
          what_of(proposal)};
}

Entry entry_for(const Question& question, decltype(Entry::answer) answer, std::string reason) {
  if (const auto* proposal = std::get_if<suggest::Proposal>(&question.about))
    return entry_for(*proposal, std::move(answer), std::move(reason));
  const auto& exec = std::get<suggest::ExecQuestion>(question.about);
  return {std::move(answer), key_of(exec), std::move(reason), exec.subject,
          describe(ExecAccess{exec.program, false, {}})};
}

}  // namespace

Session::Session(const evidence::Evidence& evidence, const policy::Policy& policy,
                 SessionOptions options)
    : evidence_(evidence), policy_(policy), options_(std::move(options)) {
  advance();
}

const Question* Session::current() const { return question_ ? &*question_ : nullptr; }

void Session::answer(const ExecAnswer& answer, std::string reason) {
  assert(question_ && std::holds_alternative<suggest::ExecQuestion>(question_->about));
  take(entry_for(*question_, answer, std::move(reason)));
}

void Session::answer(const RuleAnswer& answer, std::string reason) {
  assert(question_ && std::holds_alternative<suggest::Proposal>(question_->about));
  take(entry_for(*question_, answer, std::move(reason)));
}

void Session::skip(std::string why) {
  assert(question_);
  take(entry_for(*question_, Skipped{std::move(why)}, "skipped"));
}

bool Session::undo() {
  // Rules that followed from an exec answer were nobody's answer: replaying makes them again.
  std::vector<Entry> kept;
  for (const Entry& entry : entries_)
    if (entry.reason != follows_reason) kept.push_back(entry);
  if (kept.empty()) return false;
  kept.pop_back();
  entries_.clear();
  choices_.clear();
  skipped_exec_.clear();
  open_exec_.clear();
  pending_.clear();
  rules_started_ = false;
  advance();
  for (const Entry& entry : kept) take(entry);
  return true;
}

Outcome Session::outcome() const {
  return assemble(policy_, options_, rules_started_ ? proposals_ : suggest::Proposals{}, entries_);
}

void Session::take(Entry entry) {
  apply(entry);
  entries_.push_back(std::move(entry));
  advance();
}

void Session::apply(const Entry& entry) {
  if (const auto* exec = std::get_if<suggest::ExecQuestion>(&question_->about)) {
    if (const auto* answer = std::get_if<ExecAnswer>(&entry.answer)) {
      const bool allow = answer->act == Act::allow;
      choices_[{exec->subject, exec->program}] = {allow                      ? answer->qualifier
                                                  : answer->act == Act::deny ? "deny"
                                                                             : "ignore",
                                                  allow ? answer->target : std::string()};
    } else {
      skipped_exec_.insert(entry.key);
    }
    open_exec_.pop_front();
    return;
  }
  const suggest::Proposal answered = std::get<suggest::Proposal>(question_->about);
  pending_.pop_front();
  if (const auto* answer = std::get_if<RuleAnswer>(&entry.answer))
    drop_what_it_covers(answered, *answer);
}

void Session::advance() {
  question_.reset();
  if (advance_exec()) return;
  if (!rules_started_) start_rules();
  while (!pending_.empty() && follows_from_exec(*pending_.front().proposal)) {
    const suggest::Proposal& proposal = *pending_.front().proposal;
    entries_.push_back(entry_for(proposal, RuleAnswer{}, follows_reason));
    pending_.pop_front();
  }
  if (pending_.empty()) return;
  question_ =
      Question{*pending_.front().proposal, entries_.size() + 1, entries_.size() + pending_.size()};
}

bool Session::advance_exec() {
  if (rules_started_) return false;
  if (open_exec_.empty()) {
    for (suggest::ExecQuestion& question : exec_questions(evidence_, policy_, choices_))
      if (wanted(options_, question.subject) && skipped_exec_.count(key_of(question)) == 0)
        open_exec_.push_back(std::move(question));
  }
  if (open_exec_.empty()) return false;
  question_ =
      Question{open_exec_.front(), entries_.size() + 1, entries_.size() + open_exec_.size()};
  return true;
}

void Session::start_rules() {
  rules_started_ = true;
  proposals_ = suggest::propose(suggest::fold(evidence_, policy_, choices_), policy_, choices_,
                                options_.suggest);
  for (suggest::Hint& hint : suggest::evidence_hints(evidence_, policy_, choices_))
    proposals_.hints.push_back(std::move(hint));
  for (const suggest::ProfileProposals& profile : proposals_.profiles) {
    if (!wanted(options_, profile)) continue;
    for (const suggest::Proposal& proposal : profile.proposals)
      if (!proposal.denied_by_rule && !proposal.candidates.empty())
        pending_.push_back({&profile, &proposal});
  }
}

// A rule that reaches beyond what it was asked for may answer later questions as well. A literal
// one cannot, which spares a comparison with every question.
void Session::drop_what_it_covers(const suggest::Proposal& answered, const RuleAnswer& answer) {
  if (answer.act == Act::ignore) return;
  const bool literal =
      !answer.custom && answer.candidate < answered.candidates.size() &&
      answered.candidates[answer.candidate].kind == suggest::CandidateKind::literal;
  if (literal || answer.act == Act::deny) return;

  std::vector<policy::Rule> rules;
  std::shared_ptr<const policy::Matcher> matcher;
  const Lines lines = lines_of(answered, answer);
  if (lines.by) rules.push_back(*lines.by);
  for (const edit::Line& line : lines.add) {
    if (const auto* rule = std::get_if<policy::Rule>(&line)) {
      rules.push_back(*rule);
      continue;
    }
    for (const policy::Abstraction& abstraction : policy_.abstractions())
      if (abstraction.path == std::get<policy::Include>(line).path) matcher = abstraction.matcher;
  }
  if (matcher == nullptr) matcher = policy_.matcher_of(rules, answered.subject.profile);
  const auto answers = [&](const Pending& pending) {
    if (pending.proposal->subject != answered.subject) return false;
    const auto& evidence = pending.proposal->evidence;
    return std::all_of(evidence.begin(), evidence.end(), [&](const auto& seen) {
      return covers(*matcher, seen.first.access).answer == policy::Answer::allowed;
    });
  };
  pending_.erase(std::remove_if(pending_.begin(), pending_.end(), answers), pending_.end());
}

}  // namespace profgen::refine
