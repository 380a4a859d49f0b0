#include <set>

#include "host/saves/carry_out.hpp"
#include "host/saves/check.hpp"
#include "host/saves/paths.hpp"
#include "host/saves/write.hpp"

namespace profgen::inline v0::host {
namespace {

// What really changes, with absolute paths.
Result<std::vector<SavedFile>> to_write(const std::vector<FileChange>& changes) {
  std::set<std::string> paths;
  std::vector<SavedFile> files;
  for (const FileChange& change : changes) {
    std::string path = absolute_path(change.path);
    if (!paths.insert(path).second)
      return Error{ErrorKind::usage, "save", change.path, "it is to be written twice"};
    if (change.before != change.after)
      files.push_back({std::move(path), change.before, change.after});
  }
  return files;
}

}  // namespace

Result<SaveReport> save(Files& files, Processes& processes, const std::vector<FileChange>& changes,
                        const policy::LoadOptions& options, const SaveOptions& with) {
  SaveReport report;
  auto writing = to_write(changes);
  if (!writing) return writing.error();
  if (writing->empty()) return report;
  const policy::LoadOptions absolute = absolute_options(options);
  // Before anything is made for it.
  if (Status status = all_as_before(files, *writing); !status) return status.error();
  auto store = SaveStore::open(files, with);
  if (!store) return store.error();
  if (Status status = nothing_pending(files, processes, *store, absolute, with); !status)
    return status.error();
  if (Status status = all_as_before(files, *writing); !status) return status.error();

  Staged staged(files, *writing, absolute);
  if (Status status = check_changes(files, processes, *store, staged, changes, options, report);
      !status)
    return status.error();
  if (!report.accepted) return report;
  const SaveRecord record = record_of(with, std::move(*writing));
  if (Status status = carry_out(files, processes, *store, staged, record, absolute, with, report);
      !status)
    return status.error();
  for (const FileChange& change : changes)
    if (change.before != change.after) report.written.push_back(change.path);
  return report;
}

Result<std::optional<Recovered>> recover(Files& files, Processes& processes,
                                         const policy::LoadOptions& options,
                                         const SaveOptions& with) {
  // Nothing is made for it where nothing was ever saved.
  if (!files.exists(with.state_dir)) return std::optional<Recovered>();
  auto store = SaveStore::open(files, with);
  if (!store) return store.error();
  return recover_pending(files, processes, *store, absolute_options(options), with);
}

}  // namespace profgen::inline v0::host
