#include "suggest/transitions.hpp"

#include <algorithm>
#include <cctype>

#include "suggest/labels.hpp"
#include "suggest/proposal_id.hpp"

namespace profgen::inline v0::suggest {
namespace {

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// "&name" stacks onto the present profile; the accesses are asked of both, the new one first.
std::string without_stack(std::string_view target) {
  while (!target.empty() && target.front() == '&') target.remove_prefix(1);
  return std::string(target);
}

struct FoundProfile {
  bool exists = false;
  std::string profile, target;
};

FoundProfile find_profile(const evidence::Subject& subject, const std::string& program,
                          const std::string& target, const policy::Policy& policy,
                          Attachments& attachments) {
  if (!target.empty()) {
    const std::string name = without_stack(target);
    return {policy.find(name, subject.name_space) != nullptr, name, target};
  }
  if (const policy::Profile* profile = attachments.find(subject.name_space, {}, program))
    return {true, profile->name, {}};
  return {false, program, {}};
}

bool is_child_answer(const ExecChoice& choice) {
  const std::string qualifier = lower_case(choice.qualifier);
  return choice.target.empty() && qualifier.size() > 1 && qualifier[0] == 'c';
}

// Whether no earlier program that was answered alike drafts a child of the same name.
bool first_of_its_name(const evidence::Subject& subject, const std::string& program,
                       const std::string& own, Attachments& attachments,
                       const ExecChoices& choices) {
  for (auto it = choices.lower_bound({subject, {}});
       it != choices.end() && it->first.first == subject && it->first.second < program; ++it) {
    const std::string& other = it->first.second;
    if (!is_child_answer(it->second) || draft_name(other) != own) continue;
    if (attachments.find(subject.name_space, subject.profile, other) == nullptr) return false;
  }
  return true;
}

FoundProfile find_child(const evidence::Subject& subject, const std::string& program,
                        const std::string& target, const policy::Policy& policy,
                        Attachments& attachments, const ExecChoices& choices) {
  const std::string parent = subject.profile + "//";
  if (!target.empty()) {
    const std::string own = without_stack(target);
    const std::string name = own.rfind(parent, 0) == 0 ? own : parent + own;
    return {policy.find(name, subject.name_space) != nullptr, name, target};
  }
  if (const auto* profile = attachments.find(subject.name_space, subject.profile, program))
    return {true, profile->name, {}};
  const std::string own = draft_name(program);
  const bool stands = policy.find(parent + own, subject.name_space) != nullptr;
  // A name behind `->` is the dearer way: the kernel holds few of them for a profile.
  const bool attached = !stands && program.rfind('/', 0) == 0 &&
                        first_of_its_name(subject, program, own, attachments, choices);
  return {stands, parent + own, attached ? std::string() : own};
}

}  // namespace

std::string draft_name(std::string_view program) {
  const std::string_view base = base_name(program);
  std::string out;
  for (const char c : base) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("_-.+ ").find(c) != std::string_view::npos;
    out += plain ? c : '_';
  }
  // `null-` is the kernel's own mark; a changed name is told apart from one that looks like it.
  if (out.empty() || out.front() == '-' || out.rfind("null-", 0) == 0) out.insert(0, "program");
  return out == base ? out : out + "-" + digest(program).substr(0, 8);
}

Transition follow(const evidence::Subject& subject, const std::string& program,
                  const ExecChoice& choice, const policy::Policy& policy, Attachments& attachments,
                  const ExecChoices& choices) {
  const std::string qualifier = lower_case(choice.qualifier);
  Transition same{Transition::Kind::same, subject.profile, {}, false};
  if (qualifier == "ix") return same;
  if (qualifier.size() < 2 || qualifier.back() != 'x' ||
      (qualifier[0] != 'p' && qualifier[0] != 'c'))
    return {};
  const FoundProfile found =
      qualifier[0] == 'p'
          ? find_profile(subject, program, choice.target, policy, attachments)
          : find_child(subject, program, choice.target, policy, attachments, choices);
  if (!found.exists && qualifier == "pux") return {};
  if (!found.exists && qualifier == "cux") return {};
  if (!found.exists && qualifier.size() == 3) {
    Transition fallback = same;  // pix, cix
    fallback.target = choice.target;
    return fallback;
  }
  return {Transition::Kind::profile, found.profile, found.target, !found.exists};
}

std::optional<ExecChoice> standing_choice(const policy::Policy& policy,
                                          const evidence::Subject& subject,
                                          const std::string& program) {
  const policy::Profile* profile = policy.find(subject.profile, subject.name_space);
  if (profile == nullptr || profile->matcher == nullptr) return std::nullopt;
  const policy::Coverage coverage =
      policy::covers(*profile->matcher, ExecAccess{program, false, {}});
  if (coverage.answer == policy::Answer::denied) return ExecChoice{"deny", {}};
  if (coverage.answer != policy::Answer::allowed || coverage.exec.empty()) return std::nullopt;
  ExecChoice choice{coverage.exec, {}};
  for (const policy::ResolvedRule* by : coverage.by) {
    const auto* file = std::get_if<policy::FileRule>(&by->rule.body);
    if (file == nullptr || file->exec != coverage.exec) continue;
    choice.target = file->target;
    break;
  }
  return choice;
}

}  // namespace profgen::inline v0::suggest
