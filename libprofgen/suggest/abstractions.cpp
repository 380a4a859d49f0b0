#include "suggest/abstractions.hpp"

#include <algorithm>

#include "suggest/reach.hpp"
#include "suggest/severity.hpp"

namespace profgen::suggest {
namespace {

// `# LOGPROF-SUGGEST: no` in an abstraction: not to be proposed.
bool wants_no_proposals(const policy::Policy& policy, const std::string& path) {
  const policy::Tree* tree = policy.tree(policy.options().policy_dir + "/" + path);
  if (tree == nullptr) return false;
  for (const policy::Item& item : tree->items) {
    if (!std::holds_alternative<policy::Comment>(item.value)) continue;
    const std::string_view comment = tree->source->text(item.span);
    const std::size_t at = comment.find("LOGPROF-SUGGEST:");
    if (at == std::string_view::npos) continue;
    const std::size_t word = comment.find_first_not_of(" \t", at + 16);
    return word != std::string_view::npos && comment.substr(word, 2) == "no";
  }
  return false;
}

// An abstraction for one program that brings all of base along: to be chosen, never to be proposed.
bool holds_base(const policy::Abstraction& abstraction) {
  if (abstraction.path == base_abstraction) return false;
  return std::any_of(abstraction.rules.begin(), abstraction.rules.end(),
                     [](const policy::ResolvedRule& rule) {
                       const std::string& file = rule.where.file;
                       return file.size() > base_abstraction.size() &&
                              file.compare(file.size() - base_abstraction.size(), std::string::npos,
                                           base_abstraction) == 0;
                     });
}

// Pieces that other abstractions are made of.
bool is_fragment(const std::string& path) { return path.find(".d/") != std::string::npos; }

}  // namespace

Abstractions::Abstractions(const policy::Policy& policy) {
  for (const policy::Abstraction& abstraction : policy.abstractions())
    if (abstraction.matcher != nullptr && !is_fragment(abstraction.path) &&
        !holds_base(abstraction) && !wants_no_proposals(policy, abstraction.path))
      offered_.push_back(&abstraction);
}

std::vector<const policy::Abstraction*> Abstractions::covering(
    const Ask& ask, const policy::Profile* profile) const {
  std::vector<const policy::Abstraction*> out;
  for (const policy::Abstraction* abstraction : offered_) {
    const bool all = std::all_of(ask.needed.begin(), ask.needed.end(), [&](const Access& access) {
      return policy::covers(*abstraction->matcher, access).answer == policy::Answer::allowed;
    });
    if (!all) continue;
    if (profile != nullptr && std::find(profile->includes.begin(), profile->includes.end(),
                                        abstraction->path) != profile->includes.end())
      continue;
    out.push_back(abstraction);
  }
  return out;
}

const Abstractions::Worth& Abstractions::worth(const policy::Abstraction& abstraction) {
  const auto known = worth_.find(&abstraction);
  if (known != worth_.end()) return known->second;
  Worth worth;
  for (const policy::ResolvedRule& rule : abstraction.rules) {
    worth.cost += whole_cost(rule.rule);
    worth.severity = std::max(worth.severity, severity_of(rule.rule));
  }
  return worth_.emplace(&abstraction, worth).first->second;
}

}  // namespace profgen::suggest
