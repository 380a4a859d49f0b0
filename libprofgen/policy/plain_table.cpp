#include "policy/plain_table.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"
#include "policy/grants.hpp"

namespace profgen::inline v0::policy {
namespace {

const grammar::Rlimit* find_rlimit(std::string_view name) {
  if (name == "ofile") name = "nofile";
  for (const grammar::Rlimit& rlimit : grammar::rlimits)
    if (rlimit.text == name) return &rlimit;
  return nullptr;
}

std::optional<std::uint64_t> times(std::uint64_t a, std::uint64_t b) {
  if (b != 0 && a > std::numeric_limits<std::uint64_t>::max() / b) return std::nullopt;
  return a * b;
}

// Any prefix of KB, MB and GB.
std::optional<std::uint64_t> size_factor(std::string_view unit) {
  if (unit.empty()) return 1;
  for (const grammar::Word& word : grammar::size_units)
    if (word.text.substr(0, unit.size()) == unit) return std::uint64_t{1} << (10U * word.value);
  return std::nullopt;
}

// In microseconds; a bare number is in the resource's own unit.
std::optional<std::uint64_t> time_factor(std::string_view unit, std::uint64_t own) {
  constexpr std::uint64_t second = 1000000;
  if (unit.empty()) return own;
  if (const auto* word = grammar::find_word(grammar::time_units, unit)) return word->value;
  if (const auto* word = grammar::find_word(grammar::long_time_units, unit))
    return word->value * second;
  return std::nullopt;
}

std::optional<std::uint64_t> nice_value(std::string_view value) {
  constexpr std::uint64_t none = 20;
  const bool negative = !value.empty() && value.front() == '-';
  const auto number = text::to_number(negative ? value.substr(1) : value);
  if (!number || *number > none) return std::nullopt;
  return negative ? none + *number : none - *number;
}

}  // namespace

std::optional<std::uint64_t> rlimit_value(std::string_view resource, std::string_view value) {
  using grammar::RlimitKind;
  constexpr std::uint64_t second = 1000000;
  if (value == "infinity") return std::numeric_limits<std::uint64_t>::max();
  const grammar::Rlimit* rlimit = find_rlimit(resource);
  if (rlimit == nullptr) return std::nullopt;
  if (rlimit->kind == RlimitKind::nice) return nice_value(value);
  const std::size_t end = std::min(value.find_first_not_of("0123456789"), value.size());
  const auto number = text::to_number(value.substr(0, end));
  if (!number) return std::nullopt;
  const std::string_view unit = text::trim(value.substr(end));
  const bool in_seconds = rlimit->kind == RlimitKind::seconds;
  std::optional<std::uint64_t> factor =
      unit.empty() ? std::optional<std::uint64_t>(1) : std::nullopt;
  if (rlimit->kind == RlimitKind::size) factor = size_factor(unit);
  if (in_seconds || rlimit->kind == RlimitKind::microseconds)
    factor = time_factor(unit, in_seconds ? second : 1);
  const auto result = factor ? times(*number, *factor) : std::nullopt;
  return result && in_seconds ? std::optional(*result / second) : result;
}

void PlainTable::add(const ResolvedRule& rule, const CapabilityRule& capability) {
  if (const auto head = head_of(rule)) capabilities_.push_back({*head, capability.names});
}

void PlainTable::add(const ResolvedRule& rule, const RlimitRule& rlimit) {
  const auto head = head_of(rule);
  const auto limit = rlimit_value(rlimit.resource, rlimit.value);
  if (head && limit) rlimits_.push_back({*head, rlimit.resource, *limit});
}

void PlainTable::add(const ResolvedRule& rule, const ChangeProfileRule& change,
                     Expander& expander) {
  const auto head = head_of(rule);
  if (!head) return;
  ChangeProfileEntry entry;
  static_cast<RuleHead&>(entry) = *head;
  entry.any_target = change.target.empty();
  entry.stack = change.target.substr(0, 1) == "&";
  entry.target =
      TextPattern::of(std::string_view(change.target).substr(entry.stack ? 1 : 0), expander);
  entry.any_exec = change.exec.empty();
  changes_.push_back(std::move(entry));
}

void PlainTable::add_userns(const ResolvedRule& rule) {
  if (const auto head = head_of(rule)) userns_.push_back(*head);
}

void PlainTable::add_all(const ResolvedRule& rule) {
  const auto head = head_of(rule);
  if (!head) return;
  capabilities_.push_back({*head, {}});
  userns_.push_back(*head);
  ChangeProfileEntry entry;
  static_cast<RuleHead&>(entry) = *head;
  entry.any_target = entry.any_exec = true;
  changes_.push_back(std::move(entry));
}

Coverage PlainTable::covers(const CapabilityAccess& access) const {
  std::vector<Match> matches;
  for (const CapabilityEntry& entry : capabilities_)
    if (entry.names.empty() ||
        std::find(entry.names.begin(), entry.names.end(), access.capability) != entry.names.end())
      matches.push_back({&entry, the_grant});
  return judge(matches, the_grant);
}

Coverage PlainTable::covers(const UsernsAccess&) const {
  std::vector<Match> matches;
  for (const RuleHead& entry : userns_) matches.push_back({&entry, the_grant});
  return judge(matches, the_grant);
}

Coverage PlainTable::covers(const RlimitAccess& access) const {
  std::vector<Match> matches;
  bool limited = false;
  for (const RlimitEntry& entry : rlimits_) {
    if (entry.resource != access.resource) continue;
    limited = true;
    if (access.value <= entry.limit) matches.push_back({&entry, the_grant});
  }
  Coverage coverage = judge(matches, the_grant);
  // The kernel checks only those limits that the profile sets.
  if (!limited) coverage.answer = Answer::allowed;
  return coverage;
}

Coverage PlainTable::covers(const ChangeProfileAccess& access) const {
  std::vector<Match> matches;
  for (const ChangeProfileEntry& entry : changes_) {
    const bool target_holds =
        entry.any_target || (entry.stack == access.stack && entry.target.matches(access.target));
    // Which program would be executed is in no record.
    if (target_holds && (entry.any_exec || !access.on_exec)) matches.push_back({&entry, the_grant});
  }
  return judge(matches, the_grant);
}

}  // namespace profgen::inline v0::policy
