// What the evidence made of each rule.
#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "policy/aare_sets.hpp"
#include "policy/matcher.hpp"
#include "profgen/verify.hpp"
#include "suggest/reach.hpp"
#include "suggest/severity.hpp"

namespace profgen::inline v0::suggest {
namespace {

using policy::FileRule;
using policy::ResolvedRule;

// A narrower rule has to be so by this factor to be worth a line, and the rule worth narrowing: one
// `*` over what is harmless costs 6.
constexpr double much_narrower = 0.75, worth_narrowing = 12;

struct Names {
  std::set<std::string_view> paths;
  FilePerms asked = 0;
  bool all_owned = true, all_files = true;
};

void note_access(Names& names, const Access& access) {
  if (const auto* file = std::get_if<FileAccess>(&access)) {
    names.paths.insert(file->path);
    names.asked |= file->perms;
    names.all_owned = names.all_owned && file->owned;
  } else if (const auto* exec = std::get_if<ExecAccess>(&access)) {
    names.paths.insert(exec->path);
    names.asked |= file_perm::exec;
    names.all_owned = names.all_owned && exec->owned;
  } else if (const auto* link = std::get_if<LinkAccess>(&access)) {
    names.paths.insert(link->link);
    names.asked |= file_perm::link;
    names.all_owned = names.all_owned && link->owned;
  } else {
    names.all_files = false;
  }
}

// The longest directory that holds all of them, with its slash; it is none of them.
std::string_view common_directory(const std::set<std::string_view>& paths) {
  // Sorted: what the first and the last begin with, all begin with.
  const std::string_view first = *paths.begin(), last = *paths.rbegin();
  const std::size_t limit = std::min(first.size() - 1, last.size());
  std::size_t same = 0;
  while (same < limit && first[same] == last[same]) ++same;
  const std::size_t slash = first.substr(0, same).rfind('/');
  return first.substr(0, slash == std::string_view::npos ? 0 : slash + 1);
}

// One pattern for all the names: a directory's, or everything below it.
std::string pattern_of(const std::set<std::string_view>& paths) {
  const std::string_view directory = common_directory(paths);
  const bool flat = std::all_of(paths.begin(), paths.end(), [&](std::string_view path) {
    return path.find('/', directory.size()) == path.npos;
  });
  return policy::literal_pattern(directory) + (flat ? "*" : "**");
}

// Whether the rule's pattern, variables looked through, matches all that the narrower one does.
bool holds(const policy::MatcherSetup& setup, const std::string& pattern,
           const std::string& narrower) {
  policy::Expander expander(setup.scope);
  const std::optional<std::string> whole = expander.expand_path(pattern);
  constexpr std::size_t limit = 2000;  // for a remark, no more
  return whole && policy::aare_covers({*whole}, narrower, limit).value_or(false);
}

void judge_file_rule(RuleUse& use, const FileRule& rule, const Names& names,
                     const policy::MatcherSetup& setup, Severities& severities) {
  const FilePerms granted =
      rule.perms | (rule.exec.empty() ? FilePerms{0} : FilePerms{file_perm::exec});
  use.never_asked = granted & static_cast<FilePerms>(~names.asked);
  use.only_owned = names.all_owned && use.rule->rule.prefix.ownership == policy::Ownership::any;
  // One name says nothing of others, and a variable is there for hosts that are not in the log.
  const bool variable = rule.path.find("@{") != std::string::npos;
  if (names.paths.size() < 2 || names.paths.begin()->empty() || rule.bare || variable ||
      use.cost < worth_narrowing)
    return;
  policy::Rule narrower = use.rule->rule;
  auto& file = std::get<FileRule>(narrower.body);
  file.path = pattern_of(names.paths);
  if (extra_cost(narrower, severities.of(narrower)) < much_narrower * use.cost &&
      holds(setup, rule.path, file.path))
    use.narrower = policy::to_text(narrower);
}

}  // namespace

std::vector<RuleUse> rule_uses(const ReplayedProfile& replayed) {
  std::vector<RuleUse> out;
  Severities severities;
  if (replayed.profile == nullptr || replayed.profile->matcher == nullptr) return out;
  std::unordered_map<const ResolvedRule*, std::size_t> index;
  for (const ResolvedRule& rule : replayed.profile->rules) {
    if (rule.from_include || !index.emplace(&rule, out.size()).second) continue;
    RuleUse use;
    use.rule = &rule;
    use.severity = severities.of(rule.rule);
    use.cost = extra_cost(rule.rule, use.severity);
    out.push_back(std::move(use));
  }
  std::vector<Names> names(out.size());
  for (const Replayed& access : replayed.accesses)
    for (const ResolvedRule* rule : access.by) {
      const auto found = index.find(rule);
      if (found == index.end()) continue;
      RuleUse& use = out[found->second];
      ++use.accesses;
      use.count += access.seen.total();
      use.last_us = std::max(use.last_us, access.seen.last_us);
      note_access(names[found->second], access.key.access);
    }
  for (std::size_t i = 0; i < out.size(); ++i) {
    RuleUse& use = out[i];
    if (use.accesses == 0) continue;
    use.names = names[i].paths.size();
    for (const std::string_view path : names[i].paths) {
      if (use.some.size() == RuleUse::most_names) break;
      use.some.emplace_back(path);
    }
    const auto* file = std::get_if<FileRule>(&use.rule->rule.body);
    if (file != nullptr && names[i].all_files &&
        use.rule->rule.prefix.decision != policy::Decision::deny)
      judge_file_rule(use, *file, names[i], replayed.profile->matcher->setup(), severities);
  }
  return out;
}

}  // namespace profgen::inline v0::suggest
