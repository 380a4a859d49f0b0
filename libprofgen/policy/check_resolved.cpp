#include "policy/check_resolved.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.hpp"
#include "policy/aare_exact.hpp"
#include "policy/aare_sets.hpp"
#include "policy/findings.hpp"
#include "policy/rule_patterns.hpp"
#include "policy/transition.hpp"

namespace profgen::inline v0::policy {
namespace {

struct ExecRule {
  const ResolvedRule* rule = nullptr;
  Transition transition;
  int priority = 0;
  Ownership ownership = Ownership::any;
  bool prompt = false;  // such rules are a policy of their own
  bool exact = false;
};
struct ChangeRule {
  const ResolvedRule* rule = nullptr;
  std::string exec, target;  // variables looked through
  bool exact = false;
};
using Conflict = std::pair<const ExecRule*, const ExecRule*>;

// Among the rules for one program the highest priority counts, then those without wildcards.
const ExecRule* decisive(const std::vector<const ExecRule*>& rules) {
  return *std::max_element(rules.begin(), rules.end(), [](const ExecRule* a, const ExecRule* b) {
    return std::tie(a->priority, a->exact) < std::tie(b->priority, b->exact);
  });
}

std::optional<Conflict> conflict_among(const std::vector<ExecRule>& rules,
                                       const std::vector<std::uint32_t>& ids) {
  constexpr std::pair<Ownership, bool> views[] = {{Ownership::other, false},
                                                  {Ownership::owner, false},
                                                  {Ownership::other, true},
                                                  {Ownership::owner, true}};
  for (const auto& [not_seen, prompt] : views) {
    std::vector<const ExecRule*> here;
    for (const std::uint32_t id : ids)
      if (rules[id].ownership != not_seen && rules[id].prompt == prompt) here.push_back(&rules[id]);
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
    for (const ResolvedProfile& resolved : profiles) {
      const Profile& profile = resolved.profile;
      check_name(resolved);
      Expander expander({resolved.environment, profile.name, profile.attachment});
      check_header(resolved);
      check_patterns(profile, expander);
      check_change_profile(profile, expander);
      check_exec(profile, expander);
    }
  }

 private:
  void error(const Location& where, std::string id, std::string message, std::string hint = {}) {
    if (const SourceFile* file = library_.known(where.file))
      add_error(diagnostics_, *file->tree.source, where.span.begin, std::move(id),
                std::move(message), std::move(hint));
  }

  // The compiler compares names as they are declared; the kernel replaces a profile by a later one
  // of the same full name.
  void check_name(const ResolvedProfile& resolved) {
    const Profile& profile = resolved.profile;
    const auto [declared, first_declared] = declared_.emplace(resolved.declared_as, &profile.where);
    const auto [named, first_named] =
        named_.emplace(std::pair{profile.name_space, profile.name}, &profile.where);
    if (first_declared && first_named) return;
    const Location* first = first_declared ? named->second : declared->second;
    const std::string message = "the profile " + text::printable(profile.name) +
                                " stands in line " + std::to_string(first->at.line) + " already";
    const SourceFile* file = library_.known(profile.where.file);
    if (file == nullptr) return;
    const auto offset = profile.where.span.begin;
    if (first_declared)
      add_warning(diagnostics_, *file->tree.source, offset, "duplicate-profile", message);
    else
      add_error(diagnostics_, *file->tree.source, offset, "duplicate-profile", message);
  }

  // Variables of the header: @{profile_name} and its like mean nothing there yet.
  void check_header(const ResolvedProfile& resolved) {
    const Profile& profile = resolved.profile;
    Expander expander({resolved.environment, {}, {}});
    const auto expanded = [&](std::string_view value) {
      auto pattern = value.find("@{") == std::string_view::npos ? std::string(value)
                                                                : expander.expand_path(value);
      if (!pattern) error(profile.where, expander.problem().id, expander.problem().message);
      return pattern;
    };
    if (const auto pattern = expanded(profile.attachment))
      if (const auto wrong = aare_error(*pattern))
        error(profile.where, "value",
              "the attachment is `" + text::printable(*pattern) + "`: " + wrong->message);
    for (const std::string_view flag : profile.flags)
      for (const std::string_view key : {"attach_disconnected.path=", "attach_disconnected.ipc="}) {
        if (flag.substr(0, key.size()) != key) continue;
        const auto path = expanded(flag.substr(key.size()));
        if (path && path->substr(0, 1) != "/")
          error(profile.where, "value",
                std::string(key.substr(0, key.size() - 1)) + " is one path, not `" +
                    text::printable(*path) + "`");
      }
  }

  // A pattern may be whole as it is written and broken by the values of its variables.
  void check_patterns(const Profile& profile, Expander& expander) {
    for (const ResolvedRule& resolved : profile.rules) {
      check_addresses(resolved, expander);
      for (const std::string_view pattern : rule_patterns(resolved.rule)) {
        if (pattern.find("@{") == std::string_view::npos) continue;
        const auto expanded = expander.expand_path(pattern);
        const auto wrong = expanded ? aare_error(*expanded) : std::nullopt;
        if (wrong)
          error(resolved.where, "value",
                "with its variables the pattern is `" + text::printable(*expanded, 80) +
                    "`: " + wrong->message);
      }
    }
  }

  // The compiler takes the first byte off an address: off the brace of several values.
  void check_addresses(const ResolvedRule& resolved, Expander& expander) {
    const auto* rule = std::get_if<UnixRule>(&resolved.rule.body);
    if (rule == nullptr) return;
    for (const auto* conditions : {&rule->local, &rule->peer})
      for (const Condition& condition : *conditions) {
        if (condition.key != "addr" || condition.values.empty()) continue;
        const std::string& address = condition.values.front();
        if (address.substr(0, 2) != "@{") continue;
        const auto expanded = expander.expand(address);
        if (expanded && expanded->substr(0, 1) == "{")
          error(resolved.where, "value",
                "addr= begins with a variable of several values, which the compiler cannot read: "
                "write `" +
                    text::printable(address) + "` as several rules");
      }
  }

  // `unsafe` for a program and a target contradicts every other rule for both.
  void check_change_profile(const Profile& profile, Expander& expander) {
    std::vector<ChangeRule> rules[2];  // unsafe: second
    for (const ResolvedRule& resolved : profile.rules) {
      const auto* rule = std::get_if<ChangeProfileRule>(&resolved.rule.body);
      if (rule == nullptr || rule->exec.empty() || resolved.rule.prefix.decision == Decision::deny)
        continue;
      auto exec = expander.expand_path(rule->exec);
      auto target = expander.expand(rule->target.empty() ? "**" : std::string_view(rule->target));
      if (!exec || !target) continue;
      const bool exact = aare_exact(*exec) && aare_exact(*target);
      rules[rule->environment == ExecEnvironment::unsafe].push_back(
          {&resolved, std::move(*exec), std::move(*target), exact});
    }
    for (const ChangeRule& unsafe : rules[1])
      for (const ChangeRule& other : rules[0])
        if (unsafe.exact == other.exact && aare_overlaps(unsafe.exec, other.exec) == true &&
            aare_overlaps(unsafe.target, other.target) == true)
          return told_twice(*other.rule, *unsafe.rule,
                            " treat the environment of one program differently");
  }

  // At the profile's own rule, at the later one of two.
  void told_twice(const ResolvedRule& a, const ResolvedRule& b, const std::string& what,
                  std::string hint = {}) {
    const bool swap =
        std::tuple(!a.from_include, a.where.at) > std::tuple(!b.from_include, b.where.at);
    const Location& one = (swap ? b : a).where;
    const Location& other = (swap ? a : b).where;
    error(other, "exec-conflict",
          "this rule and the one in " + text::printable(one.file) + ":" +
              std::to_string(one.at.line) + what,
          std::move(hint));
  }

  void check_exec(const Profile& profile, Expander& expander) {
    std::vector<ExecRule> rules;
    AareProgram program;
    bool differ = false;
    for (const ResolvedRule& resolved : profile.rules) {
      const auto* file = std::get_if<FileRule>(&resolved.rule.body);
      if (file == nullptr || (file->exec.empty() && !file->bare)) continue;
      // In an allow rule a bare x stands with `unsafe`, which makes an exec permission of it.
      if (file->exec == "x" && file->environment != ExecEnvironment::unsafe) continue;
      if (resolved.rule.prefix.decision == Decision::deny) {
        if (file->bare) continue;
        error(resolved.where, "permissions",
              "a rule with an exec permission is included into a deny block");
        continue;
      }
      ExecRule rule;
      rule.rule = &resolved;
      rule.transition = transition_of(*file);
      rule.priority = resolved.rule.prefix.priority.value_or(0);
      rule.ownership = resolved.rule.prefix.ownership;
      rule.prompt = resolved.rule.prefix.decision == Decision::prompt;
      differ = differ || (!rules.empty() && rules.front().transition != rule.transition);
      rules.push_back(std::move(rule));
    }
    if (!differ) return;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const auto& file = std::get<FileRule>(rules[i].rule->rule.body);
      const auto pattern =
          file.bare ? std::optional<std::string>("/{**,}") : expander.expand_path(file.path);
      if (!pattern || program.add(*pattern, static_cast<std::uint32_t>(i))) continue;
      rules[i].exact = aare_exact(*pattern);
    }
    std::optional<Conflict> conflict;
    const auto text = aare_find(program, [&](const std::vector<std::uint32_t>& ids) {
      conflict = conflict_among(rules, ids);
      return conflict.has_value();
    });
    if (!text || !conflict) return;
    told_twice(*conflict->first->rule, *conflict->second->rule,
               " execute `" + text::printable(*text) + "` in two different ways",
               "a rule without wildcards, or with a higher priority, would decide");
  }

  const Library& library_;
  std::vector<Diagnostic>& diagnostics_;
  std::map<std::string, const Location*> declared_;
  std::map<std::pair<std::string, std::string>, const Location*> named_;
};

}  // namespace

void check_resolved(const Library& library, const std::vector<ResolvedProfile>& profiles,
                    std::vector<Diagnostic>& diagnostics) {
  ResolvedCheck(library, diagnostics).check(profiles);
}

}  // namespace profgen::inline v0::policy
