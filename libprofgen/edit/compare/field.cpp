#include "edit/compare/field.hpp"

#include <algorithm>
#include <tuple>

#include "edit/compare/search.hpp"

namespace profgen::inline v0::edit::by_meaning {
namespace {

using policy::LazyStates;

// States that are kept for the next entry; they cost some 64 MB.
constexpr std::size_t most_bytes = std::size_t{64} << 20U;

std::string key_of(const policy::Grant& grant, bool transition) {
  std::string key = std::to_string(grant.priority) + (grant.deny ? "d" : "a");
  if (transition) key += "x" + grant.transition;
  for (const std::string& pattern : grant.patterns) key += '\0' + pattern;
  return key;
}

}  // namespace

const policy::ResolvedRule& GrantEntry::rule(Side side, std::uint32_t about) const {
  const auto found = std::find_if(parts[side].begin(), parts[side].end(),
                                  [about](const Part& part) { return (part.perms & about) != 0; });
  return found != parts[side].end() ? *found->rule : *parts[side].front().rule;
}

void Field::add(Side side, const policy::Grant& grant) {
  // Only exec has a transition to differ in.
  const bool apart = grant.of == policy::GrantClass::file && (grant.perms & exec_bits) != 0;
  add_part(side, grant, apart ? grant.perms & ~exec_bits : grant.perms, false);
  if (apart) add_part(side, grant, grant.perms & exec_bits, true);
}

void Field::add_part(Side side, const policy::Grant& grant, std::uint32_t perms, bool transition) {
  if (perms == 0) return;
  const std::string key = key_of(grant, transition);
  const auto [known, added] = index_.emplace(key, entries_.size());
  if (added) {
    entries_.push_back({grant, {}, {}});
    if (!transition) entries_.back().grant.transition.clear();
  }
  GrantEntry& entry = entries_[known->second];
  entry.perms[side] |= perms;
  entry.parts[side].push_back({grant.rule, perms});
}

void Field::close() {
  const bool equal = std::all_of(entries_.begin(), entries_.end(),
                                 [](const GrantEntry& entry) { return contested(entry) == 0; });
  if (equal) return;
  for (std::size_t i = 0; i < entries_.size(); ++i)
    (void)program_.add(entries_[i].grant.patterns, static_cast<std::uint32_t>(i));
  states_ = std::make_unique<LazyStates>(program_.program());
}

Verdict Field::verdict(Side side, const std::vector<std::uint32_t>& matching) const {
  Verdict verdict;
  std::vector<const GrantEntry*> here;
  for (const std::uint32_t id : matching)
    if (entries_[id].perms[side] != 0) here.push_back(&entries_[id]);
  std::stable_sort(here.begin(), here.end(), [](const GrantEntry* a, const GrantEntry* b) {
    return a->grant.priority > b->grant.priority;
  });
  // Among the rules of the highest priority that speak about a permission deny wins.
  std::uint32_t decided = 0;
  for (std::size_t i = 0; i < here.size();) {
    std::uint32_t allowed = 0, denied = 0;
    const int priority = here[i]->grant.priority;
    for (; i < here.size() && here[i]->grant.priority == priority; ++i)
      (here[i]->grant.deny ? denied : allowed) |= here[i]->perms[side];
    verdict.denied |= denied & ~decided;
    verdict.allowed |= allowed & ~denied & ~decided;
    decided |= allowed | denied;
  }
  if ((verdict.allowed & exec_bits) == 0) return verdict;
  for (std::size_t other = 0; other < 2; ++other) {
    const std::uint32_t bit = std::uint32_t{file_perm::exec}
                              << (other == 0 ? 0U : policy::other_shift);
    if ((verdict.allowed & bit) == 0) continue;
    const GrantEntry*& chosen = verdict.transitions[other];
    for (const GrantEntry* entry : here) {
      if (entry->grant.transition.empty() || entry->grant.deny || (entry->perms[side] & bit) == 0)
        continue;
      const auto rank = [](const GrantEntry* e) {
        return std::tuple(e->grant.priority, e->grant.exact);
      };
      if (chosen == nullptr || rank(entry) > rank(chosen) ||
          (rank(entry) == rank(chosen) && entry->grant.transition < chosen->grant.transition))
        chosen = entry;
    }
  }
  return verdict;
}

const Field::Views& Field::views_at(std::uint32_t state) {
  const auto [known, added] = views_.try_emplace(state);
  if (added) {
    const auto& ids = states_->accepted(state);
    known->second = {verdict(before, ids), verdict(after, ids)};
  }
  return known->second;
}

Outcome Field::examine(const GrantEntry& entry, bool thorough) {
  if (contested(entry) == 0 || !states_) return {};
  if (states_->bytes() > most_bytes) {
    states_->forget();
    views_.clear();
  }
  policy::TupleProgram program;
  if (!program.add(entry.grant.patterns, 0)) return {};
  return Search(*this, entry, program.program(), thorough).run();
}

}  // namespace profgen::inline v0::edit::by_meaning
