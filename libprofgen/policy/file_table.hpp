// The file, exec and link rules of a profile, answered together by one automaton.
#pragma once

#include <string>
#include <vector>

#include "policy/judge.hpp"
#include "policy/text_pattern.hpp"

namespace profgen::inline v0::policy {

struct FileEntry : RuleHead {
  FilePerms perms = 0;  // write brings append with it
  Ownership ownership = Ownership::any;
  std::string exec;     // qualifier; empty: no exec permission
  bool exact = false;   // no wildcard in the path (aare_exact): its exec qualifier wins
  bool subset = false;  // the link may be no more permitted than its target
  TextPattern link_target;
};

// The patterns by which a rule's path (or link name) is found, variables and aliases looked
// through; empty for other rules and for one that cannot be compiled.
using Aliases = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] std::vector<std::string> path_patterns(const Rule& rule, const Aliases& aliases,
                                                     Expander& expander);

class FileTable {
 public:
  // Paths that begin with `from` are meant with `to` too. To be called before the first add().
  void use_aliases(Aliases aliases) { aliases_ = std::move(aliases); }
  void add(const ResolvedRule& rule, const FileRule& file, Expander& expander);
  void add(const ResolvedRule& rule, const LinkRule& link, Expander& expander);
  void add_all(const ResolvedRule& rule, Expander& expander);

  [[nodiscard]] Coverage covers(const FileAccess& access) const;
  [[nodiscard]] Coverage covers(const ExecAccess& access) const;
  [[nodiscard]] Coverage covers(const LinkAccess& access) const;

 private:
  void add_entry(const ResolvedRule& rule, FileEntry entry, Expander& expander);
  // The entries that speak about a path, by ownership too.
  [[nodiscard]] std::vector<const FileEntry*> at(std::string_view path, bool owned) const;

  [[nodiscard]] bool subset_holds(const LinkAccess& access) const;

  Aliases aliases_;
  std::vector<FileEntry> entries_;  // by pattern id
  Automaton automaton_;
};

}  // namespace profgen::inline v0::policy
