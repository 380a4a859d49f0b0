// A session's questions seen together: which wait, which are alike, and answers to several.
#include <algorithm>

#include "policy/check.hpp"
#include "profgen/refine.hpp"
#include "refine/answers.hpp"
#include "refine/open_questions.hpp"

namespace profgen::inline v0::refine {
namespace {

const evidence::Subject& subject_of(const Open& open) {
  if (const auto* exec = std::get_if<const suggest::ExecQuestion*>(&open.about))
    return (*exec)->subject;
  return std::get<const suggest::Proposal*>(open.about)->subject;
}

Group group_of_open(const Open& open) {
  return std::visit([](const auto* about) { return group_of(*about); }, open.about);
}

int severity_of_open(const Open& open) {
  if (const auto* exec = std::get_if<const suggest::ExecQuestion*>(&open.about))
    return (*exec)->child_severity;
  return std::get<const suggest::Proposal*>(open.about)->severity;
}

bool alike(const Open& a, const Open& b, Likeness likeness) {
  if (subject_of(a) != subject_of(b)) return false;
  switch (likeness) {
    case Likeness::directory:
      return group_of_open(a).directory == group_of_open(b).directory;
    case Likeness::program:
      return group_of_open(a).program == group_of_open(b).program;
    case Likeness::severity:
      return severity_of_open(a) == severity_of_open(b);
    case Likeness::profile:
      return true;
  }
  return false;
}

constexpr const char* typed_as = "the rule";

// What the compiler would refuse of a line, read where it would stand; places are the line's own.
std::vector<Diagnostic> faults_of(const std::string& line) {
  const policy::Tree tree = policy::parse(make_source(typed_as, "profile p {\n" + line + "\n}\n"));
  std::vector<Diagnostic> faults = tree.diagnostics;
  if (faults.empty())
    for (Diagnostic& diagnostic : policy::check(tree))
      if (diagnostic.severity == Severity::error) faults.push_back(std::move(diagnostic));
  for (Diagnostic& diagnostic : faults)
    if (diagnostic.at.line > 1) --diagnostic.at.line;
  return faults;
}

}  // namespace

std::vector<Open> Session::open() const {
  std::vector<Open> found;
  if (!rules_started_) {
    for (const suggest::ExecQuestion& question : open_exec_)
      found.push_back({&question, key_of(question)});
    return found;
  }
  for (const suggest::Proposal* proposal : open_->all())
    if (!follows_from_exec(*proposal)) found.push_back({proposal, key_of(*proposal)});
  return found;
}

bool Session::go_to(const std::string& key) {
  if (question_ && question_->key == key) return true;
  if (!rules_started_) {
    const auto found =
        std::find_if(open_exec_.begin(), open_exec_.end(),
                     [&](const suggest::ExecQuestion& one) { return key_of(one) == key; });
    if (found == open_exec_.end()) return false;
    std::rotate(open_exec_.begin(), found, open_exec_.end());
  } else {
    // Made when it is first asked for: batch work never does.
    if (by_key_.empty())
      for (const suggest::Proposal* proposal : open_->ever()) by_key_[key_of(*proposal)] = proposal;
    const auto found = by_key_.find(key);
    if (found == by_key_.end() || !open_->go_to(found->second)) return false;
  }
  advance();
  return question_ && question_->key == key;
}

std::vector<std::string> Session::like_current(Likeness likeness) const {
  std::vector<std::string> keys;
  const std::vector<Open> waiting = open();
  for (const Open& one : waiting)
    if (alike(waiting.front(), one, likeness)) keys.push_back(one.key);
  return keys;
}

std::size_t Session::answer_all(const std::vector<std::string>& keys, Act act,
                                const std::string& reason) {
  return answer_in(++steps_, keys, act, reason);
}

std::size_t Session::answer_defaults(const std::string& reason) {
  const std::uint64_t step = ++steps_;
  std::size_t answered = 0;
  for (;;) {
    std::vector<std::string> keys;
    for (const Open& one : open())
      if (std::visit([&](const auto* about) { return by_default(*about, 0); }, one.about))
        keys.push_back(one.key);
    // Answers to execs open others, and then the rules.
    const std::size_t more = answer_in(step, keys, Act::allow, reason);
    if (more == 0) return answered;
    answered += more;
  }
}

std::size_t Session::answer_in(std::uint64_t step, const std::vector<std::string>& keys, Act act,
                               const std::string& reason) {
  std::size_t answered = 0;
  for (const std::string& key : keys) {
    if (!go_to(key)) continue;
    decltype(Entry::answer) answer;
    if (const auto* exec = std::get_if<suggest::ExecQuestion>(&question_->about)) {
      if (act == Act::allow && exec->options.empty()) continue;
      answer = act == Act::allow ? answer_of(exec->options.front()) : ExecAnswer{act, "", ""};
    } else {
      RuleAnswer rule;
      rule.act = act;
      answer = rule;
    }
    take(entry_of(*question_, std::move(answer), reason), step);
    ++answered;
  }
  return answered;
}

bool Session::give(const Entry& entry, bool same_step) {
  if (!go_to(entry.key)) return false;
  const bool exec = std::holds_alternative<suggest::ExecQuestion>(question_->about);
  if (std::holds_alternative<ExecAnswer>(entry.answer) && !exec) return false;
  if (std::holds_alternative<RuleAnswer>(entry.answer) && exec) return false;
  const std::uint64_t last = last_step();
  const std::uint64_t step = same_step && last != 0 ? last : ++steps_;
  take(entry_of(*question_, entry.answer, entry.reason), step);
  return true;
}

TriedRule Session::try_rule(std::string text) const {
  TriedRule tried;
  const auto* asked = question_ ? std::get_if<suggest::Proposal>(&question_->about) : nullptr;
  if (asked == nullptr) return tried;
  const std::size_t last = text.find_last_not_of(" \t");
  text.erase(last == std::string::npos ? 0 : last + 1);
  if (!text.empty() && text.back() != ',') text += ',';
  tried.diagnostics = faults_of(text);
  if (tried.diagnostics.empty()) tried.rule = policy::rule_from_text(text);
  if (!tried.rule) {
    if (tried.diagnostics.empty()) {
      Diagnostic diagnostic;
      diagnostic.file = typed_as;
      diagnostic.at = {1, 1};
      diagnostic.message = "this is not one rule";
      diagnostic.id = "one-rule";
      tried.diagnostics.push_back(std::move(diagnostic));
    }
    return tried;
  }
  const auto matcher = policy_.matcher_of({*tried.rule}, asked->subject.profile);
  const auto covered = [&](const Access& access) {
    return covers(*matcher, access).answer == policy::Answer::allowed;
  };
  for (const auto& seen : asked->evidence)
    if (!covered(seen.first.access)) tried.not_covered.push_back(describe(seen.first.access));
  for (const suggest::Proposal* other : open_->all())
    if (other != open_->front() && other->subject == asked->subject &&
        std::all_of(other->evidence.begin(), other->evidence.end(),
                    [&](const auto& seen) { return covered(seen.first.access); }))
      ++tried.settles;
  return tried;
}

std::vector<FileChange> not_saved_yet(std::vector<FileChange> changes,
                                      const std::map<std::string, std::string>& saved) {
  for (FileChange& change : changes)
    if (const auto found = saved.find(change.path); found != saved.end())
      change.before = found->second;
  std::erase_if(changes, [](const FileChange& change) { return change.before == change.after; });
  return changes;
}

}  // namespace profgen::inline v0::refine
