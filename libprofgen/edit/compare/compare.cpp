#include "profgen/compare.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "edit/compare/header.hpp"
#include "edit/compare/sides.hpp"
#include "edit/compare/words.hpp"

namespace profgen::inline v0::edit {
namespace {

using namespace by_meaning;

using policy::GrantClass;
using policy::Profile;

constexpr std::string_view change_names[] = {"granted", "removed", "undenied", "denied", "changed"};

Culprit culprit_of(const policy::ResolvedRule& rule, Side side) {
  return {policy::to_text(rule.rule), rule.where, side == before, rule.from_include,
          rule.rule.prefix.decision == policy::Decision::deny};
}

bool grants_without_rules(const Profile& profile) {
  return profile.mode == policy::Mode::unconfined || profile.mode == policy::Mode::default_allow;
}

// The differences of one class.
class ClassReport {
 public:
  ClassReport(GrantClass of, Field& field) : of_(of), field_(field) {}

  std::vector<Difference> run() {
    for (const GrantEntry& entry : field_.entries()) {
      if (entry.perms[before] == entry.perms[after]) continue;
      const Outcome outcome = field_.examine(entry);
      // The rule that is there on one side only.
      report(entry, Change::granted, outcome.granted, entry.grant.deny ? before : after);
      report(entry, Change::removed, outcome.removed, entry.grant.deny ? after : before);
      report(entry, Change::undenied, outcome.undenied, before);
      report(entry, Change::denied, outcome.denied, after);
      report_changed(outcome.changed);
      if (outcome.unsure != 0) report_unsure(entry, outcome);
    }
    leave_out_implied();
    return std::move(found_);
  }

 private:
  // That what `ix` starts may be mapped is not told beside the exec permission itself.
  void leave_out_implied() {
    constexpr std::uint32_t map =
        file_perm::map_exec | (std::uint32_t{file_perm::map_exec} << policy::other_shift);
    std::vector<std::size_t> gone;
    for (const auto& [key, known] : index_) {
      const auto& [change, rule, name] = key;
      const auto* file = std::get_if<policy::FileRule>(&rule->rule.body);
      if (name != "file" || file == nullptr || file->bare || (known.perms & map) == 0 ||
          (file->perms & file_perm::map_exec) != 0 || !is_told_as_exec(change, rule))
        continue;
      const std::uint32_t rest = known.perms & ~map;
      if (rest == 0)
        gone.push_back(known.index);
      else
        found_[known.index].permissions = permissions_text(of_, rest);
    }
    std::sort(gone.begin(), gone.end());
    std::size_t kept = 0, next = 0;
    for (std::size_t i = 0; i < found_.size(); ++i) {
      if (next < gone.size() && gone[next] == i) {
        ++next;
        continue;
      }
      if (kept != i) found_[kept] = std::move(found_[i]);
      ++kept;
    }
    found_.resize(kept);
  }

  bool is_told_as_exec(Change change, const policy::ResolvedRule* rule) const {
    return changed_rules_.count(rule) != 0 || index_.count({change, rule, "exec"}) != 0;
  }

  // The difference of a rule, made when it is first asked for: a rule may be several grants.
  Difference* of_rule(Change change, const policy::ResolvedRule& rule, Side side,
                      std::uint32_t perms, std::uint32_t all, const std::string& apart) {
    const std::string name(class_name(of_, perms));
    const auto [known, added] =
        index_.try_emplace({change, &rule, name + apart}, Known{found_.size(), 0, 0});
    if (added) {
      Difference difference;
      difference.change = change;
      difference.class_name = name;
      difference.culprit = culprit_of(rule, side);
      found_.push_back(std::move(difference));
    }
    known->second.perms |= perms;
    known->second.all |= all;
    Difference& difference = found_[known->second.index];
    difference.partial = known->second.perms != known->second.all;
    difference.permissions = permissions_text(of_, known->second.perms);
    return &difference;
  }

  void report(const GrantEntry& entry, Change change, const Finding& finding, Side side) {
    if (finding.perms == 0) return;
    const Access example = access_of(of_, finding.example_perms, finding.example);
    // Each capability is told by itself.
    const auto* capability = std::get_if<CapabilityAccess>(&example);
    Difference& difference =
        *of_rule(change, entry.rule(side, finding.perms), side, finding.perms, entry.perms[side],
                 capability != nullptr ? capability->capability : "");
    if (!std::holds_alternative<std::monostate>(difference.example)) return;
    difference.example = example;
    difference.example_text = describe(example);
    if (capability != nullptr) difference.permissions = capability->capability;
    // What decides otherwise on the other side.
    const Side other = side == before ? after : before;
    for (const std::uint32_t id : finding.matching) {
      const GrantEntry& one = field_.entries()[id];
      const bool decides =
          one.grant.deny != entry.grant.deny && (one.perms[other] & finding.example_perms) != 0;
      if (decides && difference.others.size() < 3)
        difference.others.push_back(culprit_of(one.rule(other, finding.example_perms), other));
    }
  }

