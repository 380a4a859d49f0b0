// The accesses that one entry matches, gone through together with what all others say of them.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "edit/compare/field.hpp"

namespace profgen::inline v0::edit::by_meaning {

class Search {
 public:
  Search(Field& field, const GrantEntry& entry, const policy::AareProgram& program, bool thorough);
  // Breadth first, so that examples are short; ends when everything possible was found.
  [[nodiscard]] Outcome run();

 private:
  // Bytes that neither automaton tells apart, one for all of them.
  struct Step {
    std::uint8_t of_entry, of_field;
    char byte;
  };
  struct Pair {
    std::uint32_t own, field;  // states
    std::size_t parent;
    char byte;  // that led here
  };
  void make_steps();
  [[nodiscard]] std::uint32_t missing() const;
  void look(const Pair& pair, std::size_t at);
  void note(Finding& finding, std::uint32_t perms, const Pair& pair, std::size_t at);
  void go_on(std::size_t from);
  void reach(const Pair& pair);
  [[nodiscard]] std::string text_of(std::size_t at) const;

  Field& field_;
  const GrantEntry& entry_;
  policy::LazyStates own_;
  bool thorough_;
  // What a rule on one side can change: one more can only grant more (or change a transition), a
  // deny rule more can only grant less.
  std::uint32_t widening_, narrowing_;
  std::vector<Step> steps_;
  std::vector<Pair> pairs_;
  std::unordered_set<std::uint64_t> seen_;
  Outcome outcome_;
};

}  // namespace profgen::inline v0::edit::by_meaning
