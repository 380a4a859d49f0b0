#include "refine/aa_options.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "refine/answers.hpp"

namespace profgen::inline v0::refine {
namespace {

bool all_owned(const suggest::Proposal& proposal) {
  return std::all_of(proposal.evidence.begin(), proposal.evidence.end(), [](const auto& seen) {
    const Access& access = seen.first.access;
    if (const auto* file = std::get_if<FileAccess>(&access)) return file->owned;
    if (const auto* link = std::get_if<LinkAccess>(&access)) return link->owned;
    return false;
  });
}

bool is_literal(const suggest::Candidate& candidate) {
  return candidate.kind == suggest::CandidateKind::literal && !candidate.rules.empty();
}

}  // namespace

// Best first, but what was asked for literally stands last: front ends of aa-logprof find it there.
AaOptions::AaOptions(suggest::Proposal proposal) : proposal_(std::move(proposal)) {
  const auto& candidates = proposal_.candidates;
  for (const bool literal : {false, true})
    for (std::size_t i = 0; i < candidates.size(); ++i)
      if (is_literal(candidates[i]) == literal) options_.emplace_back(i);
  const auto best = std::find(options_.begin(), options_.end(), Option(std::size_t{0}));
  selected_ = static_cast<std::size_t>(best - options_.begin());
}

RuleAnswer AaOptions::answer(std::size_t option, Act act) const {
  RuleAnswer answer;
  answer.act = act;
  answer.audit = audit_;
  answer.owner = owner_;
  if (const auto* rule = std::get_if<policy::Rule>(&options_[option]))
    answer.custom = *rule;
  else
    answer.candidate = std::get<std::size_t>(options_[option]);
  return answer;
}

std::string AaOptions::text_of(std::size_t option, Act act) const {
  const Lines lines = lines_of(proposal_, answer(option, act));
  std::vector<std::string> out;
  if (lines.by) out.push_back(to_text(*lines.by));
  for (const edit::Line& line : lines.add) out.push_back(edit::line_text(line));
  return text::join(out, " ");
}

std::vector<std::string> AaOptions::texts() const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < options_.size(); ++i) out.push_back(text_of(i, Act::allow));
  return out;
}

bool AaOptions::is_include(std::size_t option) const {
  const auto* candidate = std::get_if<std::size_t>(&options_[option]);
  return candidate != nullptr && !proposal_.candidates[*candidate].include.empty();
}

std::optional<policy::Rule> AaOptions::editable(std::size_t option) const {
  policy::Rule rule;
  if (const auto* custom = std::get_if<policy::Rule>(&options_[option])) {
    rule = *custom;
  } else {
    const auto& candidate = proposal_.candidates[std::get<std::size_t>(options_[option])];
    if (candidate.rules.size() != 1) return std::nullopt;
    rule = candidate.rules.front();
  }
  const auto* file = std::get_if<policy::FileRule>(&rule.body);
  if (file == nullptr || file->bare || file->path.empty()) return std::nullopt;
  return rule;
}

void AaOptions::add(policy::Rule rule) {
  for (std::size_t i = 0; i < options_.size(); ++i)
    if (editable(i) == rule) {
      selected_ = i;
      return;
    }
  options_.emplace_back(std::move(rule));
  selected_ = options_.size() - 1;
}

std::optional<bool> AaOptions::owner() const {
  if (owner_) return owner_;
  if (!all_owned(proposal_)) return std::nullopt;
  return std::any_of(asked().begin(), asked().end(), [](const policy::Rule& rule) {
    return rule.prefix.ownership == policy::Ownership::owner;
  });
}

const std::vector<policy::Rule>& AaOptions::asked() const {
  const auto& candidates = proposal_.candidates;
  for (const suggest::Candidate& candidate : candidates)
    if (is_literal(candidate)) return candidate.rules;
  return candidates.front().rules;
}

std::vector<std::string> AaOptions::menu() const {
  std::vector<std::string> items = {"(A)llow", "(D)eny", "(I)gnore"};
  bool paths = false;
  for (std::size_t i = 0; i < options_.size(); ++i) paths = paths || editable(i).has_value();
  if (paths) {
    items.emplace_back("(G)lob");
    items.emplace_back("Glob with (E)xtension");
    items.emplace_back("(N)ew");
  }
  items.emplace_back(audit_ ? "Audi(t) off" : "Audi(t)");
  if (const auto on = owner())
    items.emplace_back(*on ? "(O)wner permissions off" : "(O)wner permissions on");
  items.emplace_back("Abo(r)t");
  items.emplace_back("(F)inish");
  return items;
}

char AaOptions::default_key() const {
  const auto* first = std::get_if<std::size_t>(&options_.front());
  const bool best = first != nullptr && *first == 0 && selected_ == 0;
  return best && allows_by_default(proposal_, 0) ? 'a' : 'd';
}

}  // namespace profgen::inline v0::refine