  void report_changed(const Finding& finding) {
    if (finding.perms == 0) return;
    const Verdict a = field_.verdict(before, finding.matching);
    const Verdict b = field_.verdict(after, finding.matching);
    constexpr std::uint32_t low = (1U << policy::other_shift) - 1;
    const std::size_t which = (finding.example_perms & low) != 0 ? 0 : 1;
    const GrantEntry &old = *a.transitions[which], &fresh = *b.transitions[which];
    if (!changes_.emplace(&old, &fresh).second) return;
    changed_rules_.insert(&old.rule(before, finding.perms));
    changed_rules_.insert(&fresh.rule(after, finding.perms));
    Difference difference;
    difference.change = Change::changed;
    difference.class_name = "exec";
    difference.permissions = permissions_text(of_, finding.perms);
    difference.detail = old.grant.transition + " → " + fresh.grant.transition;
    difference.culprit = culprit_of(fresh.rule(after, finding.perms), after);
    difference.others = {culprit_of(old.rule(before, finding.perms), before)};
    difference.example = access_of(of_, finding.example_perms, finding.example);
    difference.example_text = describe(difference.example);
    found_.push_back(std::move(difference));
  }

  void report_unsure(const GrantEntry& entry, const Outcome& outcome) {
    const Side side = entry.perms[after] != 0 ? after : before;
    const bool widens = (side == after) != entry.grant.deny;
    // What was found already says it.
    const std::uint32_t found = (widens ? outcome.granted : outcome.removed).perms;
    const std::uint32_t perms = outcome.unsure & ~found;
    if (perms == 0) return;
    Difference difference;
    difference.change = widens ? Change::granted : Change::removed;
    difference.class_name = std::string(class_name(of_, perms));
    difference.permissions = permissions_text(of_, perms);
    difference.culprit = culprit_of(entry.rule(side, perms), side);
    difference.certain = false;
    found_.push_back(std::move(difference));
  }

  struct Known {
    std::size_t index;
    std::uint32_t perms;  // found to differ
    std::uint32_t all;    // that the rule is about
  };
  GrantClass of_;
  Field& field_;
  std::vector<Difference> found_;
  std::map<std::tuple<Change, const policy::ResolvedRule*, std::string>, Known> index_;
  std::set<std::pair<const GrantEntry*, const GrantEntry*>> changes_;
  std::set<const policy::ResolvedRule*> changed_rules_;  // with another transition
};

// Own rules first, then those of includes; in the order of the text.
bool comes_first(const Difference& a, const Difference& b) {
  const auto key = [](const Difference& d) {
    const Culprit& by = d.culprit;
    return std::tuple(d.class_name, by.from_include, by.from_include ? by.where.file : "",
                      by.where.at, !by.before);
  };
  return key(a) < key(b);
}

std::string full_name(const Profile& profile) {
  return (profile.name_space.empty() ? "" : ":" + profile.name_space + ":") + profile.name;
}

std::map<std::string, const Profile*> by_name(const policy::Policy& policy) {
  std::map<std::string, const Profile*> profiles;
  for (const Profile& profile : policy.profiles()) profiles.emplace(full_name(profile), &profile);
  return profiles;
}

}  // namespace

std::string_view name_of(Change change) { return change_names[static_cast<std::size_t>(change)]; }

std::vector<Difference> compare(const Profile& before_profile, const Profile& after_profile) {
  std::vector<Difference> found = compare_headers(before_profile, after_profile);
  // Where one side grants everything the mode says it all.
  const bool comparable =
      grants_without_rules(before_profile) == grants_without_rules(after_profile);
  if (!comparable || same_text(before_profile, after_profile)) return found;
  Sides sides(before_profile, after_profile);
  for (std::size_t i = 0; i < policy::grant_classes; ++i) {
    const auto of = static_cast<GrantClass>(i);
    std::vector<Difference> more = ClassReport(of, sides.field(of)).run();
    std::stable_sort(more.begin(), more.end(), comes_first);
    found.insert(found.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  }
  return found;
}

std::vector<ProfileDifference> compare(const policy::Policy& before_policy,
                                       const policy::Policy& after_policy) {
  using Kind = ProfileDifference::Kind;
  const auto a = by_name(before_policy), b = by_name(after_policy);
  std::vector<ProfileDifference> found;
  for (const auto& [name, profile] : a) {
    const auto other = b.find(name);
    if (other == b.end()) {
      found.push_back({Kind::only_before, name, profile->where, {}, {}});
      continue;
    }
    std::vector<Difference> differences = compare(*profile, *other->second);
    if (!differences.empty())
      found.push_back(
          {Kind::differs, name, profile->where, other->second->where, std::move(differences)});
  }
  for (const auto& [name, profile] : b)
    if (a.count(name) == 0) found.push_back({Kind::only_after, name, {}, profile->where, {}});
  std::sort(found.begin(), found.end(),
            [](const ProfileDifference& x, const ProfileDifference& y) { return x.name < y.name; });
  return found;
}

}  // namespace profgen::inline v0::edit
