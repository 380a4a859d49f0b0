// Would enforce mode have blocked anything in this evidence, and how far is the evidence to be
// believed? docs/verify.md says what is judged and what cannot be known.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/runs.hpp"
#include "profgen/verify.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::suggest {

// What is done with accesses that only records tell of that anyone may have written.
enum class Untrusted : std::uint8_t {
  refuse,  // they are no evidence for a profile, and one that would be blocked is a reason
  accept,  // they are as good as others
  ignore,  // they are left out
};

struct ReadyOptions {
  std::int64_t as_of_us = 0;      // now; 0: not known, then nothing is said of how long
  std::int64_t quiet_for_us = 0;  // 0: any time will do
  std::size_t min_runs = 0;
  // Since when the profile is loaded as it is judged: what complain mode did not show before owes
  // no other pass. 0: not known.
  std::int64_t loaded_at_us = 0;
  bool accept_loss = false;
  Untrusted untrusted = Untrusted::refuse;
};

// What is known beside the evidence.
struct ReadyInput {
  const evidence::Evidence& evidence;
  const policy::Policy& policy;
  std::set<std::string> profiles;               // full names: those asked for, their children, hats
  const Runs* runs = nullptr;                   // nullptr: only evidence files, which keep none
  bool all_logs = true;                         // false: some of it is from evidence files
  std::map<std::string, std::uint64_t> losses;  // of the logs: what → how often
  std::size_t unread = 0;                       // logs that could not be read, or not to the end
};

struct ReadyProfile {
  evidence::Subject subject;
  const policy::Profile* profile = nullptr;
  std::size_t accesses = 0;                 // distinct ones, those of its `//null-` children too
  std::size_t allowed = 0, denied = 0;      // denied: by its rules, in complain mode as well
  std::size_t untrusted = 0;                // of all: those that only untrusted records tell of
  std::vector<Replayed> blocked;            // enforce would refuse them
  std::vector<Replayed> blocked_untrusted;  // the same, but anyone may have written it
  std::vector<Replayed> unjudged;           // crowds, records that this version does not know
  std::size_t nameless = 0;  // the kernel had no name for the object: refused in complain mode too
  std::int64_t first_us = 0, last_us = 0;
  // The last record of an access that the profile in force did not allow, and no rule of the one
  // that is judged denies; 0: there is none, or no record says when.
  std::int64_t last_noise_us = 0;
  bool noise = false;  // there is one
  std::set<std::string> hosts;
  Runs::Count runs;
  std::size_t silent_denies = 0;  // `deny` without audit: what they hide is in no log
};

struct Reason {
  std::string id;  // "blocked", "second-pass", … (docs/verify.md has all)
  std::string message;
};

struct Readiness {
  std::vector<Reason> reasons;         // why not; empty: ready
  std::vector<ReadyProfile> profiles;  // of those asked for, also those without evidence; sorted
  std::vector<Unseen> owed;            // why another pass is owed
  std::vector<std::string> notes;      // what to know although it is no reason
  std::int64_t first_us = 0, last_us = 0;  // of the evidence of these profiles
  std::int64_t last_noise_us = 0;
  // Since then nothing was logged that the profile in force did not allow; 0: not known.
  std::int64_t quiet_since_us = 0;
  std::size_t runs = 0;  // of the profiles that were asked for, not of their children; the fewest
  std::set<std::string> hosts;

  [[nodiscard]] bool ready() const { return reasons.empty(); }
};

[[nodiscard]] Readiness judge_readiness(const ReadyInput& input, const ReadyOptions& options);
// Each of the profiles by itself, with its children and hats; none may be a child of another. The
// evidence is replayed once for all of them.
[[nodiscard]] std::map<std::string, Readiness> judge_readiness_each(const ReadyInput& input,
                                                                    const ReadyOptions& options);

[[nodiscard]] std::string_view mode_word(policy::Mode mode);  // "enforce", "complain", …

}  // namespace profgen::inline v0::suggest
#pragma GCC visibility pop
