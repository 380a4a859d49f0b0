// Where a profile stands, or should be written.
#pragma once

#include <string>

#include "profgen/suggest.hpp"

namespace profgen::inline v0::suggest {

// `profile` is nullptr for a new one. A child goes where its parent stands.
[[nodiscard]] std::string file_of(const policy::Policy& policy, const evidence::Subject& subject,
                                  const policy::Profile* profile);

}  // namespace profgen::inline v0::suggest
