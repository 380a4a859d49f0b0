// A save whose texts are good: written, loaded, kept; or everything as it was.
#pragma once

#include "host/saves/staged.hpp"
#include "host/saves/store.hpp"

namespace profgen::inline v0::host {

// Adds what was done to the report. Paths are told as the record has them.
Status carry_out(Files& files, Processes& processes, SaveStore& store, Staged& staged,
                 const SaveRecord& record, const policy::LoadOptions& options,
                 const SaveOptions& with, SaveReport& report);

// As recover(), with the lock held.
Result<std::optional<Recovered>> recover_pending(Files& files, Processes& processes,
                                                 SaveStore& store,
                                                 const policy::LoadOptions& options,
                                                 const SaveOptions& with);
// An Error if a save had been cut short (it is put back by now): what a caller has read is not what
// stands.
Status nothing_pending(Files& files, Processes& processes, SaveStore& store,
                       const policy::LoadOptions& options, const SaveOptions& with);

[[nodiscard]] SaveRecord record_of(const SaveOptions& with, std::vector<SavedFile> files);

}  // namespace profgen::inline v0::host
