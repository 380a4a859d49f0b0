// The journal of a run on disk: append-only, fsync'd.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fleet/rollout/entry.hpp"

namespace profgen::inline v0::fleet {

[[nodiscard]] std::string journal_path(const RunPlace& place, const std::string& run);
[[nodiscard]] std::string evidence_folder(const RunPlace& place, const std::string& run);
// [A-Za-z0-9._-]+, as it is the name of a file; an Error of kind usage otherwise.
[[nodiscard]] Status check_run_name(const std::string& run);

class RunJournal {
 public:
  RunJournal(const RunPlace& place, const std::string& run)
      : files_(&place.files), path_(journal_path(place, run)) {}

  // Kept until commit(), so that many share an fsync.
  void add(const Entry& entry) {
    waiting_ += to_line(entry);
    ++count_;
  }
  // A last line was cut off: it ends here, and counts for nothing.
  void end_torn_line() { waiting_.insert(waiting_.begin(), '\n'); }
  [[nodiscard]] std::size_t waiting() const { return count_; }
  [[nodiscard]] Status commit();

 private:
  Files* files_;
  std::string path_;
  std::string waiting_;
  std::size_t count_ = 0;
};

struct ReadJournal {
  bool torn = false;  // the last line has no end: a crash cut it off
};
// Gives each entry to `take`. A line that is none is an Error of kind input with file:line, but
// where a crash cut it off: at the end, or before somebody resumed the run.
[[nodiscard]] Result<ReadJournal> read_journal(const RunPlace& place, const std::string& run,
                                               const std::function<void(const Entry&)>& take);

}  // namespace profgen::inline v0::fleet
