#include "suggest/guard_match.hpp"

#include <algorithm>

#include "suggest/pattern.hpp"
#include "suggest/rule_overlap.hpp"

namespace profgen::inline v0::suggest {
namespace {

std::string without_comma(std::string text) {
  if (!text.empty() && text.back() == ',') text.pop_back();
  return text;
}

bool reads_as(const GuardEntry& entry, const policy::Rule& rule) {
  return entry.text == policy::keyword_of(rule) ||
         matches_text(entry.text, without_comma(policy::to_text(rule)));
}

// The path of a file rule, or the new name of a link.
const std::string* path_of(const policy::Rule& rule) {
  if (const auto* file = std::get_if<policy::FileRule>(&rule.body)) return &file->path;
  if (const auto* link = std::get_if<policy::LinkRule>(&rule.body)) return &link->link;
  return nullptr;
}

policy::Rule reading(std::string pattern) {
  policy::FileRule rule;
  rule.path = std::move(pattern);
  rule.perms = file_perm::read;
  return {{}, rule};
}

bool is_within(const GuardEntry& entry, const policy::Rule& rule) {
  if (!is_path_pattern(entry.text))
    return reads_as(entry, rule) || (entry.rule && contains(*entry.rule, rule));
  const std::string* path = path_of(rule);
  return path != nullptr && contains(reading(entry.text), reading(*path));
}

bool is_touched(const GuardEntry& entry, const policy::Rule& rule) {
  if (!is_path_pattern(entry.text))
    return reads_as(entry, rule) || (entry.rule && overlap(*entry.rule, rule));
  const std::string* path = path_of(rule);
  if (path == nullptr) return false;
  return overlap(compile_pattern(entry.text), compile_pattern(path->empty() ? "/**" : *path));
}

Share share(std::size_t fits, std::size_t all) {
  return fits == 0 ? Share::none : fits == all ? Share::all : Share::some;
}

}  // namespace

bool is_path_pattern(std::string_view pattern) {
  return !pattern.empty() &&
         (pattern.front() == '/' || pattern.front() == '@' || pattern.front() == '{');
}

bool matches_text(std::string_view pattern, std::string_view text) {
  if (is_path_pattern(pattern)) return overlap(compile_pattern(pattern), literal(text));
  // Rule text has slashes of its own, which a plain `*` shall not stop at.
  std::string wide;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    wide += pattern[i];
    if (pattern[i] != '*') continue;
    wide += '*';
    if (pattern.substr(i, 2) == "**") ++i;
  }
  return overlap(compile_pattern(wide), literal(text));
}

const std::string* path_of(const Access& access) {
  if (const auto* file = std::get_if<FileAccess>(&access)) return &file->path;
  if (const auto* exec = std::get_if<ExecAccess>(&access)) return &exec->path;
  if (const auto* link = std::get_if<LinkAccess>(&access)) return &link->link;
  return nullptr;
}

Share concerns(const GuardEntry& entry, const Proposal& proposal) {
  if (entry.text.empty()) return Share::all;
  if (is_path_pattern(entry.text)) {
    const auto fits =
        std::count_if(proposal.evidence.begin(), proposal.evidence.end(), [&](const auto& one) {
          const std::string* path = path_of(one.first.access);
          return path != nullptr && matches_text(entry.text, *path);
        });
    return share(static_cast<std::size_t>(fits), proposal.evidence.size());
  }
  std::size_t fits = 0;
  std::size_t all = 0;
  for (const Candidate& candidate : proposal.candidates) {
    if (candidate.kind != CandidateKind::literal) continue;
    for (const policy::Rule& rule : candidate.rules) {
      ++all;
      if (is_within(entry, rule)) ++fits;
    }
  }
  return share(fits, all);
}

bool within(const GuardEntry& entry, const Candidate& candidate) {
  if (entry.text.empty()) return true;
  return !candidate.rules.empty() &&
         std::all_of(candidate.rules.begin(), candidate.rules.end(),
                     [&](const policy::Rule& rule) { return is_within(entry, rule); });
}

bool touches(const GuardEntry& entry, const Candidate& candidate) {
  if (entry.text.empty()) return true;
  return std::any_of(candidate.rules.begin(), candidate.rules.end(),
                     [&](const policy::Rule& rule) { return is_touched(entry, rule); });
}

}  // namespace profgen::inline v0::suggest
