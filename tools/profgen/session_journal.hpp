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

struct OpenSession {
  // As long as a session goes on: two that wrote one journal would undo each other's answers.
  // nullptr where nothing can be kept at all, which Journal::begin() tells.
  std::unique_ptr<FileLock> held;
  refine::Resumed resumed;
};
// Gives the session the answers of an earlier one that did not end; none where there is none, or
// `anew`, which drops them. Tells what is wrong. The exit code: exit_system where somebody else has
// the journal, exit_input where it cannot be read.
[[nodiscard]] int open_session(Files& files, refine::Journal& journal, refine::Session& session,
                               bool anew, OpenSession& out);
// The answers are in the policy, or given up.
void forget_session(Files& files, const refine::Journal& journal);

}  // namespace profgen::tool
