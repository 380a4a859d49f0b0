#include "policy/lint/context.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "policy/body.hpp"
#include "policy/findings.hpp"
#include "policy/lint/rule_covers.hpp"
#include "policy/names.hpp"

namespace profgen::inline v0::policy {

LintContext::LintContext(const SourceFile& file_, const std::vector<ResolvedProfile>& resolved_,
                         Library& library_, PolicyIndex& index_, const LintOptions& options_)
    : file(file_),
      source(*file_.tree.source),
      resolved(resolved_),
      library(library_),
      index(index_),
      options(options_) {
  collect_profiles(file.tree.items, nullptr);
  std::size_t next_profile = 0;
  collect_rules(file.tree.items, {}, nullptr, next_profile);
  std::map<std::uint32_t, LintProfile*> by_place;
  for (LintProfile& profile : profiles) by_place.emplace(profile.item->span.begin, &profile);
  for (const ResolvedProfile& one : resolved) {
    if (one.profile.where.file != source.name()) continue;
    const auto found = by_place.find(one.profile.where.span.begin);
    if (found == by_place.end()) continue;
    LintProfile& profile = *found->second;
    profile.resolved = &one;
    for (const ResolvedRule& rule : one.profile.rules)
      if (!rule.from_include) profile.own.push_back(&rule);
  }
}

void LintContext::collect_profiles(const std::vector<Item>& items, const LintProfile* parent) {
  for (const Item& item : items) {
    const LintProfile* inside = parent;
    if (const auto* header = std::get_if<ProfileHeader>(&item.value)) {
      profiles.push_back({&item, header, parent, nullptr, {}});
      inside = &profiles.back();
    }
    collect_profiles(item.children, inside);
  }
}

void LintContext::collect_rules(const std::vector<Item>& items, const Prefix& prefix,
                                const LintProfile* profile, std::size_t& next_profile) {
  for (const Item& item : items) {
    if (const auto* rule = std::get_if<Rule>(&item.value)) {
      rules.push_back({&item, rule, folded(prefix, rule->prefix), profile});
    } else if (const auto* block = std::get_if<Block>(&item.value)) {
      collect_rules(item.children, folded(prefix, block->prefix), profile, next_profile);
    } else if (std::holds_alternative<ProfileHeader>(item.value)) {
      // In the order in which collect_profiles() met them.
      collect_rules(item.children, {}, &profiles[next_profile++], next_profile);
    } else {
      collect_rules(item.children, prefix, profile, next_profile);
    }
  }
}

void LintContext::report(Span span, std::string_view message, std::string_view hint,
                         std::string_view word) {
  if (findings.size() >= maximum_findings) {
    has_more = true;
    return;
  }
  std::uint32_t at = span.begin;
  if (!word.empty()) {
    const std::size_t place = source.text(span).find(word);
    if (place != std::string_view::npos) at += static_cast<std::uint32_t>(place);
  }
  std::vector<Diagnostic> one;
  add_warning(one, source, at, std::string(id), text::printable(message), text::printable(hint));
  one.front().severity = severity;
  findings.push_back({std::move(one.front()), span});
}

std::optional<std::string> LintContext::expand_path(const LintProfile* profile,
                                                    std::string_view pattern) {
  if (pattern.find("@{") == std::string_view::npos) return single_slashes(pattern);
  if (profile == nullptr || profile->resolved == nullptr) return std::nullopt;
  const auto known = expanders_.find(profile);
  if (known != expanders_.end()) return known->second.expand_path(pattern);
  const Profile& meant = profile->resolved->profile;
  const Scope scope{profile->resolved->environment, meant.name, meant.attachment};
  return expanders_.emplace(profile, Expander(scope)).first->second.expand_path(pattern);
}

const ComparedRules& LintContext::compared(const LintProfile& profile) {
  auto& known = compared_[&profile];
  if (known == nullptr) known = std::make_shared<const ComparedRules>(*this, profile);
  return *known;
}

std::string place_text(const Location& where) {
  return text::printable(where.file) + ":" + std::to_string(where.at.line);
}

bool confines(const LintProfile* profile) {
  if (profile == nullptr) return true;
  const Mode mode = mode_of(profile->header->flags);
  return mode != Mode::unconfined && mode != Mode::default_allow;
}

bool allows(const Prefix& prefix) {
  return prefix.decision == Decision::unstated || prefix.decision == Decision::allow;
}

Span header_span(const Item& item) { return {item.span.begin, item.body.begin}; }

}  // namespace profgen::inline v0::policy
