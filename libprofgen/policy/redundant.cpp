#include "profgen/redundant.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "policy/automaton.hpp"
#include "policy/effect.hpp"
#include "policy/matcher.hpp"
#include "policy/tuples.hpp"

namespace profgen::inline v0::policy {
namespace {

// What one rule may cost, and all of a profile together: pairs of states, and instructions followed
// to make new ones.
constexpr std::size_t most_pairs = 20'000, most_pairs_in_all = 400'000;
constexpr std::uint64_t most_work = 30'000'000, most_work_in_all = 300'000'000;
// States that are kept for the next rule.
constexpr std::size_t most_bytes = std::size_t{32} << 20U;

using Places = std::vector<std::size_t>;  // of rules, in the order of the policy

// The grants of one class as one automaton, made when it is first needed.
class ClassGrants {
 public:
  void add(Grant grant) { grants_.push_back(std::move(grant)); }
  [[nodiscard]] const std::vector<Grant>& grants() const { return grants_; }
  [[nodiscard]] LazyStates& states() {
    if (!states_) {
      for (std::size_t i = 0; i < grants_.size(); ++i)
        (void)program_.add(grants_[i].patterns, static_cast<std::uint32_t>(i));
      states_ = std::make_unique<LazyStates>(program_.program());
    }
    if (states_->bytes() > most_bytes) states_->forget();
    return *states_;
  }

 private:
  std::vector<Grant> grants_;
  TupleProgram program_;
  std::unique_ptr<LazyStates> states_;
};

// What was learnt of one rule.
struct Examined {
  enum class Answer : std::uint8_t { needed, superfluous, unsure } answer = Answer::needed;
  // For each permission of each kind of access: the rules of which one is enough.
  std::set<Places> deciders;
  bool overruled = false;
};

class Examiner {
 public:
  explicit Examiner(const MatcherSetup& setup);

  [[nodiscard]] const Places& own() const { return own_; }
  [[nodiscard]] const ResolvedRule& rule(std::size_t place) const { return *rules_[place]; }
  // Whether the profile without it, and without those that were removed, means the same.
  [[nodiscard]] Examined examine(std::size_t place);
  void remove(std::size_t place) { removed_.insert(place); }
  [[nodiscard]] bool is_removed(std::size_t place) const { return removed_.count(place) != 0; }

 private:
  struct Pair {
    std::uint32_t own, all;  // states
    bool slash;              // behind a "/"
  };
  // One byte for all that neither automaton tells apart.
  struct Step {
    std::uint8_t of_own, of_all;
    bool slash;
  };
  // False: the end is known.
  bool look(std::size_t place, GrantClass of, const std::vector<std::uint32_t>& ids, Examined& out);
  bool search(std::size_t place, const Grant& grant, Examined& out, bool& met);
  static std::vector<Step> steps_of(const LazyStates& own, const LazyStates& all);

