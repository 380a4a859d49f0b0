// What is worth a second look in a profile that the compiler accepts: findings with stable ids,
// each of which can be switched, and suppressed in a comment.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/diagnostic.hpp"
#include "profgen/policy.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::policy {

enum class LintLevel : std::uint8_t { off, info, warning, error };

struct LintInfo {
  std::string_view id;    // stable; its section in docs/lint.md has the same name
  std::string_view also;  // what others call it: accepted wherever an id is; may be empty
  LintLevel level = LintLevel::warning;  // unless the options say otherwise
  std::string_view title;                // one line: what is found
  std::string_view advice;               // one line: what to write instead
};
// Every lint, in the order of docs/lint.md.
[[nodiscard]] std::vector<LintInfo> lints();
// The entry of an id or of its other name; nullopt if there is none.
[[nodiscard]] std::optional<LintInfo> find_lint(std::string_view id);

// "off", "info" (or "note"), "warning", "error"; nullopt for another word.
[[nodiscard]] std::optional<LintLevel> lint_level(std::string_view word);
[[nodiscard]] std::string_view name_of(LintLevel level);

struct LintOptions {
  std::map<std::string, LintLevel, std::less<>> levels;  // by id; "all": those not named
  // Of the compiler that is to take the text, as "3.0.8"; empty: nothing is said about it.
  std::string parser_version;
};

// check_text() for many files: what they include is read once. One thread at a time.
class Checker {
 public:
  // Without LintOptions only what the compiler refuses is found. `files` must outlive it.
  Checker(const Files& files, LoadOptions options, std::optional<LintOptions> lint);
  ~Checker();
  Checker(Checker&&) noexcept;
  Checker& operator=(Checker&&) noexcept;

  // The findings of a lint come after the compiler's, and only for a text without errors.
  [[nodiscard]] std::vector<Diagnostic> check(const std::string& path, std::string text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace profgen::inline v0::policy
#pragma GCC visibility pop
