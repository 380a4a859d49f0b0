// The grants of one class on both sides, and the search for accesses about which they differ.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/automaton.hpp"
#include "policy/grants.hpp"
#include "policy/tuples.hpp"

namespace profgen::inline v0::edit::by_meaning {

inline constexpr std::uint32_t exec_bits =
    file_perm::exec | (std::uint32_t{file_perm::exec} << policy::other_shift);

enum Side : std::size_t { before = 0, after = 1 };

// One pattern with what each side says about it.
struct GrantEntry {
  policy::Grant grant;  // of the side that has it (`before`, if both do)
  std::array<std::uint32_t, 2> perms{};
  struct Part {
    const policy::ResolvedRule* rule;
    std::uint32_t perms;
  };
  std::array<std::vector<Part>, 2> parts;  // the rules that say it, in the order of the policy

  // The first rule that speaks about one of the permissions; one must.
  [[nodiscard]] const policy::ResolvedRule& rule(Side side, std::uint32_t about) const;
};

// What holds on one side for one access.
struct Verdict {
  std::uint32_t allowed = 0;
  std::uint32_t denied = 0;
  // Of file permissions with exec: the entry that decides on the transition, for what the task owns
  // and for what it does not.
  std::array<const GrantEntry*, 2> transitions{};
};

// Something that is not the same on both sides, with the first access it was found for.
struct Finding {
  std::uint32_t perms = 0;
  std::string example;                  // a tuple
  std::uint32_t example_perms = 0;      // those of `perms` that the example is about
  std::vector<std::uint32_t> matching;  // entries that speak about it
};
struct Outcome {
  Finding granted, removed, undenied, denied, changed;
  // Only where it was asked for: `granted` where `before` mentions the access nowhere, and where it
  // denies it.
  Finding fresh, overruled;
  std::uint32_t unsure = 0;  // permissions for which the search was given up
};

// The permissions that an entry is about on one side only.
[[nodiscard]] inline std::uint32_t contested(const GrantEntry& entry) {
  return entry.perms[before] ^ entry.perms[after];
}

class Field {
 public:
  // Grants of one class.
  void add(Side side, const policy::Grant& grant);
  // To be called once, behind the last add().
  void close();

  [[nodiscard]] const std::vector<GrantEntry>& entries() const { return entries_; }
  // Every way in which the sides differ on accesses that the entry matches, in permissions about
  // which it says something on one side only.
  // `thorough` looks on until it knows of each permission whether it is fresh, overruled or both.
  [[nodiscard]] Outcome examine(const GrantEntry& entry, bool thorough = false);
  [[nodiscard]] Verdict verdict(Side side, const std::vector<std::uint32_t>& matching) const;

  // For the search: all grants as one automaton, and what holds in a state of it.
  struct Views {
    Verdict before, after;
  };
  [[nodiscard]] policy::LazyStates& states() { return *states_; }
  [[nodiscard]] const Views& views_at(std::uint32_t state);
  // What all searches together may still cost: pairs of states, and instructions followed.
  struct Budget {
    std::size_t pairs = 500'000;
    std::uint64_t work = 300'000'000;
  };
  [[nodiscard]] Budget& budget() { return budget_; }

 private:
  void add_part(Side side, const policy::Grant& grant, std::uint32_t perms, bool transition);

  std::vector<GrantEntry> entries_;
  std::unordered_map<std::string, std::size_t> index_;
  policy::TupleProgram program_;
  std::unique_ptr<policy::LazyStates> states_;
  std::unordered_map<std::uint32_t, Views> views_;  // by state
  Budget budget_;
};

}  // namespace profgen::inline v0::edit::by_meaning
