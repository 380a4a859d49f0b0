// Paths written with the variables that the policy defines: @{HOME}, @{PROC}, @{pid}, …
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "profgen/policy.hpp"

namespace profgen::suggest {

class Variables {
 public:
  // Keeps a reference: the policy must outlive it.
  explicit Variables(const policy::Policy& policy) : policy_(policy) {}

  // The path as a pattern with variables put in; empty if none fits. Whether it matches the path is
  // for the caller to check.
  [[nodiscard]] std::string form_of(std::string_view path);

 private:
  [[nodiscard]] bool defined(std::string_view name);

  const policy::Policy& policy_;
  std::map<std::string, bool, std::less<>> defined_;
};

// A part of the path will be another one next time: a process id, a user's home or id.
[[nodiscard]] bool has_process_id(std::string_view path);
[[nodiscard]] bool has_user(std::string_view path);

}  // namespace profgen::suggest
