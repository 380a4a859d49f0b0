// A decision file: every question with its alternatives and an answer, for a person to edit and for
// `apply` to carry out, on another day or host, without the log (docs/suggest.md).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "profgen/refine.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::refine {

inline constexpr int decisions_version = 1;

struct ExecDecision {
  using Answer = std::variant<ExecAnswer, Skipped>;  // Skipped: later
  suggest::ExecQuestion question;
  Answer answer;
  Answer made_for;     // the answer under which the rules of the file were proposed
  std::string reason;  // of the answer: "guard: …"; a comment in the file
  Position at;         // of the answer in the file
};
struct RuleDecision {
  std::variant<RuleAnswer, Skipped> answer;  // Skipped: later
  bool covered = false;  // asked only where no other answer covers it; else it always counts
  std::string reason;    // of the answer; a comment in the file
  Position at;           // of the answer in the file
};

// The state of a profile that the decisions are about.
struct MadeFor {
  std::string fingerprint;  // the digest of the text of its file, or `no_file`
  Position at;              // of the profile in the decision file
};
inline constexpr std::string_view no_file = "new";

struct Decisions {
  SourcePtr source;  // what it was read from; nullptr where it was made
  // Of SessionOptions.
  std::string abi;
  bool new_in_complain = true;
  std::vector<std::string> new_file_comment;

  std::vector<ExecDecision> execs;
  suggest::Proposals proposals;               // their files are below the policy directory
  std::map<std::string, RuleDecision> rules;  // by Proposal::id; none for what follows from execs
  std::map<evidence::Subject, MadeFor> made_for;
};

// The questions of a recommendation with the answers in it.
[[nodiscard]] Decisions decisions_of(const Recommendation& recommendation,
                                     const policy::Policy& policy, const SessionOptions& options);

// YAML with comments that explain it. Any bytes in names survive.
[[nodiscard]] std::string to_text(const Decisions& decisions, const policy::Policy& policy);
// Strict: an unknown key, a missing answer, a wrong kind, a rule that is none are errors with their
// place, and all of them are found. nullopt: there were some. `policy_dir` is where it is to be
// applied.
[[nodiscard]] std::optional<Decisions> read_decisions(const std::string& name,
                                                      const std::string& text,
                                                      const std::string& policy_dir,
                                                      std::vector<Diagnostic>& diagnostics);

// Carries the decisions out on the policy: the same bytes as a session with these answers.
// Refused (nullopt, with the reasons in `diagnostics`) where a profile is not the one that the file
// was made for, or where an exec answer was changed: the rules below it have to be proposed anew.
[[nodiscard]] std::optional<Outcome> apply(const Decisions& decisions, const policy::Policy& policy,
                                           std::vector<Diagnostic>& diagnostics,
                                           SessionOptions options = {});
// The same over evidence: exec answers may differ, questions that the file does not hold are left.
// Notes in `diagnostics` tell how the evidence differs from that of the file.
[[nodiscard]] std::optional<Outcome> apply(const Decisions& decisions, const policy::Policy& policy,
                                           const evidence::Evidence& evidence,
                                           SessionOptions options,
                                           std::vector<Diagnostic>& diagnostics);

}  // namespace profgen::inline v0::refine
#pragma GCC visibility pop
