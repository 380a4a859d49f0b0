// What logprof.conf says that the dialogue with aa-logprof's front ends and drafts go by.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace profgen::inline v0::refine {

struct AaSettings {
  // [qualifiers]: by program, the letters i c p n u of the answers that an exec of it may get.
  std::map<std::string, std::string, std::less<>> qualifiers;
  // [defaulthat]: a regular expression of profile names, and the hat.
  std::vector<std::pair<std::string, std::string>> default_hats;
  // [required_hats]: a regular expression of programs, and the hats that each of them has.
  std::vector<std::pair<std::string, std::vector<std::string>>> required_hats;

  // All letters where nothing is said.
  [[nodiscard]] std::string letters_for(std::string_view program) const;
  // "" if there is none.
  [[nodiscard]] std::string default_hat(const std::string& profile) const;
  [[nodiscard]] std::vector<std::string> required_hats_of(const std::string& program) const;
};

// Never fails: lines that say nothing to us are passed over.
[[nodiscard]] AaSettings read_aa_settings(std::string_view logprof_conf);

}  // namespace profgen::inline v0::refine
