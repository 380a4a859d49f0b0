// The mark of a parked profile in its file: a comment above the header that keeps the flags it had.
#pragma once

#include <vector>

#include "profgen/edit.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::host {

// Marks a top profile and all below it, and makes them unconfined; one that is marked already
// stays.
[[nodiscard]] std::vector<edit::Splice> mark_parked(const policy::Tree& tree,
                                                    const policy::Item& profile);
// Takes the marks away again and puts the flags back; nothing where there is no mark.
[[nodiscard]] std::vector<edit::Splice> unmark_parked(const policy::Tree& tree,
                                                      const policy::Item& profile);

}  // namespace profgen::inline v0::host
