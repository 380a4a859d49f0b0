#include "suggest/cover_problem.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "suggest/choose.hpp"

namespace profgen::inline v0::suggest {
namespace {

constexpr std::uint32_t no_set = std::numeric_limits<std::uint32_t>::max();

using Mask = std::pair<FilePerms, FilePerms>;  // of anyone's files, of the owner's

// Whether a rule of the one grants all that a rule of the other does.
bool holds(const Mask& more, const Mask& less) {
  return (less.first & ~more.first) == 0 && (less.second & ~(more.first | more.second)) == 0;
}
Mask joined(const Mask& a, const Mask& b) {
  return {a.first | b.first, (a.second | b.second) & ~(a.first | b.first)};
}

struct Member {
  std::uint32_t ask = 0;
  std::uint32_t offer = 0;  // of the ask
  Mask mask;                // of a rule on a pattern; else nothing
};
// Offers that are one thing in the profile: an abstraction, a rule, rules on one pattern.
struct Group {
  bool masked = false;
  std::vector<Member> members;  // by ask
};

std::string key_of(const Candidate& candidate, const std::optional<PlainGrant>& grant) {
  if (!candidate.include.empty()) return "i" + candidate.include;
  if (grant) return "p" + std::string(grant->pattern);
  std::string key = "r" + candidate.text();
  if (candidate.replaces)
    key.append(1, '\0')
        .append(candidate.replaces->file)
        .append(1, '\0')
        .append(std::to_string(candidate.replaces->span.begin));
  return key;
}

FilePerms as_written(FilePerms perms) {
  return (perms & file_perm::write) != 0 ? perms & ~file_perm::append : perms;
}

class Builder {
 public:
  Builder(std::vector<std::vector<Offer>>& offers, CandidateMaker& maker)
      : offers_(offers), maker_(maker) {
    problem_.elements = offers.size();
    gather();
    for (std::uint32_t group = 0; group < groups_.size(); ++group)
      groups_[group].masked ? add_masked(group) : add_plain(group);
  }

  void reorder() {
    // Of the chosen sets that answer an ask the one that answers most.
    std::vector<std::uint32_t> best(offers_.size(), no_set);
    for (const std::size_t set : choose_cover(problem_))
      for (const std::uint32_t ask : problem_.sets[set].elements)
        if (best[ask] == no_set || before(set, best[ask]))
          best[ask] = static_cast<std::uint32_t>(set);
    // First what is copied from other asks, while their offers stand where the members say.
    std::vector<Front> fronts;
    fronts.reserve(best.size());
    for (std::uint32_t ask = 0; ask < best.size(); ++ask)
      fronts.push_back(best[ask] == no_set ? Front{} : front_of(ask, sets_[best[ask]]));
    for (std::uint32_t ask = 0; ask < best.size(); ++ask) {
      auto& offers = offers_[ask];
      if (fronts[ask].copied)
        offers.insert(offers.begin(), std::move(*fronts[ask].copied));
      else if (fronts[ask].offer != 0)
        std::rotate(offers.begin(), offers.begin() + fronts[ask].offer,
                    offers.begin() + fronts[ask].offer + 1);
    }
  }

 private:
  // What a set of the problem stands for.
  struct Set {
    std::uint32_t group = 0;
    Mask mask;                    // of a masked group
    std::uint32_t like = no_set;  // the member whose offer it is; no_set: `made`
    std::optional<Offer> made;    // a rule that no ask has for itself
  };
  // What comes first in an ask: an offer of its own, or a copy of another's.
  struct Front {
    std::uint32_t offer = 0;
    std::optional<Offer> copied;
  };

  [[nodiscard]] const Offer& offer_of(const Member& member) const {
    return offers_[member.ask][member.offer];
  }

