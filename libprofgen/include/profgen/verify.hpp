// Evidence replayed against a policy: which rule allows each access, which denies it, what no rule
// mentions, and which rules nothing used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/evidence.hpp"
#include "profgen/policy.hpp"

namespace profgen::suggest {

enum class Outcome : std::uint8_t {
  allowed,
  denied,  // by a deny rule: complain mode denies it too
  absent,  // (some of) it is not mentioned: enforce would deny it
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

// Every access of the evidence that belongs to a profile, those of `//null-` children in the
// profile that the exec rules of the policy put them in. Sorted by subject. Profiles of the policy
// without any evidence are not in it. The policy must outlive the result.
[[nodiscard]] std::vector<ReplayedProfile> replay(const evidence::Evidence& evidence,
                                                  const policy::Policy& policy);

}  // namespace profgen::suggest