  std::array<ClassGrants, grant_classes> classes_;
  std::vector<const ResolvedRule*> rules_;
  std::unordered_map<const ResolvedRule*, std::size_t> place_of_;
  std::vector<std::vector<std::pair<GrantClass, std::size_t>>> grants_of_;  // by place
  Places own_;
  std::unordered_set<std::size_t> removed_;
  std::size_t pairs_left_ = most_pairs_in_all;
  std::uint64_t work_left_ = most_work_in_all;
};

Examiner::Examiner(const MatcherSetup& setup) {
  Expander expander(setup.scope);
  for (const ResolvedRule& rule : setup.rules) {
    const std::size_t place = rules_.size();
    // An abstraction that is included twice brings the same rules.
    if (!place_of_.emplace(&rule, place).second) continue;
    rules_.push_back(&rule);
    grants_of_.emplace_back();
    for (Grant& grant : policy::grants_of(rule, setup.scope.environment->aliases, expander)) {
      ClassGrants& of = classes_[static_cast<std::size_t>(grant.of)];
      grants_of_.back().emplace_back(grant.of, of.grants().size());
      of.add(std::move(grant));
    }
    if (!rule.from_include && !grants_of_.back().empty()) own_.push_back(place);
  }
}

std::vector<Examiner::Step> Examiner::steps_of(const LazyStates& own, const LazyStates& all) {
  std::vector<Step> steps;
  std::unordered_set<std::uint32_t> known;
  for (unsigned i = 0; i < 256; ++i) {
    const char byte = static_cast<char>(i);
    const Step step{own.class_of(byte), all.class_of(byte), byte == '/'};
    if (known
            .insert((std::uint32_t{step.of_own} << 9U) | (std::uint32_t{step.of_all} << 1U) |
                    (step.slash ? 1U : 0U))
            .second)
      steps.push_back(step);
  }
  return steps;
}

// What changes for the accesses that these grants speak about, if the rule is not there?
bool Examiner::look(std::size_t place, GrantClass of, const std::vector<std::uint32_t>& ids,
                    Examined& out) {
  const std::vector<Grant>& grants = classes_[static_cast<std::size_t>(of)].grants();
  Speaking with, without;
  std::uint32_t perms = 0;
  bool deny = false;
  for (const std::uint32_t id : ids) {
    const Grant& grant = grants[id];
    const std::size_t speaker = place_of_.at(grant.rule);
    if (is_removed(speaker) && speaker != place) continue;
    with.push_back(&grant);
    if (speaker != place) {
      without.push_back(&grant);
      continue;
    }
    perms |= grant.perms;
    deny = grant.deny;
  }
  const Effect effect = effect_of(without);
  if (!(effect_of(with) == effect)) {
    out.answer = Examined::Answer::needed;
    return false;
  }
  for (std::uint32_t bit = 1; bit != 0 && bit <= perms; bit <<= 1U) {
    if ((perms & bit) == 0) continue;
    Places enough;
    for (const Grant* grant : deciding(without, effect, bit))
      enough.push_back(place_of_.at(grant->rule));
    std::sort(enough.begin(), enough.end());
    enough.erase(std::unique(enough.begin(), enough.end()), enough.end());
    out.deciders.insert(std::move(enough));
    out.overruled = out.overruled || ((effect.denied & bit) != 0) != deny;
  }
  return true;
}

// Goes through all texts of the grant, together with what every other rule says of them.
bool Examiner::search(std::size_t place, const Grant& grant, Examined& out, bool& met) {
  TupleProgram program;
  if (!program.add(grant.patterns, 0)) return true;
  LazyStates own(program.program());
  LazyStates& all = classes_[static_cast<std::size_t>(grant.of)].states();
  const std::vector<Step> steps = steps_of(own, all);
  // The kernel never asks about a path with `//`.
  const bool paths = grant.of == GrantClass::file || grant.of == GrantClass::link;
  const std::uint64_t begin = all.work();
  std::vector<Pair> pairs{{own.start(), all.start(), false}};
  std::unordered_set<std::uint64_t> seen;
  bool going = true;
  for (std::size_t i = 0; i < pairs.size() && going; ++i) {
    const Pair pair = pairs[i];
    if (!own.accepted(pair.own).empty()) {
      met = true;
      going = look(place, grant.of, all.accepted(pair.all), out);
    }
    if (pairs.size() > std::min(most_pairs, pairs_left_) ||
        all.work() - begin + own.work() > std::min(most_work, work_left_)) {
      if (going) out.answer = Examined::Answer::unsure;
      going = false;
    }
    for (const Step& step : steps) {
      if (!going) break;
      if (paths && step.slash && pair.slash) continue;
      const std::uint32_t next = own.step(pair.own, step.of_own);
      if (next == LazyStates::dead) continue;
      const Pair to{next, all.step(pair.all, step.of_all), step.slash};
      const std::uint64_t key =
          (std::uint64_t{to.own} << 33U) | (std::uint64_t{to.all} << 1U) | (to.slash ? 1U : 0U);
      if (seen.insert(key).second) pairs.push_back(to);
    }
  }
  pairs_left_ -= std::min(pairs_left_, pairs.size());
  work_left_ -= std::min(work_left_, all.work() - begin + own.work());
  return going;
}

Examined Examiner::examine(std::size_t place) {
  Examined out;
  out.answer = Examined::Answer::superfluous;
  bool met = false;
  for (const auto& [of, at] : grants_of_[place])
    if (!search(place, classes_[static_cast<std::size_t>(of)].grants()[at], out, met)) return out;
  // A rule whose pattern nothing can match says nothing: no other rule stands for it.
  if (!met) out.answer = Examined::Answer::needed;
  return out;
}

// Few places so that each set holds one of them.
Places few_of(const std::set<Places>& sets) {
  std::vector<const Places*> open;
  for (const Places& set : sets)
    if (!set.empty()) open.push_back(&set);
  Places out;
  while (!open.empty()) {
    std::map<std::size_t, std::size_t> uses;
    for (const Places* set : open)
      for (const std::size_t place : *set) ++uses[place];
    const std::size_t best =
        std::max_element(uses.begin(), uses.end(), [](const auto& a, const auto& b) {
          return a.second < b.second;
        })->first;
    out.push_back(best);
    open.erase(std::remove_if(open.begin(), open.end(),
                              [best](const Places* set) {
                                return std::binary_search(set->begin(), set->end(), best);
                              }),
               open.end());
  }
  std::sort(out.begin(), out.end());
  return out;
}

struct Found {
  std::size_t place = 0;
  Places by;
  bool overruled = false;
};

}  // namespace

Redundancy redundant_rules(const Profile& profile) {
  Redundancy out;
  if (profile.matcher == nullptr || profile.matcher->setup().allows_by_default) return out;
  Examiner examiner(profile.matcher->setup());
  std::vector<Found> alone;
  for (const std::size_t place : examiner.own()) {
    const Examined examined = examiner.examine(place);
    if (examined.answer == Examined::Answer::unsure) out.unsure.push_back(&examiner.rule(place));
    if (examined.answer == Examined::Answer::superfluous)
      alone.push_back({place, few_of(examined.deciders), examined.overruled});
  }
  // Of rules that make each other superfluous one has to stay: the one that stands for several, and
  // of equals the first.
  std::stable_sort(alone.begin(), alone.end(), [](const Found& a, const Found& b) {
    return a.by.size() != b.by.size() ? a.by.size() < b.by.size() : a.place > b.place;
  });
  std::vector<Found> removed;
  for (Found& found : alone) {
    if (!removed.empty()) {
      const Examined again = examiner.examine(found.place);
      if (again.answer == Examined::Answer::unsure)
        out.unsure.push_back(&examiner.rule(found.place));
      if (again.answer != Examined::Answer::superfluous) continue;
      found = {found.place, few_of(again.deciders), again.overruled};
    }
    examiner.remove(found.place);
    removed.push_back(std::move(found));
  }
  for (Found& found : removed) {
    // What was named may have been removed after it.
    const auto gone = [&](std::size_t place) { return examiner.is_removed(place); };
    if (!std::any_of(found.by.begin(), found.by.end(), gone)) continue;
    const Examined last = examiner.examine(found.place);
    if (last.answer == Examined::Answer::superfluous) found.by = few_of(last.deciders);
  }
  std::sort(removed.begin(), removed.end(),
            [](const Found& a, const Found& b) { return a.place < b.place; });
  for (const Found& found : removed) {
    Redundant one{&examiner.rule(found.place), {}, found.overruled};
    for (const std::size_t place : found.by) one.by.push_back(&examiner.rule(place));
    out.rules.push_back(std::move(one));
  }
  return out;
}

}  // namespace profgen::inline v0::policy
