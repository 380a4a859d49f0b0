#include <algorithm>

#include "suggest/literal_rules.hpp"

namespace profgen::suggest {
namespace {

struct Wanted {
  FilePerms any = 0;    // at least one access was not the owner's
  FilePerms owner = 0;  // every access was
  bool exec = false;
};

// `a` and `w` exclude each other in one rule, and w holds a.
FilePerms without_append(FilePerms perms, FilePerms granted) {
  return (granted & file_perm::write) != 0 ? perms & ~file_perm::append : perms;
}

Wanted wanted(const Ask& ask) {
  Wanted out;
  for (const Access& access : ask.needed) {
    if (const auto* file = std::get_if<FileAccess>(&access)) {
      (file->owned ? out.owner : out.any) |= file->perms;
    } else if (const auto* link = std::get_if<LinkAccess>(&access)) {
      (link->owned ? out.owner : out.any) |= file_perm::link;
    } else if (std::holds_alternative<ExecAccess>(access)) {
      out.exec = true;
    }
  }
  if (out.exec) {
    // One rule has the transition; splitting the rest by owner would only hide it.
    out.any |= out.owner;
    out.owner = 0;
  }
  out.any = without_append(out.any, out.any);
  out.owner = without_append(out.owner, out.any | out.owner) & ~out.any;
  return out;
}

// A program that runs in the profile is read and mapped by it. Where its own accesses were seen,
// they say which (a script is only read).
FilePerms inherited(FilePerms seen, Generalise generalise) {
  const FilePerms both = file_perm::map_exec | file_perm::read;
  if (generalise == Generalise::exact || (seen & both) == 0) return seen | both;
  return seen | file_perm::read;
}

}  // namespace

std::string path_of(const Ask& ask) {
  for (const Access& access : ask.needed) {
    if (const auto* file = std::get_if<FileAccess>(&access)) return file->path;
    if (const auto* exec = std::get_if<ExecAccess>(&access)) return exec->path;
    if (const auto* link = std::get_if<LinkAccess>(&access)) return link->link;
  }
  return {};
}

std::vector<policy::Rule> file_rules(const Ask& ask, const std::string& pattern,
                                     Generalise generalise) {
  const Wanted want = wanted(ask);
  policy::FileRule file;
  file.path = pattern;
  file.perms = want.any;
  policy::Rule rule;
  if (want.exec && ask.exec) {
    const std::string& qualifier = ask.exec->qualifier;
    if (qualifier == "deny") {
      file.perms = 0;
      file.exec = "x";
      rule.prefix.decision = policy::Decision::deny;
    } else {
      file.exec = qualifier;
      file.target = ask.exec_target;
      const bool inherits = qualifier.size() > 1 && qualifier[qualifier.size() - 2] == 'i';
      if (inherits) file.perms = inherited(file.perms, generalise);
    }
  }
  std::vector<policy::Rule> rules;
  if (file.perms != 0 || !file.exec.empty()) {
    rule.body = file;
    rules.push_back(rule);
  }
  if (want.owner != 0) {
    policy::Rule owner;
    owner.prefix.ownership = policy::Ownership::owner;
    file.perms = want.owner;
    owner.body = file;
    rules.push_back(std::move(owner));
  }
  return rules;
}

}  // namespace profgen::suggest
