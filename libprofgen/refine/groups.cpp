// What questions have in common, and what may be allowed without a second look.
#include <algorithm>

#include "profgen/refine.hpp"

namespace profgen::inline v0::refine {
namespace {

std::string group_directory(const std::string& path) {
  // "/etc/" asked for as a directory stands in "/".
  const std::size_t end = path.size() > 1 && path.back() == '/' ? path.size() - 2 : path.size();
  const std::size_t slash = path.rfind('/', end == path.size() ? std::string::npos : end);
  return slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
}

std::string directory_or_class(const Access& access) {
  std::string directory;
  if (const auto* file = std::get_if<FileAccess>(&access)) directory = group_directory(file->path);
  if (const auto* exec = std::get_if<ExecAccess>(&access)) directory = group_directory(exec->path);
  if (const auto* link = std::get_if<LinkAccess>(&access)) directory = group_directory(link->link);
  return directory.empty() ? std::string(class_of(access)) : directory;
}

std::string first_program(const evidence::Seen& seen) {
  return seen.programs.empty() ? std::string() : *seen.programs.begin();
}

bool calm(const evidence::Seen& seen) { return seen.trusted() && seen.complain(); }

bool calm(const suggest::Proposal& proposal) {
  return std::all_of(proposal.evidence.begin(), proposal.evidence.end(),
                     [](const auto& one) { return calm(one.second); });
}

}  // namespace

Group group_of(const suggest::Proposal& proposal) {
  if (proposal.evidence.empty()) return {};
  const auto& [key, seen] = proposal.evidence.front();
  return {first_program(seen), directory_or_class(key.access)};
}

Group group_of(const suggest::ExecQuestion& question) {
  return {first_program(question.seen), group_directory(question.program)};
}

bool allows_by_default(const suggest::Proposal& proposal, std::size_t candidate) {
  if (candidate >= proposal.candidates.size()) return false;
  return proposal.severity <= acceptable_severity &&
         proposal.candidates[candidate].severity <= acceptable_severity && calm(proposal);
}

bool allows_by_default(const suggest::ExecQuestion& question, std::size_t option) {
  if (option >= question.options.size() || !calm(question.seen)) return false;
  const std::string& qualifier = question.options[option].qualifier;
  if (qualifier == "deny" || qualifier == "ignore") return false;
  // u: unconfined, or unconfined where no profile is found.
  if (qualifier.find_first_of("uU") != std::string::npos) return false;
  return qualifier.find("ix") == std::string::npos || question.child_beyond == 0 ||
         question.child_severity <= acceptable_severity;
}

bool Session::by_default(const suggest::Proposal& proposal, std::size_t candidate) const {
  if (options_.guard == nullptr || candidate >= proposal.candidates.size())
    return allows_by_default(proposal, candidate);
  return calm(proposal) && options_.guard->judge(proposal, proposal.candidates[candidate]).answer ==
                               suggest::GuardAnswer::accept;
}

bool Session::by_default(const suggest::ExecQuestion& question, std::size_t option) const {
  if (allows_by_default(question, option)) return true;
  if (options_.guard == nullptr || option >= question.options.size() || !calm(question.seen))
    return false;
  const suggest::ExecChoice choice = options_.guard->judge_exec(question).choice;
  const suggest::ExecOption& offered = question.options[option];
  return answer_of(offered).act == Act::allow && choice.qualifier == offered.qualifier &&
         choice.target == offered.target;
}

ExecAnswer answer_of(const suggest::ExecOption& option) {
  if (option.qualifier == "deny") return {Act::deny, "", ""};
  if (option.qualifier == "ignore") return {Act::ignore, "", ""};
  return {Act::allow, option.qualifier, option.target};
}

}  // namespace profgen::inline v0::refine
