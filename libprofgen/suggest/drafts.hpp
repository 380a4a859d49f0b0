// The profiles that execs lead to and that do not stand. Those of answers are drafted, also where
// the log holds nothing of them: an exec into a profile that is missing fails.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "profgen/suggest.hpp"
#include "suggest/hints.hpp"
#include "suggest/transitions.hpp"

namespace profgen::inline v0::suggest {

class Drafts {
 public:
  // A profile runs a program by an answer, or by a rule that stands.
  void enter(const evidence::Subject& from, const std::string& program, const Transition& to,
             bool by_standing_rule);
  // A task asked for another profile by itself.
  void change(const evidence::Subject& from, const ChangeProfileAccess& change);

  // Adds the profiles that answers need (sorted in by name), and says what is known of all that are
  // entered: their attachment, and from where. What a rule that stands or the program itself names
  // and nobody has is told by a hint: it may stand where we do not look.
  void finish(std::vector<ProfileProposals>& profiles, const policy::Policy& policy,
              Hints& hints) const;

 private:
  struct Draft {
    std::string attachment;  // of the first program that enters it without naming it
    std::set<std::string> from;
    bool answered = false;
  };
  std::map<evidence::Subject, Draft> drafts_;
};

}  // namespace profgen::inline v0::suggest
