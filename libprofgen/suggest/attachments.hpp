// Which profile of a policy a program would enter: by the name or the attachment.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "policy/automaton.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::suggest {

class Attachments {
 public:
  // Keeps a reference: the policy must outlive it.
  explicit Attachments(const policy::Policy& policy) : policy_(policy) {}

  // The profile that a program enters by `Px` (parent empty) or, as a child of `parent`, by `Cx`;
  // nullptr if there is none. As the kernel picks: a profile of exactly that name; else a literal
  // attachment before a pattern, and of two patterns the one whose shortest match is longer; none
  // where two are equal.
  [[nodiscard]] const policy::Profile* find(std::string_view name_space, std::string_view parent,
                                            std::string_view program);

 private:
  // The profiles among which an exec looks: those of a namespace, or the children of one profile.
  struct Group {
    struct Attached {
      const policy::Profile* profile;
      std::pair<bool, std::size_t> rank;  // literal, shortest match
    };
    std::unordered_map<std::string_view, const policy::Profile*> by_name;  // the last part of it
    std::vector<Attached> attached;
    policy::Automaton paths;
  };
  Group& group(std::string_view name_space, std::string_view parent);

  const policy::Policy& policy_;
  std::map<std::pair<std::string, std::string>, Group> groups_;
};

}  // namespace profgen::inline v0::suggest
