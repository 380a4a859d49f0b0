#include "fleet/rollout/run_journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace profgen::inline v0::fleet {

std::string journal_path(const RunPlace& place, const std::string& run) {
  return place.state_dir + "/" + run + ".jsonl";
}

std::string evidence_folder(const RunPlace& place, const std::string& run) {
  return place.state_dir + "/" + run + ".evidence";
}

Status check_run_name(const std::string& run) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  if (!run.empty() && run.front() != '.' && std::ranges::all_of(run, fits)) return Unit{};
  return Error{ErrorKind::usage, "name a run", text::printable(run),
               "a run's name has letters, digits, '.', '_' and '-', and no '.' at its beginning"};
}

Status RunJournal::commit() {
  if (waiting_.empty()) return Unit{};
  if (Status status = files_->append(path_, waiting_); !status) return status;
  waiting_.clear();
  count_ = 0;
  return Unit{};
}

Result<ReadJournal> read_journal(const RunPlace& place, const std::string& run,
                                 const std::function<void(const Entry&)>& take) {
  const std::string path = journal_path(place, run);
  const Result<std::string> bytes = place.files.read(path);
  if (!bytes) return bytes.error();
  ReadJournal read;
  std::string_view rest = *bytes;
  std::optional<Error> damaged;  // the line before: forgiven where the run was resumed behind it
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) {
      read.torn = true;
      break;
    }
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    const auto refuse = [&](const std::string& why) {
      return Error{ErrorKind::input, "read the journal", fmt::format("{}:{}", path, number),
                   text::printable(why) +
                       "; the file is damaged: restore it, or 'fleet rollback' "
                       "the nodes by a copy"};
    };
    const Result<Entry> entry = entry_of(line);
    if (damaged && !(entry && std::holds_alternative<ResumedEntry>(*entry))) return *damaged;
    damaged.reset();
    if (!entry) {
      if (number == 1) return refuse(entry.error().reason);
      damaged = refuse(entry.error().reason);
      continue;
    }
    if ((number == 1) != std::holds_alternative<RunHead>(*entry))
      return refuse("the head of a run stands in the first line, and only there");
    take(*entry);
  }
  if (damaged && !read.torn) return *damaged;
  if (bytes->empty() || bytes->find('\n') == std::string::npos)
    return Error{ErrorKind::input, "read the journal", path,
                 "the run was cut off before it began: nothing was asked of any node; remove it"};
  return read;
}

}  // namespace profgen::inline v0::fleet
