// What an exec rule makes of the program it starts.
#pragma once

#include <string>
#include <string_view>

#include "profgen/rules.hpp"

namespace profgen::inline v0::policy {

// Two rules with equal transitions are never in conflict.
struct Transition {
  std::string kind;       // "px", "cix", …: lower case
  bool scrubbed = false;  // the environment is
  std::string target;
  friend bool operator==(const Transition&, const Transition&) = default;
};

// What goes on in the profile it runs in is mapped there too: to the compiler the ix in `ix`, `pix`
// and `cix` means m as well.
[[nodiscard]] inline FilePerms implied_perms(std::string_view exec) {
  return exec.find('i') == std::string_view::npos ? FilePerms{} : file_perm::map_exec;
}

[[nodiscard]] Transition transition_of(const FileRule& rule);
// The same in words: "Px", "pix -> target"; equal where the transitions are.
[[nodiscard]] std::string transition_text(const FileRule& rule);

}  // namespace profgen::inline v0::policy
