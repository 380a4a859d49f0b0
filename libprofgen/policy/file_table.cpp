#include "policy/file_table.hpp"

#include <algorithm>

#include "policy/aare_exact.hpp"
#include "policy/transition.hpp"

namespace profgen::inline v0::policy {
namespace {

constexpr FilePerms every_file_perm = file_perm::map_exec | file_perm::read | file_perm::write |
                                      file_perm::append | file_perm::link | file_perm::lock;
constexpr const char* every_path = "/{**,}";

std::vector<Match> matches_of(const std::vector<const FileEntry*>& entries, FilePerms requested) {
  std::vector<Match> matches;
  for (const FileEntry* entry : entries)
    if ((entry->perms & requested) != 0) matches.push_back({entry, entry->perms});
  return matches;
}

}  // namespace

std::vector<std::string> path_patterns(const Rule& rule, const Aliases& aliases,
                                       Expander& expander) {
  std::optional<std::string> path;
  const auto* file = std::get_if<FileRule>(&rule.body);
  if (file != nullptr && !file->bare) {
    path = expander.expand_path(file->path);
  } else if (const auto* link = std::get_if<LinkRule>(&rule.body)) {
    path = expander.expand_path(link->link);
  } else if (file != nullptr || std::holds_alternative<AllRule>(rule.body)) {
    return {every_path};
  }
  if (!path) return {};
  std::vector<std::string> patterns{std::move(*path)};
  for (const auto& [from, to] : aliases)
    if (patterns[0].compare(0, from.size(), from) == 0)
      patterns.push_back(to + patterns[0].substr(from.size()));
  return patterns;
}

void FileTable::add_entry(const ResolvedRule& rule, FileEntry entry, Expander& expander) {
  const auto head = head_of(rule);
  if (!head) return;
  static_cast<RuleHead&>(entry) = *head;
  entry.ownership = rule.rule.prefix.ownership;
  if ((entry.perms & file_perm::write) != 0) entry.perms |= file_perm::append;
  if (!entry.exec.empty()) entry.perms |= file_perm::exec | implied_perms(entry.exec);
  const auto id = static_cast<std::uint32_t>(entries_.size());
  const auto patterns = path_patterns(rule.rule, aliases_, expander);
  bool added = false;
  for (const std::string& pattern : patterns)
    added = !automaton_.add(pattern, id) || added;  // a wrong pattern grants nothing
  if (!added) return;
  entry.exact = aare_exact(patterns.front());
  entries_.push_back(std::move(entry));
}

void FileTable::add(const ResolvedRule& rule, const FileRule& file, Expander& expander) {
  if (file.bare) return add_all(rule, expander);
  FileEntry entry;
  entry.perms = file.perms;
  entry.exec = file.exec;
  const bool links_to = entry.exec.empty() && !file.target.empty();
  entry.subset = file.subset || !links_to;
  if (links_to) entry.link_target = TextPattern::of_path(file.target, expander);
  add_entry(rule, std::move(entry), expander);
}

void FileTable::add(const ResolvedRule& rule, const LinkRule& link, Expander& expander) {
  FileEntry entry;
  entry.perms = file_perm::link;
  entry.subset = link.subset;
  entry.link_target = TextPattern::of_path(link.target, expander);
  add_entry(rule, std::move(entry), expander);
}

void FileTable::add_all(const ResolvedRule& rule, Expander& expander) {
  FileEntry entry;
  entry.perms = every_file_perm;
  entry.subset = true;
  entry.exec = rule.rule.prefix.decision == Decision::deny ? "x" : "ix";
  add_entry(rule, std::move(entry), expander);
}

std::vector<const FileEntry*> FileTable::at(std::string_view path, bool owned) const {
  std::vector<const FileEntry*> entries;
  if (automaton_.empty()) return entries;
  std::vector<std::uint32_t> ids;
  automaton_.match(path, ids);
  for (const std::uint32_t id : ids) {
    const FileEntry& entry = entries_[id];
    if (entry.ownership != (owned ? Ownership::other : Ownership::owner)) entries.push_back(&entry);
  }
  return entries;
}

Coverage FileTable::covers(const FileAccess& access) const {
  const auto matches = matches_of(at(access.path, access.owned), access.perms);
  Coverage coverage = judge(matches, access.perms);
  coverage.missing = access.perms & static_cast<FilePerms>(~weigh(matches, access.perms).allowed);
  return coverage;
}

Coverage FileTable::covers(const ExecAccess& access) const {
  auto entries = at(access.path, access.owned);
  Coverage coverage = judge(matches_of(entries, file_perm::exec), file_perm::exec);
  if (coverage.answer != Answer::allowed) return coverage;
  // Of the rules with the highest priority one without wildcards decides the transition.
  const FileEntry* chosen = nullptr;
  for (const FileEntry* entry : entries)
    if (!entry->exec.empty() && !entry->deny &&
        (chosen == nullptr || entry->priority > chosen->priority ||
         (entry->priority == chosen->priority && entry->exact && !chosen->exact)))
      chosen = entry;
  coverage.exec = chosen->exec;
  const auto decides = [chosen](const ResolvedRule* rule) { return rule == chosen->rule; };
  std::stable_partition(coverage.by.begin(), coverage.by.end(), decides);
  return coverage;
}

Coverage FileTable::covers(const LinkAccess& access) const {
  std::vector<Match> matches;
  for (const FileEntry* entry : at(access.link, access.owned))
    if ((entry->perms & file_perm::link) != 0 && entry->link_target.matches(access.target))
      matches.push_back({entry, file_perm::link});
  Coverage coverage = judge(matches, file_perm::link);
  if (coverage.answer != Answer::allowed || subset_holds(access)) return coverage;
  // One of the rules that decide is enough to ask for the comparison.
  int priority = matches.front().head->priority;
  for (const Match& match : matches) priority = std::max(priority, match.head->priority);
  for (const Match& match : matches) {
    const auto* entry = static_cast<const FileEntry*>(match.head);
    if (entry->subset && entry->priority == priority) return {};
  }
  return coverage;
}

// Whether a link may be used for nothing for which its target may not be used.
bool FileTable::subset_holds(const LinkAccess& access) const {
  if (access.target.empty()) return true;
  constexpr FilePerms all = every_file_perm | file_perm::exec;
  constexpr FilePerms compared = all & static_cast<FilePerms>(~file_perm::link);
  const auto granted = [&](const std::string& path) {
    return weigh(matches_of(at(path, access.owned), all), compared).allowed;
  };
  return (granted(access.link) & ~granted(access.target)) == 0;
}

}  // namespace profgen::inline v0::policy
