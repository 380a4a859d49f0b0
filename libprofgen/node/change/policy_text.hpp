// The profiles that stand in one policy file's text, and the text with them in other modes.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "node/change/loaded.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::node {

class PolicyText {
 public:
  // `files` and `options`: where its includes are; a profile's name may be made of variables.
  PolicyText(const Files& files, std::string path, std::string text,
             const policy::LoadOptions& options);

  // The same file with another text.
  [[nodiscard]] PolicyText with(std::string text) const;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  // As the kernel calls them, with those that includes bring; and the topmost of them.
  [[nodiscard]] std::vector<std::string> profiles() const;
  [[nodiscard]] std::vector<std::string> tops() const;
  // The kernel's word for the mode that its flags give; "" if it is none of them.
  [[nodiscard]] std::string mode(const std::string& profile) const;
  [[nodiscard]] Modes modes() const;

  // The text with the profiles in these modes (the kernel's words); others, and those that an
  // include brings, stay. A flag that gives the mode already stays as it is written.
  [[nodiscard]] std::string in_modes(const Modes& modes) const;
  // The same for those profiles of these families whose flags make them deny.
  [[nodiscard]] std::string denying_in_mode(const std::string& mode,
                                            const std::set<std::string>& families) const;
  // What stands around the profiles, and of these only this family's.
  [[nodiscard]] std::string only_family(const std::string& top) const;
  // Policy that switches the family off: its header without rules, flags=(unconfined). Names and
  // attachment stay, so that what starts later comes back under it.
  [[nodiscard]] std::string only_header_unconfined(const std::string& top) const;
  // The text marked as parked (host::mark_parked()) with all of the family unconfined.
  [[nodiscard]] std::string marked_parked(const std::string& top) const;

 private:
  [[nodiscard]] const policy::Item* item(const std::string& profile) const;

  const Files* files_;
  std::string path_, text_;
  policy::Policy policy_;
};

}  // namespace profgen::inline v0::node
