#include "suggest/guard_match.hpp"

#include <algorithm>

#include "suggest/pattern.hpp"

namespace profgen::suggest {
namespace {

std::string without_comma(std::string text) {
  if (!text.empty() && text.back() == ',') text.pop_back();
  return text;
}

bool is_path(std::string_view pattern) {
  return !pattern.empty() &&
         (pattern.front() == '/' || pattern.front() == '@' || pattern.front() == '{');
}

bool is_keyword(std::string_view pattern, const policy::Rule& rule) {
  return pattern == policy::keyword_of(rule);
}

}  // namespace

bool matches_text(std::string_view pattern, std::string_view text) {
  if (is_path(pattern)) return overlap(compile_pattern(pattern), literal(text));
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

bool matches_candidate(std::string_view pattern, const Candidate& candidate) {
  if (pattern.empty() || is_path(pattern)) return pattern.empty();
  return std::any_of(candidate.rules.begin(), candidate.rules.end(), [&](const policy::Rule& rule) {
    return is_keyword(pattern, rule) || matches_text(pattern, without_comma(policy::to_text(rule)));
  });
}

Share concerns(std::string_view pattern, const Proposal& proposal) {
  if (pattern.empty()) return Share::all;
  if (is_path(pattern)) {
    std::size_t fits = 0;
    for (const auto& entry : proposal.evidence) {
      const std::string* path = path_of(entry.first.access);
      if (path != nullptr && matches_text(pattern, *path)) ++fits;
    }
    return fits == 0 ? Share::none : fits == proposal.evidence.size() ? Share::all : Share::some;
  }
  const bool fits = std::any_of(
      proposal.candidates.begin(), proposal.candidates.end(), [&](const Candidate& candidate) {
        return candidate.kind == CandidateKind::literal && matches_candidate(pattern, candidate);
      });
  return fits ? Share::all : Share::none;
}

}  // namespace profgen::suggest