  void gather() {
    std::unordered_map<std::string, std::uint32_t> by_key;
    for (std::uint32_t ask = 0; ask < offers_.size(); ++ask)
      for (std::uint32_t index = 0; index < offers_[ask].size(); ++index) {
        const Candidate& candidate = offers_[ask][index].candidate;
        Member member{ask, index, {}};
        const auto next = static_cast<std::uint32_t>(groups_.size());
        if (candidate.kind == CandidateKind::literal) {
          groups_.push_back({false, {member}});
          continue;
        }
        std::optional<PlainGrant> grant;
        if (!candidate.replaces) grant = plain_grant(candidate.rules);
        if (grant) member.mask = joined({grant->any, grant->owner}, {});
        const auto [at, fresh] = by_key.emplace(key_of(candidate, grant), next);
        if (fresh) groups_.push_back({grant.has_value(), {}});
        std::vector<Member>& members = groups_[at->second].members;
        // The same twice in one ask is one.
        if (members.empty() || members.back().ask != ask) members.push_back(member);
      }
  }

  void add(double price, Set set, std::vector<std::uint32_t> asks) {
    problem_.sets.push_back({std::max(price, 0.0), std::move(asks)});
    sets_.push_back(std::move(set));
  }

  void add_plain(std::uint32_t group) {
    std::vector<std::uint32_t> asks;
    for (const Member& member : groups_[group].members) asks.push_back(member.ask);
    add(offer_of(groups_[group].members.front()).price, {group, {}, 0, {}}, std::move(asks));
  }

  // Rules on one pattern: one set for each mask that an ask has, and one for all of them together.
  void add_masked(std::uint32_t group) {
    const std::vector<Member>& members = groups_[group].members;
    std::map<Mask, std::uint32_t> masks;  // → the first member that has it
    Mask all;
    for (std::uint32_t i = 0; i < members.size(); ++i) {
      masks.emplace(members[i].mask, i);
      all = joined(all, members[i].mask);
    }
    for (const auto& [mask, like] : masks)
      add(offer_of(members[like]).price, {group, mask, like, {}}, asks_within(members, mask));
    if (masks.count(all) != 0) return;
    Offer made = with_mask(offer_of(members.front()), all);
    const double price = made.price;
    add(price, {group, all, no_set, std::move(made)}, asks_within(members, all));
  }
  static std::vector<std::uint32_t> asks_within(const std::vector<Member>& members,
                                                const Mask& mask) {
    std::vector<std::uint32_t> asks;
    for (const Member& member : members)
      if (holds(mask, member.mask)) asks.push_back(member.ask);
    return asks;
  }
  Offer with_mask(const Offer& like, const Mask& mask) {
    Offer made;
    made.candidate.kind = like.candidate.kind;
    made.candidate.reason = like.candidate.reason;
    policy::Rule rule = like.candidate.rules.front();
    auto& file = std::get<policy::FileRule>(rule.body);
    const auto put = [&](FilePerms perms, policy::Ownership ownership) {
      if (perms == 0) return;
      rule.prefix.ownership = ownership;
      file.perms = as_written(perms);
      made.candidate.rules.push_back(rule);
    };
    put(mask.first, policy::Ownership::any);
    put(mask.second, policy::Ownership::owner);
    maker_.rate(made, 0);
    return made;
  }

  [[nodiscard]] bool before(std::size_t a, std::size_t b) const {
    const CoverSet& one = problem_.sets[a];
    const CoverSet& other = problem_.sets[b];
    if (one.elements.size() != other.elements.size())
      return one.elements.size() > other.elements.size();
    return one.cost < other.cost;
  }

  [[nodiscard]] Front front_of(std::uint32_t ask, const Set& set) const {
    const Group& group = groups_[set.group];
    const auto own = std::lower_bound(
        group.members.begin(), group.members.end(), ask,
        [](const Member& member, std::uint32_t wanted) { return member.ask < wanted; });
    if (!group.masked || own->mask == set.mask) return {own->offer, {}};
    return {0, set.made ? *set.made : offer_of(group.members[set.like])};
  }

  std::vector<std::vector<Offer>>& offers_;
  CandidateMaker& maker_;
  std::vector<Group> groups_;
  CoverProblem problem_;
  std::vector<Set> sets_;  // as in the problem
};

}  // namespace

void put_chosen_first(std::vector<std::vector<Offer>>& offers, CandidateMaker& maker) {
  Builder(offers, maker).reorder();
}

}  // namespace profgen::inline v0::suggest
