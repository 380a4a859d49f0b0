// What every lint is given: one file that the compiler accepts, its tree and its meaning.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/lint/policy_index.hpp"
#include "policy/resolve.hpp"
#include "profgen/lint.hpp"

namespace profgen::inline v0::policy {

// A profile or hat that stands in the file, with what holds inside it.
struct LintProfile {
  const Item* item = nullptr;
  const ProfileHeader* header = nullptr;
  const LintProfile* parent = nullptr;        // nullptr: at file level
  const ResolvedProfile* resolved = nullptr;  // nullptr: in an arm that is not taken
  std::vector<const ResolvedRule*> own;       // rules written in this file
};
// A rule of the file as written, in whatever arm of a conditional.
struct LintRule {
  const Item* item = nullptr;
  const Rule* rule = nullptr;
  Prefix prefix;  // with that of the blocks around
  const LintProfile* profile = nullptr;
};

// One thing found; which lines it is about decides which comments suppress it.
struct LintFinding {
  Diagnostic diagnostic;
  Span span;
};

class ComparedRules;

class LintContext {
 public:
  LintContext(const SourceFile& file, const std::vector<ResolvedProfile>& resolved,
              Library& library, PolicyIndex& index, const LintOptions& options);

  const SourceFile& file;
  const Source& source;
  const std::vector<ResolvedProfile>& resolved;
  Library& library;
  PolicyIndex& index;
  const LintOptions& options;
  std::deque<LintProfile> profiles;  // parents before their children; pointers to them stay
  std::vector<LintRule> rules;

  // Reports for the lint that runs. The first place of `word` in the span is pointed at, else its
  // begin; the lines of the span are what a comment can suppress it for.
  void report(Span span, std::string_view message, std::string_view hint = {},
              std::string_view word = {});
  // Variables looked through as in this profile; nullopt: it cannot be (it is reported elsewhere).
  [[nodiscard]] std::optional<std::string> expand_path(const LintProfile* profile,
                                                       std::string_view pattern);
  // The profile's rules ready to be compared; made on first use.
  [[nodiscard]] const ComparedRules& compared(const LintProfile& profile);

  // By pattern, what wide.cpp has found of it: several lints ask.
  std::unordered_map<std::string, std::uint32_t> zones;

  // Comparing everything with everything is bounded for each lint: false once a hostile file has
  // used it up, and nothing more is said. may_ask() is for questions that take an automaton.
  [[nodiscard]] bool may_compare() { return comparisons < 2'000'000 && ++comparisons != 0; }
  [[nodiscard]] bool may_ask() { return questions < 3'000 && ++questions != 0; }
  std::size_t comparisons = 0, questions = 0;

  // Set by the runner.
  std::string_view id;
  Severity severity = Severity::warning;
  std::vector<LintFinding> findings;
  bool has_more = false;  // maximum_findings are enough

 private:
  void collect_profiles(const std::vector<Item>& items, const LintProfile* parent);
  void collect_rules(const std::vector<Item>& items, const Prefix& prefix,
                     const LintProfile* profile, std::size_t& next_profile);

  std::map<const LintProfile*, Expander> expanders_;
  std::map<const LintProfile*, std::shared_ptr<const ComparedRules>> compared_;
};

// "/etc/apparmor.d/abstractions/base:12".
[[nodiscard]] std::string place_text(const Location& where);
// Does the profile enforce anything? In the modes unconfined and default_allow rules mean little.
[[nodiscard]] bool confines(const LintProfile* profile);
// From the name of a profile to its opening brace.
[[nodiscard]] Span header_span(const Item& item);
// A rule that grants: neither deny nor prompt.
[[nodiscard]] bool allows(const Prefix& prefix);

}  // namespace profgen::inline v0::policy
