#include <algorithm>
#include <cassert>

#include "profgen/refine.hpp"
#include "refine/answers.hpp"
#include "refine/assemble.hpp"
#include "refine/open_questions.hpp"
#include "refine/question_order.hpp"

namespace profgen::inline v0::refine {
namespace {

const evidence::Evidence& no_evidence() {
  static const evidence::Evidence none;
  return none;
}

}  // namespace

Session::Session(const evidence::Evidence& evidence, const policy::Policy& policy,
                 SessionOptions options)
    : evidence_(evidence),
      policy_(policy),
      options_(std::move(options)),
      open_(std::make_unique<OpenQuestions>()) {
  advance();
}

Session::Session(suggest::Proposals proposals, const policy::Policy& policy, SessionOptions options)
    : evidence_(no_evidence()),
      policy_(policy),
      options_(std::move(options)),
      given_(true),
      proposals_(std::move(proposals)),
      open_(std::make_unique<OpenQuestions>()) {
  advance();
}

Session::Session(Session&&) noexcept = default;
Session::~Session() = default;

const Question* Session::current() const { return question_ ? &*question_ : nullptr; }

void Session::answer(const ExecAnswer& answer, std::string reason) {
  assert(question_ && std::holds_alternative<suggest::ExecQuestion>(question_->about));
  take(entry_of(*question_, answer, std::move(reason)), ++steps_);
}

void Session::answer(const RuleAnswer& answer, std::string reason) {
  assert(question_ && std::holds_alternative<suggest::Proposal>(question_->about));
  take(entry_of(*question_, answer, std::move(reason)), ++steps_);
}

void Session::skip(std::string why) {
  assert(question_);
  take(entry_of(*question_, Skipped{std::move(why)}, "skipped"), ++steps_);
}

std::uint64_t Session::last_step() const {
  // Rules that followed from an exec answer were nobody's step.
  std::uint64_t step = 0;
  for (const Entry& entry : entries_) step = std::max(step, entry.step);
  return step;
}

bool Session::undo() {
  const std::uint64_t undone = last_step();
  if (undone == 0) return false;
  std::vector<Entry> kept;
  std::string first;  // that was answered in the step
  bool exec = false;
  for (Entry& entry : entries_) {
    if (entry.step != undone) {
      if (entry.step != 0) kept.push_back(std::move(entry));
      continue;
    }
    if (first.empty()) first = entry.key;
    exec = exec || is_exec_key(entry.key);
  }
  entries_.clear();
  if (exec) {
    choices_.clear();
    skipped_exec_.clear();
    open_exec_.clear();
    rules_started_ = false;
  } else {
    std::vector<Entry> rules;
    for (Entry& entry : kept)
      (is_exec_key(entry.key) ? entries_ : rules).push_back(std::move(entry));
    kept = std::move(rules);
    if (rules_started_) open_rules();
  }
  advance();
  for (Entry& entry : kept) {
    if (!go_to(entry.key)) continue;
    const std::uint64_t step = entry.step;
    take(std::move(entry), step);
  }
  (void)go_to(first);
  return true;
}

Outcome Session::outcome() const {
  return assemble(policy_, options_, rules_started_ ? proposals_ : suggest::Proposals{}, entries_);
}

void Session::take(Entry entry, std::uint64_t step) {
  apply(entry);
  entry.step = step;
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
  const suggest::Proposal& answered = *open_->front();
  open_->pop();
  if (const auto* answer = std::get_if<RuleAnswer>(&entry.answer))
    drop_what_it_covers(answered, *answer);
}

void Session::advance() {
  question_.reset();
  if (advance_exec()) return;
  if (!rules_started_) start_rules();
  const suggest::Proposal* next = open_->front();
  for (; next != nullptr && follows_from_exec(*next); next = open_->front()) {
    entries_.push_back(entry_of(*next, RuleAnswer{}, follows_reason));
    open_->pop();
  }
  if (next != nullptr)
    question_ =
        Question{*next, key_of(*next), entries_.size() + 1, entries_.size() + open_->size()};
}

bool Session::advance_exec() {
  if (rules_started_ || given_) return false;
  if (open_exec_.empty()) {
    for (suggest::ExecQuestion& question : exec_questions(evidence_, policy_, choices_))
      if (wanted(options_, question.subject) && skipped_exec_.count(key_of(question)) == 0)
        open_exec_.push_back(std::move(question));
  }
  if (open_exec_.empty()) return false;
  const suggest::ExecQuestion& next = open_exec_.front();
  question_ =
      Question{next, key_of(next), entries_.size() + 1, entries_.size() + open_exec_.size()};
  return true;
}

void Session::start_rules() {
  rules_started_ = true;
  if (!given_) {
    proposals_ = suggest::propose(suggest::fold(evidence_, policy_, choices_), policy_, choices_,
                                  options_.suggest);
    for (suggest::Hint& hint : suggest::evidence_hints(evidence_, policy_, choices_))
      proposals_.hints.push_back(std::move(hint));
  }
  open_rules();
}

void Session::open_rules() {
  *open_ = {};
  by_key_.clear();
  for (const suggest::ProfileProposals& profile : proposals_.profiles) {
    if (!wanted(options_, profile)) continue;
    std::vector<const suggest::Proposal*> asked;
    for (const suggest::Proposal& proposal : profile.proposals)
      if (!proposal.denied_by_rule && !proposal.candidates.empty()) asked.push_back(&proposal);
    if (options_.grouped) asked = by_value(std::move(asked));
    for (const suggest::Proposal* proposal : asked) open_->add(*proposal);
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

  std::vector<policy::Rule> rules;  // none where an abstraction answers
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
  open_->settle(answered.subject, rules, [&](const suggest::Proposal& open) {
    if (!options_.always_asked.empty() && options_.always_asked.count(key_of(open)) != 0)
      return false;
    return std::all_of(open.evidence.begin(), open.evidence.end(), [&](const auto& seen) {
      return covers(*matcher, seen.first.access).answer == policy::Answer::allowed;
    });
  });
}

}  // namespace profgen::inline v0::refine
