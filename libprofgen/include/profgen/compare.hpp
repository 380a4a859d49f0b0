// Two policies held against each other by meaning: what one grants that the other does not, after
// includes, variables, aliases, conditionals, deny rules and priorities.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profgen/policy.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::edit {

// A rule (or a header) that is responsible for a difference.
struct Culprit {
  std::string text;  // canonical: "owner @{HOME}/.x rw,"
  policy::Location where;
  bool before = false;  // it stands in the policy that was given first
  bool from_include = false;
  bool deny = false;
};

enum class Change : std::uint8_t {
  granted,   // allowed after, not before: a widening
  removed,   // allowed before, not after
  undenied,  // denied before, not mentioned after: complain mode would allow it
  denied,    // not mentioned before, denied after
  changed,   // allowed before and after, but not in the same way
};
[[nodiscard]] std::string_view name_of(Change change);

struct Difference {
  Change change = Change::changed;
  std::string class_name;   // "file", "exec", "capability", … "flags", "mode", "attachment"
  std::string permissions;  // "rw", "owner r", "send receive"; empty where the class has none
  bool partial = false;     // they are not all that the rule is about
  std::string detail;       // of `changed`: "ix → Px"
  Culprit culprit;
  // What decided on the other side, if a rule did: the deny rule that is gone, the other exec rule.
  std::vector<Culprit> others;
  Access example;            // allowed on one side, not on the other; monostate: none
  std::string example_text;  // the same in words
  bool certain = true;       // false: too many cases to look at; there may be no difference
};

struct ProfileDifference {
  enum class Kind : std::uint8_t { differs, only_before, only_after } kind = Kind::differs;
  std::string name;  // with its name space: ":ns:a//b"
  policy::Location before, after;
  std::vector<Difference> differences;
};

// Sorted by class, then by place. Empty: the two mean the same. What is not compared: audit, the
// words of rules, comments.
[[nodiscard]] std::vector<Difference> compare(const policy::Profile& before,
                                              const policy::Profile& after);
// Profiles are matched by name. Those that mean the same are left out; sorted by name.
[[nodiscard]] std::vector<ProfileDifference> compare(const policy::Policy& before,
                                                     const policy::Policy& after);

}  // namespace profgen::inline v0::edit
#pragma GCC visibility pop
