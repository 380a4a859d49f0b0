// Accesses that programs try and do well without: candidates of a deny rule, by a person's choice.
#pragma once

#include "profgen/suggest.hpp"
#include "suggest/hints.hpp"

namespace profgen::inline v0::suggest {

// Notes what is not covered by the profile (nullptr: none stands) and is known to be a mere try, or
// was denied again and again while the program went on.
void note_noisy_denies(const evidence::Subject& subject, const evidence::Accesses& accesses,
                       const policy::Profile* profile, Hints& hints);

}  // namespace profgen::inline v0::suggest
