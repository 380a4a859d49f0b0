// What has to be there before the first pass: the profile, in complain mode, and a log.
#pragma once

#include <optional>
#include <string>

#include "profgen/learn.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

// The words of the command line, and what follows from them.
struct LearnCall {
  const Call& call;
  std::vector<std::string> logs;  // --log
  std::string no_kernel;          // why no pass can be had here; empty: it can
  bool unattended = false;
};

// The draft, or the standing profile. nullopt: told why, exit with `code`.
[[nodiscard]] std::optional<refine::Draft> make_draft(const Call& call, int& code);
// Writes the draft, or switches the standing profile to complain, and loads it where there is a
// kernel for it. The exit code.
[[nodiscard]] int put_in_complain(const LearnCall& learn, const refine::Draft& draft);
// Says what the kernel's rate limit may drop, or switches it off (--fix-ratelimit), which is noted
// in the state.
void look_at_rate_limit(const Call& call, refine::LearnState& state);
void restore_rate_limit(refine::LearnState& state);

}  // namespace profgen::tool
