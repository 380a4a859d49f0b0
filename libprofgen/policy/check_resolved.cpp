#include "policy/check_resolved.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.hpp"
#include "policy/aare_sets.hpp"

namespace profgen::policy {
namespace {

// Two rules with equal transitions are never in conflict.
struct Transition {
  std::string kind;       // "px", "cix", …: lower case
  bool scrubbed = false;  // the environment is
  std::string target;
  friend bool operator==(const Transition&, const Transition&) = default;
};

struct ExecRule {
  const ResolvedRule* rule = nullptr;
  Transition transition;
  int priority = 0;
  Ownership ownership = Ownership::any;
  bool exact = false;
};
using Conflict = std::pair<const ExecRule*, const ExecRule*>;

Transition transition_of(const FileRule& rule) {
  Transition result;
  for (const char c : rule.exec) {
    const bool upper = c >= 'A' && c <= 'Z';
    // `i` may be written either way and says nothing about the environment.
    result.scrubbed = result.scrubbed || (upper && c != 'I' && c != 'X');
    result.kind += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (rule.environment != ExecEnvironment::unstated)
    result.scrubbed = rule.environment == ExecEnvironment::safe;
  result.target = rule.target;
  return result;
}

// Among the rules for one program the highest priority counts, then those without wildcards.
const ExecRule* decisive(const std::vector<const ExecRule*>& rules) {
  return *std::max_element(rules.begin(), rules.end(), [](const ExecRule* a, const ExecRule* b) {
    return std::tie(a->priority, a->exact) < std::tie(b->priority, b->exact);
  });
}

std::optional<Conflict> conflict_among(const std::vector<ExecRule>& rules,
                                       const std::vector<std::uint32_t>& ids) {
  for (const Ownership not_seen : {Ownership::other, Ownership::owner}) {
    std::vector<const ExecRule*> here;
    for (const std::uint32_t id : ids)
      if (rules[id].ownership != not_seen) here.push_back(&rules[id]);
    if (here.size() < 2) continue;
    const ExecRule* first = decisive(here);
    for (const ExecRule* other : here)
      if (other->priority == first->priority && other->exact == first->exact &&
          other->transition != first->transition)
        return Conflict{first, other};
  }
  return std::nullopt;
}

class ResolvedCheck {
 public:
  ResolvedCheck(const Library& library, std::vector<Diagnostic>& diagnostics)
      : library_(library), diagnostics_(diagnostics) {}

  void check(const std::vector<ResolvedProfile>& profiles) {
    std::map<std::pair<std::string, std::string>, const Location*> seen;
    for (const ResolvedProfile& resolved : profiles) {
      const Profile& profile = resolved.profile;
      const auto [first, added] =
          seen.emplace(std::pair{profile.name_space, profile.name}, &profile.where);
      if (!added)
        error(profile.where, "duplicate-profile",
              "the profile " + text::printable(profile.name) + " stands in line " +
                  std::to_string(first->second->at.line) + " already");
      Expander expander({resolved.environment, profile.name, profile.attachment});
      check_paths(profile, expander);
      check_change_profile(profile);
      check_exec(profile, expander);
    }
  }

 private:
  void error(const Location& where, std::string id, std::string message, std::string hint = {}) {
    if (const SourceFile* file = library_.known(where.file))
      diagnostics_.push_back(diagnose(*file->tree.source, where.span.begin, Severity::error,
                                      std::move(id), std::move(message), std::move(hint)));
  }

  // Of a value that begins with a variable only its resolved form shows whether it is a path.
  void check_path(const Profile& profile, std::string_view what, std::string_view value,
                  Expander& expander) {
    if (value.substr(0, 2) != "@{") return;
    const auto pattern = expander.expand_path(value);
    if (!pattern) return error(profile.where, expander.problem().id, expander.problem().message);
    if (aare_covers({"/{**,}"}, *pattern) == false)
      error(profile.where, "attachment",
            std::string(what) + " is a path, but not every value of `" + text::printable(value) +
                "` begins with `/`");
  }

  void check_paths(const Profile& profile, Expander& expander) {
    check_path(profile, "an attachment", profile.attachment, expander);
    for (const std::string_view flag : profile.flags)
      for (const std::string_view key : {"attach_disconnected.path=", "attach_disconnected.ipc="})
        if (flag.substr(0, key.size()) == key)
          check_path(profile, key.substr(0, key.size() - 1), flag.substr(key.size()), expander);
  }

  // `safe` and `unsafe` for one program contradict each other.
  void check_change_profile(const Profile& profile) {
    std::map<std::string, const ResolvedRule*> seen;
    for (const ResolvedRule& resolved : profile.rules) {
      const auto* rule = std::get_if<ChangeProfileRule>(&resolved.rule.body);
      if (rule == nullptr || rule->exec.empty() || rule->environment == ExecEnvironment::unstated)
        continue;
      const auto [first, added] = seen.emplace(rule->exec, &resolved);
      if (!added &&
          std::get<ChangeProfileRule>(first->second->rule.body).environment != rule->environment)
        error(resolved.where, "exec-conflict",
              "this rule and the one in line " + std::to_string(first->second->where.at.line) +
                  " treat the environment of `" + text::printable(rule->exec) + "` differently");
    }
  }

  void check_exec(const Profile& profile, Expander& expander) {
    std::vector<ExecRule> rules;
    AareProgram program;
    bool differ = false;
    for (const ResolvedRule& resolved : profile.rules) {
      const auto* file = std::get_if<FileRule>(&resolved.rule.body);
      if (file == nullptr || file->exec.empty() || file->exec == "x" || file->bare) continue;
      ExecRule rule;
      rule.rule = &resolved;
      rule.transition = transition_of(*file);
      rule.priority = resolved.rule.prefix.priority.value_or(0);
      rule.ownership = resolved.rule.prefix.ownership;
      differ = differ || (!rules.empty() && rules.front().transition != rule.transition);
      rules.push_back(std::move(rule));
    }
    if (!differ) return;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const auto& file = std::get<FileRule>(rules[i].rule->rule.body);
      const auto pattern = expander.expand_path(file.path);
      if (!pattern || program.add(*pattern, static_cast<std::uint32_t>(i))) continue;
      rules[i].exact = aare_literal(*pattern).has_value();
    }
    std::optional<Conflict> conflict;
    const auto text = aare_find(program, [&](const std::vector<std::uint32_t>& ids) {
      conflict = conflict_among(rules, ids);
      return conflict.has_value();
    });
    if (!text || !conflict) return;
    const ResolvedRule* one = conflict->first->rule;
    const ResolvedRule* other = conflict->second->rule;
    // Told at the profile's own rule, at the later one of two.
    if (std::tuple(!one->from_include, one->where.at) >
        std::tuple(!other->from_include, other->where.at))
      std::swap(one, other);
    error(other->where, "exec-conflict",
          "this rule and the one in " + text::printable(one->where.file) + ":" +
              std::to_string(one->where.at.line) + " execute `" + text::printable(*text) +
              "` in two different ways",
          "a rule without wildcards, or with a higher priority, would decide");
  }

  const Library& library_;
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace

void check_resolved(const Library& library, const std::vector<ResolvedProfile>& profiles,
                    std::vector<Diagnostic>& diagnostics) {
  ResolvedCheck(library, diagnostics).check(profiles);
}

}  // namespace profgen::policy
