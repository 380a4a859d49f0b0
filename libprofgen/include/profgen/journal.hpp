// Answers on disk: each is there before the next question is shown, so that a session that was
// killed goes on where it was. The same file answers another session (`refine --answers`).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/refine.hpp"
#include "profgen/system.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::refine {

inline constexpr int journal_version = 1;

// What a journal is about, for people and to be known again.
struct JournalHead {
  std::string started;  // RFC 3339
  std::string policy_dir;
  std::string profile;               // SessionOptions::only_profile
  std::vector<std::string> sources;  // as they were named
};

// Follows a session: writes what was answered and undone since the last call, durably.
class Journal {
 public:
  // `files` must outlive it. A file that stands at `path` goes on: give it to resume() first.
  Journal(Files& files, std::string path) : files_(files), path_(std::move(path)) {}
  // Makes the file, with its head, if it is not there.
  Status begin(const JournalHead& head);
  // What the session holds already stands in the file: it was read from there.
  void resumed(const Session& session) { written_ = steps_of(session); }
  Status follow(const Session& session);
  // What was answered so far is in the policy now: that nothing asks it any more is no news.
  Status saved(const std::vector<std::string>& files);
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  static std::vector<std::uint64_t> steps_of(const Session& session);

  Files& files_;
  std::string path_;
  std::vector<std::uint64_t> written_;  // the steps that stand in the file, oldest first
};

struct Resumed {
  JournalHead head;
  std::size_t steps = 0;                // answers that the session holds now
  std::vector<Diagnostic> diagnostics;  // warnings: lines that are none, or answer nothing here
};
// Gives the session the answers of a journal, by their keys: what the evidence no longer asks, or
// asks otherwise, is told and left. A last line that was cut off by a crash is left out.
[[nodiscard]] Result<Resumed> resume(Session& session, const std::string& name,
                                     std::string_view text);

struct Replayed {
  Outcome outcome;                      // with what is open still among what is left
  std::vector<Diagnostic> diagnostics;  // warnings, as those of resume()
};
// Answers a new session with a journal, without anybody to ask: what was undone counts for nothing,
// and an exec that the journal does not answer is left, so that the rules are asked about.
[[nodiscard]] Result<Replayed> replay(Session& session, const std::string& name,
                                      std::string_view text);

}  // namespace profgen::inline v0::refine
#pragma GCC visibility pop
