// The keys of an exec question, as aa-logprof 4 has them, and what they mean.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profgen/suggest.hpp"

namespace profgen::inline v0::refine {

// `letters`: of i c p n u, those that may be answered (logprof.conf). With `fallback` the
// transitions fall back to inheriting: (P)rofile Inherit is Pix. What has no name can only be
// inherited or ignored.
[[nodiscard]] std::vector<std::string> aa_exec_menu(std::string_view letters, bool fallback,
                                                    bool has_name);

// Whether rules can name what was executed.
[[nodiscard]] bool aa_has_name(const suggest::ExecQuestion& question);
// The key of the best answer, where a session would take it by default; '\0': none of the keys.
[[nodiscard]] char aa_default_exec_key(const suggest::ExecQuestion& question,
                                       const std::vector<std::string>& menu);
// The target that the engine offers with a qualifier: a child that stands and does not attach.
[[nodiscard]] std::string aa_offered_target(const suggest::ExecQuestion& question,
                                            std::string_view qualifier);

// "Px" for 'p', "Cix" for 'c' with fallback; "px" where the environment is not scrubbed.
[[nodiscard]] std::string aa_qualifier(char letter, bool fallback, bool scrub);

// A profile name that can stand behind `->` in a rule.
[[nodiscard]] bool aa_is_target(const std::string& name);

}  // namespace profgen::inline v0::refine
