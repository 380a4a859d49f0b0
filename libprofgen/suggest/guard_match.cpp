#include "suggest/guard_match.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"
#include "suggest/pattern.hpp"

namespace profgen::suggest {
namespace {

std::string without_comma(std::string text) {
  if (!text.empty() && text.back() == ',') text.pop_back();
  return text;
}

bool is_path(std::string_view pattern) {
  return !pattern.empty() && (pattern.front() == '/' || pattern.front() == '@');
}

// "/etc/shadow rw": the letters behind the last blank say which permissions are meant.
struct PathEntry {
  std::string_view pattern;
  std::string_view perms;  // empty: any
};
PathEntry split_entry(std::string_view entry) {
  const std::size_t blank = entry.rfind(' ');
  if (blank == std::string_view::npos) return {entry, {}};
  const std::string_view tail = entry.substr(blank + 1);
  const bool letters = !tail.empty() && tail.find_first_not_of("mrwalkx") == std::string_view::npos;
  return letters ? PathEntry{text::trim(entry.substr(0, blank)), tail} : PathEntry{entry, {}};
}

bool wants(std::string_view letters, FilePerms perms, bool exec) {
  if (letters.empty()) return true;
  static constexpr std::string_view order = "mrwalkx";
  FilePerms all = exec ? static_cast<FilePerms>(perms | file_perm::exec) : perms;
  // Who may not write may not append either.
  if ((all & file_perm::append) != 0) all |= file_perm::write;
  return std::any_of(letters.begin(), letters.end(),
                     [&](char c) { return (all & (1u << order.find(c))) != 0; });
}

// "/**.key" is about names. A rule that ends in a star names nothing of the kind: read strictly,
// `/etc/ssl/certs/**` of nameservice would fall under it.
bool misses_name(std::string_view entry, std::string_view granted) {
  return entry.substr(0, 3) == "/**" && entry.size() > 3 && ends_open(granted);
}

std::string never_path(const Guard& guard, const std::string& pattern, FilePerms perms, bool exec) {
  const std::string_view head = literal_head(pattern);
  std::optional<Pattern> granted;  // compiled only where the beginnings agree
  for (const std::string& entry : guard.never_paths) {
    const PathEntry parts = split_entry(entry);
    const std::string_view never_head = literal_head(parts.pattern);
    const std::size_t both = std::min(head.size(), never_head.size());
    if (head.substr(0, both) != never_head.substr(0, both) || !wants(parts.perms, perms, exec) ||
        misses_name(parts.pattern, pattern))
      continue;
    if (!granted) granted = compile_pattern(pattern);
    if (overlap(*granted, compile_pattern(parts.pattern))) return fmt::format("never: {}", entry);
  }
  return {};
}

struct Forbidden {
  const Guard& guard;

  template <typename Other>
  std::string operator()(const Other&) const {
    return {};
  }
  std::string operator()(const policy::FileRule& rule) const {
    if (rule.exec.find_first_of("uU") != std::string::npos) return "never: programs unconfined";
    return never_path(guard, rule.bare ? std::string("/**") : rule.path, rule.perms,
                      !rule.exec.empty());
  }
  // A link is a second name: what it points to is granted under it.
  std::string operator()(const policy::LinkRule& rule) const {
    std::string why = never_path(guard, rule.link, file_perm::link | file_perm::write, false);
    if (!why.empty()) return why;
    return never_path(guard, rule.target, file_perm::link | file_perm::read, false);
  }
  std::string operator()(const policy::CapabilityRule& rule) const {
    if (rule.names.empty() && !guard.never_capabilities.empty()) return "never: all capabilities";
    for (const std::string& name : rule.names)
      for (const std::string& never : guard.never_capabilities)
        if (matches_text(never, name)) return fmt::format("never: capability {}", name);
    return {};
  }
  std::string operator()(const policy::AllRule&) const { return "never: everything"; }
  std::string operator()(const policy::ChangeProfileRule& rule) const {
    const bool out =
        rule.target.empty() || overlap(compile_pattern(rule.target), literal("unconfined"));
    return out ? "never: out of confinement" : std::string();
  }
  std::string operator()(const policy::PtraceRule& rule) const {
    const auto trace = grammar::bits_of(grammar::ptrace_permissions, "trace");
    const bool any = rule.peer.empty();
    return any && (rule.perms == 0 || (rule.perms & trace) != 0) ? "never: trace anything"
                                                                 : std::string();
  }
};

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

bool matches_candidate(std::string_view pattern, const Candidate& candidate) {
  if (pattern.empty() || is_path(pattern)) return pattern.empty();
  return std::any_of(candidate.rules.begin(), candidate.rules.end(), [&](const policy::Rule& rule) {
    return is_keyword(pattern, rule) || matches_text(pattern, without_comma(policy::to_text(rule)));
  });
}

bool concerns(std::string_view pattern, const Proposal& proposal) {
  if (pattern.empty()) return true;
  if (is_path(pattern)) {
    return std::any_of(proposal.evidence.begin(), proposal.evidence.end(), [&](const auto& entry) {
      const Access& access = entry.first.access;
      if (const auto* file = std::get_if<FileAccess>(&access))
        return matches_text(pattern, file->path);
      if (const auto* exec = std::get_if<ExecAccess>(&access))
        return matches_text(pattern, exec->path);
      const auto* link = std::get_if<LinkAccess>(&access);
      return link != nullptr && matches_text(pattern, link->link);
    });
  }
  return std::any_of(
      proposal.candidates.begin(), proposal.candidates.end(), [&](const Candidate& candidate) {
        return candidate.kind == CandidateKind::literal && matches_candidate(pattern, candidate);
      });
}

std::string forbidden(const Guard& guard, const policy::Rule& rule) {
  if (rule.prefix.decision == policy::Decision::deny) return {};
  return std::visit(Forbidden{guard}, rule.body);
}

}  // namespace profgen::suggest
