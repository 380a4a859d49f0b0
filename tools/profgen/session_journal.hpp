// Where a session's answers are kept until it ends, and how another day goes on with them.
#pragma once

#include <memory>
#include <string>

#include "profgen/journal.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

[[nodiscard]] refine::JournalHead journal_head(const Call& call);
// One for a policy, a profile and the logs: another log is another session.
[[nodiscard]] std::string journal_path(const Call& call, const refine::JournalHead& head);

// The lock of such a journal, held as long as a session goes on: two that wrote one journal would
// undo each other's answers. nullptr where nothing can be kept at all, which Journal::begin()
// tells. Error: somebody else has it.
[[nodiscard]] Result<std::unique_ptr<FileLock>> hold_session(Files& files,
                                                             const std::string& journal);

// Gives the session the answers of an earlier one that did not end; nothing where there is none.
[[nodiscard]] Result<refine::Resumed> go_on_with(Files& files, refine::Journal& journal,
                                                 refine::Session& session);

}  // namespace profgen::tool
