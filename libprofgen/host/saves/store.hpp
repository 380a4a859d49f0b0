// The state directory: a lock, the journal of the save that is being carried out, the saves done.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "profgen/saves.hpp"

namespace profgen::inline v0::host {

class SaveStore {
 public:
  // Makes the directory where it is missing and takes its lock: one process saves at a time.
  static Result<SaveStore> open(Files& files, const SaveOptions& with);

  // The save that was begun and neither finished nor dropped.
  [[nodiscard]] Result<std::optional<SaveRecord>> pending() const;
  Status begin(const SaveRecord& record);
  // The journal becomes a backup; gives its number. The oldest backups go.
  Result<std::uint64_t> finish();
  Status drop();

  // A directory for texts that are only compiled; emptied first.
  Result<std::string> staging();

 private:
  SaveStore(Files& files, std::string directory, std::unique_ptr<FileLock> lock)
      : files_(&files), directory_(std::move(directory)), lock_(std::move(lock)) {}
  void forget_old();

  Files* files_;
  std::string directory_;
  std::unique_ptr<FileLock> lock_;
};

// The numbers of the saves that are kept, rising.
[[nodiscard]] std::vector<std::uint64_t> save_numbers(const Files& files,
                                                      const std::string& state_dir);
[[nodiscard]] Result<SaveRecord> read_save(const Files& files, const std::string& state_dir,
                                           std::uint64_t number);
// Whether nobody but this user and root can have written there.
[[nodiscard]] Status check_trusted(const Files& files, const SaveOptions& with);

}  // namespace profgen::inline v0::host
