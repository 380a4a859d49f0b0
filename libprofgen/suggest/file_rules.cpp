#include <algorithm>

#include "suggest/literal_rules.hpp"

namespace profgen::inline v0::suggest {
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

std::string_view directory_of(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

// Where all names of a directory are meant, what is linked to may be any of them too, if it is
// there. With the letter `l` instead the kernel would compare what the profile may do with both.
std::vector<policy::Rule> link_rules(const Ask& ask, const std::string& pattern) {
  const auto& link = std::get<LinkAccess>(ask.needed.front());
  const bool whole_directory = pattern.size() > 2 &&
                               pattern.compare(pattern.size() - 2, 2, "/*") == 0 &&
                               directory_of(link.link) == directory_of(link.target);
  policy::Rule rule;
  rule.body = policy::LinkRule{
      pattern, whole_directory ? pattern : policy::literal_pattern(link.target), false};
  const bool owned = std::all_of(ask.needed.begin(), ask.needed.end(), [](const Access& access) {
    return std::get<LinkAccess>(access).owned;
  });
  if (owned) rule.prefix.ownership = policy::Ownership::owner;
  return {rule};
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
  if (ask.link_rule) return link_rules(ask, pattern);
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

}  // namespace profgen::inline v0::suggest
