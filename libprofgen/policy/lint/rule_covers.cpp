#include "policy/lint/rule_covers.hpp"

#include <algorithm>
#include <set>

#include "grammar/vocabulary.hpp"
#include "policy/aare.hpp"
#include "policy/aare_once.hpp"
#include "policy/aare_sets.hpp"
#include "policy/transition.hpp"

namespace profgen::inline v0::policy {
namespace {

// States looked at for one pair of patterns.
constexpr std::size_t pair_limit = 300;

bool holds(std::string_view outer, std::string_view inner) {
  return outer.empty() || outer == inner;
}
// 0: every permission.
bool holds(std::uint32_t outer, std::uint32_t inner) {
  return outer == 0 || (inner != 0 && (inner & ~outer) == 0);
}
template <typename T>
bool holds_each(const std::vector<T>& outer, const std::vector<T>& inner) {
  return std::all_of(outer.begin(), outer.end(), [&](const T& one) {
    return std::find(inner.begin(), inner.end(), one) != inner.end();
  });
}
// A list of names; empty: all.
bool holds_names(const std::vector<std::string>& outer, const std::vector<std::string>& inner) {
  return outer.empty() || (!inner.empty() && holds_each(inner, outer));
}

bool body_holds(const CapabilityRule& a, const CapabilityRule& b) {
  return holds_names(a.names, b.names);
}
bool body_holds(const NetworkRule& a, const NetworkRule& b) {
  return holds(a.perms, b.perms) && holds(a.domain, b.domain) && holds(a.type, b.type) &&
         holds(a.protocol, b.protocol) && holds_each(a.local, b.local) &&
         holds_each(a.peer, b.peer);
}
bool body_holds(const UnixRule& a, const UnixRule& b) {
  return holds(a.perms, b.perms) && holds_each(a.local, b.local) && holds_each(a.peer, b.peer);
}
bool body_holds(const DbusRule& a, const DbusRule& b) {
  // Without permissions `eavesdrop` is not meant.
  const std::uint32_t eavesdrop = grammar::bits_of(grammar::dbus_permissions, "eavesdrop");
  return holds(a.perms, b.perms) && (b.perms & eavesdrop & ~a.perms) == 0 &&
         holds_each(a.local, b.local) && holds_each(a.peer, b.peer);
}
bool body_holds(const SignalRule& a, const SignalRule& b) {
  return holds(a.perms, b.perms) && holds_names(a.set, b.set) &&
         (a.peer.empty() || a.peer == b.peer);
}
bool body_holds(const PtraceRule& a, const PtraceRule& b) {
  return holds(a.perms, b.perms) && (a.peer.empty() || a.peer == b.peer);
}
bool body_holds(const ChangeProfileRule& a, const ChangeProfileRule& b) {
  return a.environment == b.environment && holds(a.exec, b.exec) && holds(a.target, b.target);
}
bool body_holds(const MountRule& a, const MountRule& b) {
  return a.kind == b.kind && a.conditions.empty() && a.source.empty() && a.mountpoint.empty() &&
         b != a;
}
// Of other kinds only an equal rule is known to say the same.
template <typename Body>
bool body_holds(const Body& a, const Body& b) {
  return a == b;
}

bool file_holds(LintContext& context, const ComparedRule& outer, const ComparedRule& inner,
                bool denies) {
  const auto& a = std::get<FileRule>(outer.rule->rule.body);
  const auto& b = std::get<FileRule>(inner.rule->rule.body);
  if ((inner.perms & ~outer.perms) != 0) return false;
  if (denies ? !b.exec.empty() && a.exec.empty()
             : !b.exec.empty() &&
                   (a.exec != b.exec || a.target != b.target || a.environment != b.environment))
    return false;
  // What a link may lead to is more than this compares.
  if (!denies && (b.perms & file_perm::link) != 0 && (a.target != b.target || a.subset != b.subset))
    return false;
  if (outer.literal) return inner.literal && outer.pattern == inner.pattern;
  if (outer.pattern == inner.pattern) return true;
  return context.may_ask() &&
         aare_covers({outer.pattern}, inner.pattern, pair_limit).value_or(false);
}

// What some text of the pattern begins with: of a group its first alternative is taken.
std::string some_beginning(std::string_view pattern) {
  std::string out;
  unsigned groups = 0;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == '*' || c == '?' || c == '[' || c == '\\') break;
    if (c == '{') {
      ++groups;
    } else if (c == '}' && groups != 0) {
      --groups;
    } else if (c == ',' && groups != 0) {
      // The other alternatives, with the groups in them.
      unsigned deeper = 0;
      for (++at; at < pattern.size() && (deeper != 0 || pattern[at] != '}'); ++at) {
        if (pattern[at] == '\\')
          ++at;
        else if (pattern[at] == '{')
          ++deeper;
        else if (pattern[at] == '}')
          --deeper;
      }
      --groups;
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

bool says_all_of(LintContext& context, const ComparedRule& outer, const ComparedRule& inner,
                 bool denies) {
  const RuleBody& a = outer.rule->rule.body;
  const RuleBody& b = inner.rule->rule.body;
  if (a.index() != b.index()) return false;
  if (std::holds_alternative<FileRule>(a)) return file_holds(context, outer, inner, denies);
  return std::visit(
      [&](const auto& body) { return body_holds(body, std::get<std::decay_t<decltype(body)>>(b)); },
      a);
}

ComparedRules::ComparedRules(LintContext& context, const LintProfile& profile) {
  if (profile.resolved == nullptr) return;
  // Most rules of the includes begin otherwise than any rule of the profile: they are not looked
  // at further. With many own rules asking would take longer than it saves.
  constexpr std::size_t most_beginnings = 500;
  std::set<std::string> beginnings;
  const auto may_matter = [&](std::string_view begin) {
    return beginnings.size() > most_beginnings ||
           std::any_of(beginnings.begin(), beginnings.end(),
                       [&](const std::string& one) { return prefixes_meet(one, begin); });
  };
  // The profile's own rules come first in the list.
  for (const ResolvedRule& resolved : profile.resolved->profile.rules) {
    ComparedRule compared;
    compared.rule = &resolved;
    const auto id = static_cast<std::uint32_t>(rules.size());
    if (const auto* file = std::get_if<FileRule>(&resolved.rule.body)) {
      const std::string_view path = file->path;
      if (resolved.from_include && !may_matter(path.substr(0, path.find_first_of("@*?[{\\"))))
        continue;
      auto pattern = file->bare ? std::nullopt : context.expand_path(&profile, path);
      if (!pattern || (resolved.from_include && !may_matter(literal_prefix(*pattern)))) continue;
      if (paths_.add(*pattern, id)) continue;
      if (!resolved.from_include) beginnings.insert(some_beginning(*pattern));
      compared.pattern = std::move(*pattern);
      compared.literal = literal_prefix(compared.pattern).size() == compared.pattern.size();
      compared.perms = file->perms | implied_perms(file->exec);
      if ((compared.perms & file_perm::write) != 0) compared.perms |= file_perm::append;
    } else {
      by_kind_[resolved.rule.body.index()].push_back(id);
    }
    rules.push_back(std::move(compared));
  }
}

const std::vector<const ComparedRule*>& ComparedRules::candidates(const ComparedRule& inner) const {
  const auto [known, added] = found_.try_emplace(&inner);
  if (added) known->second = find(inner);
  return known->second;
}

std::vector<const ComparedRule*> ComparedRules::find(const ComparedRule& inner) const {
  std::vector<std::uint32_t> ids;
  if (inner.pattern.empty()) {
    const auto found = by_kind_.find(inner.rule->rule.body.index());
    if (found != by_kind_.end()) ids = found->second;
  } else if (inner.literal) {
    paths_.match(inner.pattern, ids);
  } else if (const auto sample = aare_sample(inner.pattern)) {
    // What covers all texts of a pattern matches any one of them.
    paths_.match(*sample, ids);
  }
  std::vector<const ComparedRule*> out;
  out.reserve(ids.size());
  for (const std::uint32_t id : ids) out.push_back(&rules[id]);
  return out;
}

}  // namespace profgen::inline v0::policy
