// Labels of `//null-` children → the profiles that the choices put them in.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profgen/suggest.hpp"
#include "suggest/attachments.hpp"

namespace profgen::inline v0::suggest {

struct Place {
  enum class Kind {
    profile,    // `name` is a profile without `//null-`
    undecided,  // an exec on the way has no answer yet: `name` did it, `program` was run
    gone,       // denied, ignored or not confined: its accesses ask for nothing
  } kind = Kind::profile;
  std::string name;
  std::string program;     // of undecided: the program, or the kernel's counter of old kernels
  bool innermost = false;  // of undecided: the last piece of the label is the undecided one
  // The programs run on the way by an answer, with the profile that ran each.
  std::vector<std::pair<std::string, std::string>> runs;
};

class Folder {
 public:
  // Keeps references: all three must outlive it.
  Folder(const evidence::Evidence& evidence, const policy::Policy& policy,
         const ExecChoices& choices);

  [[nodiscard]] const Place& place(const evidence::Subject& subject);
  // A label of a peer or a target; as it was where something is undecided or gone.
  [[nodiscard]] std::string peer(const std::string& name_space, const std::string& label);
  // The access with the labels in it folded.
  [[nodiscard]] Access folded(const std::string& name_space, const Access& access);

 private:
  [[nodiscard]] Place walk(const evidence::Subject& subject);

  const policy::Policy& policy_;
  const ExecChoices& choices_;
  Attachments attachments_;
  std::set<std::string> hats_;
  std::map<evidence::Subject, Place> places_;
};

}  // namespace profgen::inline v0::suggest
