// The `rules` text of kube-apparmor-manager as the body of a profile.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace profgen::inline v0::kube {

struct ManagerLine {
  std::string text;
  std::size_t from = 0;       // the line of `rules` (from 0) that it is
  bool lost_include = false;  // kube-apparmor-manager took it for a comment
  bool comma = false;         // it had none
  friend bool operator==(const ManagerLine&, const ManagerLine&) = default;
};
struct ManagerRules {
  std::vector<ManagerLine> lines;
  // It can be read in two ways: a line is a rule by itself, and also the beginning of the next
  // one. kube-apparmor-manager made a rule of each, and so does this.
  bool ambiguous = false;
};

// What the author meant: kube-apparmor-manager ended every line with a comma, whatever it was, and
// dropped those that begin with `#`. Here only rules end with one; comments, includes, blocks and
// rules over more than one line stay.
[[nodiscard]] ManagerRules manager_rules(std::string_view rules);

}  // namespace profgen::inline v0::kube
