#include "suggest/beyond.hpp"

#include <algorithm>
#include <optional>

#include "policy/aare_sets.hpp"
#include "suggest/pattern.hpp"
#include "suggest/reach.hpp"

namespace profgen::inline v0::suggest {
namespace {

constexpr std::size_t most_rules = 3;
constexpr std::size_t most_names = 2;
// States of an automaton: a pattern that needs more gives no example.
constexpr std::size_t most_states = 2000;
// Names of the evidence that an example is held against; a pattern learnt from more of them has
// others, too.
constexpr std::size_t most_known_names = 16;

struct Weighed {
  int severity;
  double cost;
  const policy::Rule* rule;
};

// A pattern with its variables replaced by their values; nullopt where one is not known.
std::optional<std::string> without_variables(std::string_view pattern,
                                             const policy::Policy& policy) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      out += pattern.substr(i++, 2);
      continue;
    }
    const std::size_t end =
        pattern.substr(i, 2) == "@{" ? pattern.find('}', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      out += pattern[i];
      continue;
    }
    std::vector<std::string> values = policy.variable(pattern.substr(i + 2, end - i - 2));
    if (values.empty()) return std::nullopt;
    // "@{HOME}/x" is one slash, though the values end in one.
    const bool slash = end + 1 < pattern.size() && pattern[end + 1] == '/';
    for (std::size_t k = 0; k < values.size(); ++k) {
      while (slash && !values[k].empty() && values[k].back() == '/') values[k].pop_back();
      values[k].erase(std::unique(values[k].begin(), values[k].end(),
                                  [](char a, char b) { return a == '/' && b == '/'; }),
                      values[k].end());
      out += (k == 0 ? values.size() > 1 ? "{" : "" : ",") + values[k];
    }
    if (values.size() > 1) out += '}';
    i = end;
  }
  return out;
}

const std::string* file_path_of(const policy::Rule& rule) {
  if (const auto* file = std::get_if<policy::FileRule>(&rule.body))
    return file->bare ? nullptr : &file->path;
  if (const auto* link = std::get_if<policy::LinkRule>(&rule.body)) return &link->link;
  return nullptr;
}

const std::string* file_path_of(const Access& access) {
  if (const auto* file = std::get_if<FileAccess>(&access)) return &file->path;
  if (const auto* exec = std::get_if<ExecAccess>(&access)) return &exec->path;
  if (const auto* link = std::get_if<LinkAccess>(&access)) return &link->link;
  return nullptr;
}

std::vector<std::string> names_in(const Proposal& proposal) {
  std::vector<std::string> names;
  for (const auto& seen : proposal.evidence)
    if (const std::string* path = file_path_of(seen.first.access);
        path != nullptr && names.size() < most_known_names)
      names.push_back(policy::literal_pattern(*path));
  return names;
}

}  // namespace

BeyondFinder::BeyondFinder(const policy::Policy& policy, std::size_t work)
    : policy_(policy), work_(work) {}

const Beyond& BeyondFinder::of_abstraction(const policy::Abstraction& abstraction) {
  const auto [it, fresh] = abstractions_.try_emplace(&abstraction);
  if (!fresh) return it->second;
  std::vector<Weighed> rules;
  for (const policy::ResolvedRule& resolved : abstraction.rules) {
    if (resolved.rule.prefix.decision == policy::Decision::deny) continue;
    const int severity = severities_.of(resolved.rule);
    rules.push_back({severity, whole_cost(resolved.rule, severity), &resolved.rule});
  }
  std::stable_sort(rules.begin(), rules.end(), [](const Weighed& a, const Weighed& b) {
    return a.severity != b.severity ? a.severity > b.severity : a.cost > b.cost;
  });
  for (std::size_t i = 0; i < std::min(most_rules, rules.size()); ++i)
    it->second.examples.push_back(policy::to_text(*rules[i].rule));
  it->second.more = rules.size() - it->second.examples.size();
  return it->second;
}

Beyond BeyondFinder::of(const Proposal& proposal, const Candidate& candidate) {
  if (candidate.abstraction != nullptr) return of_abstraction(*candidate.abstraction);
  Beyond beyond;
  std::vector<std::string> known;
  for (const policy::Rule& rule : candidate.rules) {
    const std::string* path = file_path_of(rule);
    if (path == nullptr || is_literal(*path) || work_ == 0) continue;
    --work_;
    const std::optional<std::string> pattern = without_variables(*path, policy_);
    if (!pattern) continue;
    if (known.empty()) known = names_in(proposal);
    while (beyond.examples.size() < most_names) {
      const auto example = policy::aare_example(*pattern, known, most_states);
      if (!example || example->given_up) break;
      known.push_back(policy::literal_pattern(example->text));
      beyond.examples.push_back(example->text);
    }
  }
  return beyond;
}

}  // namespace profgen::inline v0::suggest
