// An answer and the proposal that it answers → the lines of policy that it means.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/refine.hpp"

namespace profgen::inline v0::refine {

struct Lines {
  std::vector<edit::Line> add;
  // `widen`: the rule that stands is rewritten instead of a line added.
  std::optional<policy::Location> replace;
  std::optional<policy::Rule> by;
};

// What the answer puts into the profile; empty for ignore.
[[nodiscard]] Lines lines_of(const suggest::Proposal& proposal, const RuleAnswer& answer);

// What a proposal is about, for people.
[[nodiscard]] std::string what_of(const suggest::Proposal& proposal);
[[nodiscard]] std::string what_of(const suggest::ExecQuestion& question);

// Whether a session is about a profile. Those of another policy namespace (containers, snaps) are
// not this host's policy: what would be decided about them could not be written. Of one profile
// that was asked for, its children and hats are a part.
[[nodiscard]] bool wanted(const SessionOptions& options, const evidence::Subject& subject);
// The same, or drafted because such a profile enters it: without it the exec would fail.
[[nodiscard]] bool wanted(const SessionOptions& options, const suggest::ProfileProposals& profile);
// An exec that was answered needs no second question: its rule follows from the answer.
[[nodiscard]] bool follows_from_exec(const suggest::Proposal& proposal);

// The answer to a question as it is kept; its step is not set.
[[nodiscard]] Entry entry_of(const Question& question, decltype(Entry::answer) answer,
                             std::string reason);
[[nodiscard]] Entry entry_of(const suggest::Proposal& proposal, decltype(Entry::answer) answer,
                             std::string reason);

// Stable names of questions, for the journal: same evidence and policy, same key.
[[nodiscard]] std::string key_of(const suggest::ExecQuestion& question);
[[nodiscard]] std::string key_of(const suggest::Proposal& proposal);
// Whether a key is that of an exec question.
[[nodiscard]] bool is_exec_key(std::string_view key);

}  // namespace profgen::inline v0::refine
