#include <algorithm>

#include "host/saves/carry_out.hpp"
#include "host/saves/paths.hpp"
#include "host/saves/write.hpp"

namespace profgen::inline v0::host {
namespace {

Error no_save(const SaveOptions& with, const std::string& reason) {
  return {ErrorKind::usage, "undo", with.state_dir,
          reason + "; `profgen undo-last --list` shows those that are kept"};
}

Result<SaveReport> put(Files& files, Processes& processes, const SaveRecord& record,
                       const policy::LoadOptions& options, const SaveOptions& with) {
  SaveReport report;
  if (record.files.empty()) return report;
  const policy::LoadOptions absolute = absolute_options(options);
  auto store = SaveStore::open(files, with);
  if (!store) return store.error();
  if (Status status = nothing_pending(files, processes, *store, absolute, with); !status)
    return status.error();
  if (Status status = all_as_before(files, record.files); !status) return status.error();
  Staged staged(files, record.files, absolute);
  if (Status status = carry_out(files, processes, *store, staged, record, absolute, with, report);
      !status)
    return status.error();
  for (const SavedFile& file : record.files)
    (file.after ? report.written : report.removed).push_back(file.path);
  return report;
}

}  // namespace

Result<std::vector<SaveRecord>> saves(const Files& files, const SaveOptions& with) {
  std::vector<SaveRecord> records;
  if (!files.exists(with.state_dir)) return records;
  if (Status trusted = check_trusted(files, with); !trusted) return trusted.error();
  for (const std::uint64_t number : save_numbers(files, with.state_dir)) {
    auto record = read_save(files, with.state_dir, number);
    if (!record) return record.error();
    records.push_back(std::move(*record));
  }
  std::reverse(records.begin(), records.end());
  return records;
}

Result<UndoPlan> plan_undo(const Files& files, const SaveOptions& with,
                           std::optional<std::uint64_t> number) {
  const std::vector<std::uint64_t> numbers = save_numbers(files, with.state_dir);
  if (numbers.empty()) return no_save(with, "nothing was saved yet");
  if (number && !std::binary_search(numbers.begin(), numbers.end(), *number))
    return no_save(with, "there is no save " + std::to_string(*number));
  if (Status trusted = check_trusted(files, with); !trusted) return trusted.error();
  auto record = read_save(files, with.state_dir, number.value_or(numbers.back()));
  if (!record) return record.error();
  UndoPlan plan;
  for (const SavedFile& file : record->files) {
    const auto now = standing(files, file.path);
    if (!now) return now.error();
    if (*now == file.after)
      plan.files.push_back({file.path, file.after, file.before});
    else
      plan.left.push_back(file.path);
  }
  plan.of = std::move(*record);
  return plan;
}

Result<SaveReport> undo(Files& files, Processes& processes, const UndoPlan& plan,
                        const policy::LoadOptions& options, const SaveOptions& with) {
  SaveRecord record = record_of(with, plan.files);
  record.undoes = plan.of.number;
  return put(files, processes, record, options, with);
}

Result<SaveReport> restore(Files& files, Processes& processes,
                           const std::vector<SavedFile>& changes,
                           const policy::LoadOptions& options, const SaveOptions& with) {
  return put(files, processes, record_of(with, changes), options, with);
}

}  // namespace profgen::inline v0::host
