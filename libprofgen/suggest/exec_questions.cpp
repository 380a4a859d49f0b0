// What programs were run without a rule, parents before their children.
#include <algorithm>
#include <set>

#include "suggest/exec_options.hpp"
#include "suggest/fold.hpp"
#include "suggest/labels.hpp"
#include "suggest/transitions.hpp"

namespace profgen::inline v0::suggest {
namespace {

struct OpenRuns {
  evidence::Evidence seen;  // the exec accesses, for their counts
  std::vector<std::string> children;
  ChildNeeds needs;
  bool trusted = false;  // of the children: at least one access came from the kernel
};
using Open = std::map<std::pair<evidence::Subject, std::string>, OpenRuns>;
// By program: the profiles that run it, children and `//null-` profiles counted for the outermost.
using RunBy = std::map<std::string, std::set<evidence::Subject>>;

evidence::Subject outermost(const evidence::Subject& subject) {
  return {subject.name_space, subject.profile.substr(0, subject.profile.find("//"))};
}

RunBy run_by(const evidence::Evidence& evidence) {
  RunBy out;
  for (const auto& [subject, accesses] : evidence.subjects())
    for (const auto& entry : accesses)
      if (const auto* exec = std::get_if<ExecAccess>(&entry.first.access);
          exec != nullptr && !entry.first.unusable)
        out[exec->path].insert(outermost(subject));
  return out;
}

std::vector<std::string> others(const RunBy& all, const evidence::Subject& subject,
                                const std::string& program) {
  std::vector<std::string> out;
  const auto found = all.find(program);
  if (found == all.end()) return out;
  for (const evidence::Subject& other : found->second)
    if (other.name_space == subject.name_space && other.profile != outermost(subject).profile)
      out.push_back(other.profile);
  return out;
}

void note_exec(Open& open, const evidence::Subject& subject, const evidence::Key& key,
               const evidence::Seen& seen) {
  const auto& exec = std::get<ExecAccess>(key.access);
  OpenRuns& runs = open[{subject, exec.path}];
  runs.seen.add(subject, {ExecAccess{exec.path, false, {}}, false}, seen);
}

// Where the record of the exec is lost, a child that ran speaks for it, with its own trust.
evidence::Seen seen_of(const OpenRuns& runs) {
  const auto& subjects = runs.seen.subjects();
  if (subjects.empty() || subjects.begin()->second.empty()) {
    evidence::Seen none;
    none.untrusted = runs.trusted ? 0 : 1;
    return none;
  }
  return subjects.begin()->second.begin()->second;
}

bool decided(const ExecChoices& choices, const policy::Policy& policy,
             const evidence::Subject& subject, const std::string& program) {
  return choices.count({subject, program}) != 0 ||
         standing_choice(policy, subject, program).has_value();
}

}  // namespace

std::vector<ExecQuestion> exec_questions(const evidence::Evidence& evidence,
                                         const policy::Policy& policy, const ExecChoices& choices) {
  Folder folder(evidence, policy, choices);
  Attachments attachments(policy);
  NeedsFinder finder(policy);
  Open open;
  for (const auto& [subject, accesses] : evidence.subjects()) {
    const Place place = folder.place(subject);
    if (place.kind == Place::Kind::profile)
      for (const auto& entry : accesses)
        if (!entry.first.unusable) finder.did({subject.name_space, place.name}, entry.first.access);
  }
  for (const auto& [subject, accesses] : evidence.subjects()) {
    const Place place = folder.place(subject);
    if (place.kind == Place::Kind::undecided) {
      const evidence::Subject parent{subject.name_space, place.name};
      OpenRuns& runs = open[{parent, place.program}];
      // What runs further in is asked for later, when this is known.
      if (place.innermost) {
        runs.children.push_back(subject.profile);
        finder.add(runs.needs, parent, place.program, accesses);
      }
      for (const auto& entry : accesses) runs.trusted = runs.trusted || entry.second.trusted();
    }
    if (place.kind != Place::Kind::profile) continue;
    const evidence::Subject here{subject.name_space, place.name};
    for (const auto& [key, seen] : accesses) {
      const auto* exec = std::get_if<ExecAccess>(&key.access);
      if (exec == nullptr || key.unusable || exec->path.empty()) continue;
      if (!decided(choices, policy, here, exec->path)) note_exec(open, here, key, seen);
    }
  }

  std::vector<ExecQuestion> questions;
  if (open.empty()) return questions;
  const RunBy all_runs = run_by(evidence);
  for (auto& [key, runs] : open) {
    ExecQuestion question;
    question.subject = key.first;
    question.program = key.second;
    question.seen = seen_of(runs);
    question.children = std::move(runs.children);
    question.child_accesses = runs.needs.accesses;
    question.child_classes = runs.needs.by_class;
    question.child_beyond = runs.needs.beyond();
    question.child_severity = runs.needs.severity;
    question.child_worst = runs.needs.worst;
    question.also_run_by = others(all_runs, key.first, key.second);
    question.options = exec_options(question, runs.needs, policy, attachments);
    questions.push_back(std::move(question));
  }
  return questions;
}

}  // namespace profgen::inline v0::suggest
