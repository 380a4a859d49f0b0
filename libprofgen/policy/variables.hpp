// Variables, booleans and aliases of a file, and the patterns that are left when they are looked
// through. Facts: apparmor.d(5), and what the compiler prints with -D variables and -D rule-exprs.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {

struct Environment {
  std::map<std::string, std::vector<std::string>, std::less<>> sets;  // values as written
  std::map<std::string, bool, std::less<>> booleans;
  std::vector<std::pair<std::string, std::string>> aliases;  // from, to
};
using EnvironmentPtr = std::shared_ptr<const Environment>;

// Carries out one assignment; what is wrong with it, if something is: {id, message}.
struct AssignmentError {
  std::string id;
  std::string message;
};
[[nodiscard]] std::optional<AssignmentError> assign(Environment& environment,
                                                    const Variable& variable);

// What the built-in variables stand for.
struct Scope {
  EnvironmentPtr environment;
  std::string profile_name;  // @{profile_name}; raw. Empty: undeclared
  std::string attachment;    // @{exec_path} and @{attach_path}: a pattern. Empty: undeclared
};

// Names that several profiles share: each hat of a profile reaches all of them.
using Names = std::shared_ptr<const std::unordered_set<std::string>>;

class Expander {
 public:
  explicit Expander(const Scope& scope);

  // The pattern with every variable replaced by its values as a group {a,b}. A variable that is not
  // declared, or that contains itself, makes the whole nullopt (problem() says which).
  [[nodiscard]] std::optional<std::string> expand(std::string_view pattern);
  // The same for paths: `//` inside becomes `/`.
  [[nodiscard]] std::optional<std::string> expand_path(std::string_view pattern);
  // What was wrong in the last expansion that failed: {id, message}.
  [[nodiscard]] const AssignmentError& problem() const { return problem_; }

 private:
  const std::vector<std::string>* values_of(std::string_view name);
  bool append(std::string& out, std::string_view pattern);

  Scope scope_;
  std::map<std::string, std::vector<std::string>, std::less<>> known_;  // expanded
  std::vector<std::string> open_;  // being expanded, outermost first
  AssignmentError problem_;
};

// A byte of a variable's name: a letter of ASCII, a digit or '_'.
[[nodiscard]] bool is_name_byte(char c);
// The name of the variable that stands at text[at] == '@' ("@{NAME}"); empty if none does.
[[nodiscard]] std::string_view variable_at(std::string_view text, std::size_t at);
// `//` becomes `/`, but for two at the beginning.
[[nodiscard]] std::string single_slashes(std::string_view path);
// Every alternative of a variable's values, without groups where that is possible; bounded.
[[nodiscard]] std::vector<std::string> all_values(const Environment& environment,
                                                  std::string_view name);

}  // namespace profgen::inline v0::policy
