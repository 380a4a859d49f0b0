// Which profile of a policy a program would enter: by the name or the attachment.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "profgen/policy.hpp"

namespace profgen::suggest {

class Attachments {
 public:
  // Keeps a reference: the policy must outlive it.
  explicit Attachments(const policy::Policy& policy) : policy_(policy) {}

  // The profile that a program enters by `Px` (parent empty) or, as a child of `parent`, by `Cx`;
  // nullptr if there is none. Of several that match, the one whose pattern begins with the longest
  // literal text, as the kernel prefers the most specific one.
  [[nodiscard]] const policy::Profile* find(std::string_view name_space, std::string_view parent,
                                            std::string_view program);

 private:
  [[nodiscard]] const policy::Profile* search(std::string_view name_space, std::string_view parent,
                                              std::string_view program) const;
  [[nodiscard]] bool matches(const policy::Profile& profile, std::string_view program) const;
  [[nodiscard]] std::string expanded(const policy::Profile& profile) const;

  const policy::Policy& policy_;
  std::map<std::string, const policy::Profile*> found_;
};

}  // namespace profgen::suggest
