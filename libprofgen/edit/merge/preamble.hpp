// What stands above the profiles: variables, tunables and aliases that the added rules need.
#pragma once

#include "edit/merge/items.hpp"
#include "edit/merge/side.hpp"

namespace profgen::inline v0::edit::merging {

// Adds to the result's splices and conflicts, by what is in its added_texts. `ours` and `theirs`
// are the variables that hold in the files.
void merge_preamble(const File& ours, const File& theirs, const MergeOptions& how, Result& result);

}  // namespace profgen::inline v0::edit::merging
