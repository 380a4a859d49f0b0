// Paths written with the variables that the policy defines: @{HOME}, @{PROC}, @{pid}, …
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profgen/policy.hpp"

namespace profgen::inline v0::suggest {

class Variables {
 public:
  // Keeps a reference: the policy must outlive it.
  explicit Variables(const policy::Policy& policy) : policy_(policy) {}

  // The path as a pattern with variables put in; empty if none fits. Whether it matches the path is
  // for the caller to check. `written`, if not empty, is how the parts between its slashes are
  // written where no variable takes their place (Siblings::Glob); the last may stand for two.
  [[nodiscard]] std::string form_of(std::string_view path,
                                    const std::vector<std::string>& written = {});
  // The same by a variable that someone defined for this host or this distribution: one of whose
  // values the path begins with.
  [[nodiscard]] std::string local_form_of(std::string_view path,
                                          const std::vector<std::string>& written = {});

 private:
  using Directories = std::vector<std::pair<std::string, std::string>>;

  [[nodiscard]] bool defined(std::string_view name);
  [[nodiscard]] const Directories& local_directories();

  const policy::Policy& policy_;
  std::map<std::string, bool, std::less<>> defined_;
  std::optional<Directories> local_;  // a directory with its last slash, and the variable's name
};

// A part of the path is a user's home or id.
[[nodiscard]] bool has_user(std::string_view path);

}  // namespace profgen::inline v0::suggest
