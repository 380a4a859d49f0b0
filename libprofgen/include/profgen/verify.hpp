// Evidence replayed against a policy: which rule allows each access, which denies it, what no rule
// mentions, and which rules nothing used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/evidence.hpp"
#include "profgen/policy.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::suggest {

enum class Outcome : std::uint8_t {
  allowed,
  denied,  // by a deny rule: complain mode denies it too
  absent,  // (some of) it is not mentioned, or leads nowhere: enforce would deny it
  unknown  // the record does not tell what was accessed, or what program did it
};
[[nodiscard]] std::string_view name_of(
    Outcome outcome);  // "allowed", "denied", "absent", "unknown"

struct Replayed {
  evidence::Key key;
  evidence::Seen seen;
  Outcome outcome = Outcome::unknown;
  FilePerms missing = 0;  // of a FileAccess: the permissions that are not granted
  std::vector<const policy::ResolvedRule*> by;  // the rules that allow (part of) it, or deny it
  std::string exec;                             // of an exec that is allowed: the qualifier
  std::string reason;  // why not allowed, where the outcome does not say it all
};

struct ReplayedProfile {
  evidence::Subject subject;
  const policy::Profile* profile = nullptr;  // nullptr: the policy has none of that name
  std::vector<Replayed> accesses;            // sorted as the evidence
  // Rules that stand in the profile itself (not in what it includes) and that no access used. Deny
  // rules are left out where they say `deny` without `audit`: what they deny is not logged.
  std::vector<const policy::ResolvedRule*> unused;

  [[nodiscard]] std::size_t count(Outcome outcome) const;
};

// What the evidence made of one rule that stands in the profile itself.
struct RuleUse {
  static constexpr std::size_t most_names = 3;

  const policy::ResolvedRule* rule = nullptr;
  int severity = 0;               // 0 … 10 of what it grants; 10 is worst
  double cost = 0;                // what it grants beyond one literal thing, weighted by severity
  std::size_t accesses = 0;       // distinct ones that it allowed (part of), or denied
  std::uint64_t count = 0;        // how often
  std::int64_t last_us = 0;       // 0: unknown
  std::size_t names = 0;          // of a file or link rule: distinct paths
  std::vector<std::string> some;  // the first of these
  // Of a file rule that was used:
  FilePerms never_asked = 0;  // permissions that no access asked for
  bool only_owned = false;    // all were files of the task's own: `owner` would do
  std::string narrower;       // a rule that allows all of it and reaches far less; may be empty
};
// In the order of the policy.
[[nodiscard]] std::vector<RuleUse> rule_uses(const ReplayedProfile& replayed);

// What complain mode did not show of a profile: what its programs do where it was refused or not
// logged is known only when the profile was changed, loaded, and the log goes on.
struct Unseen {
  evidence::Subject subject;  // a profile without `//null-`
  // `//null-` children: of what runs in them the kernel logs no network, mount or signal.
  std::set<std::string> children;
  bool crowd_of_children = false;  // so many that they were not kept apart
  // Distinct accesses to what the kernel could not name: refused in complain mode too.
  std::size_t unresolved = 0;
  Access example;            // one of these
  std::int64_t last_us = 0;  // of the last such record; 0: unknown
};
// Sorted by subject; only profiles of which there is something to tell. With `attested_only` what
// nothing but untrusted records tell of is left out.
[[nodiscard]] std::vector<Unseen> unseen(const evidence::Evidence& evidence,
                                         bool attested_only = false);
// Whether records tell of an access that only the kernel or the audit daemon writes.
[[nodiscard]] bool attested(const evidence::Seen& seen);

// Every access of the evidence that belongs to a profile, those of `//null-` children in the
// profile that the exec rules of the policy put them in. Sorted by subject. Profiles of the policy
// without any evidence are not in it. The policy must outlive the result.
[[nodiscard]] std::vector<ReplayedProfile> replay(const evidence::Evidence& evidence,
                                                  const policy::Policy& policy);

}  // namespace profgen::inline v0::suggest
#pragma GCC visibility pop
