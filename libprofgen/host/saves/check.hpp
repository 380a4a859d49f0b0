// Whether changed texts would load: both parsers' opinion, before anything is written.
#pragma once

#include <vector>

#include "host/saves/staged.hpp"

namespace profgen::inline v0::host {

// Fills what the report says of parsers; `accepted` is false where one of them refuses a text.
Status check_changes(Files& files, Processes& processes, SaveStore& store, Staged& staged,
                     const std::vector<FileChange>& changes, const policy::LoadOptions& options,
                     SaveReport& report);

}  // namespace profgen::inline v0::host
