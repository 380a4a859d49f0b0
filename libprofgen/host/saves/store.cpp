#include "host/saves/store.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "host/saves/record.hpp"
#include "host/saves/write.hpp"

namespace profgen::inline v0::host {
namespace {

constexpr const char* save_suffix = ".save";
constexpr std::uint32_t private_directory = 0700, private_file = 0600;
constexpr double patience_s = 120;  // others compile meanwhile

std::string pending_path(const std::string& directory) { return directory + "/pending"; }

std::string save_path(const std::string& directory, std::uint64_t number) {
  return directory + "/" + std::to_string(number) + save_suffix;
}

}  // namespace

Status check_trusted(const Files& files, const SaveOptions& with) {
  const auto info = files.info(with.state_dir);
  if (!info) return info.error();
  const auto refuse = [&](std::string reason) {
    return Error{ErrorKind::system, "use the state directory", with.state_dir,
                 std::move(reason) + "; name another one with --state-dir"};
  };
  if (info->type != FileInfo::Type::directory) return refuse("it is no directory");
  if (info->uid != with.uid && info->uid != 0) return refuse("it belongs to another user");
  if ((info->mode & 022u) != 0) return refuse("others may write there");
  return Unit{};
}

Result<SaveStore> SaveStore::open(Files& files, const SaveOptions& with) {
  if (!files.exists(with.state_dir))
    if (Status made = files.make_directories(with.state_dir, private_directory); !made) {
      Error error = made.error();
      error.reason += "; every save is journalled: name another directory with --state-dir";
      return error;
    }
  // In memory a directory without files is none.
  if (files.exists(with.state_dir))
    if (Status trusted = check_trusted(files, with); !trusted) return trusted.error();
  auto lock = files.lock(with.state_dir + "/lock", patience_s);
  if (!lock) return lock.error();
  remove_leavings(files, with.state_dir);
  return SaveStore(files, with.state_dir, std::move(*lock));
}

Result<std::optional<SaveRecord>> SaveStore::pending() const {
  const std::string path = pending_path(directory_);
  if (!files_->exists(path)) return std::optional<SaveRecord>();
  const auto text = files_->read(path);
  if (!text) return text.error();
  auto record = read_record(path, *text);
  if (!record) {
    Error error = record.error();
    error.reason +=
        "; a save was cut short, and what it had done cannot be told: look at the profiles, then "
        "remove this file";
    return error;
  }
  return std::optional<SaveRecord>(std::move(*record));
}

Status SaveStore::begin(const SaveRecord& record) {
  return files_->replace(pending_path(directory_), record_text(record), private_file);
}

Result<std::uint64_t> SaveStore::finish() {
  const auto numbers = save_numbers(*files_, directory_);
  const std::uint64_t number = numbers.empty() ? 1 : numbers.back() + 1;
  if (Status moved = files_->rename(pending_path(directory_), save_path(directory_, number));
      !moved)
    return moved.error();
  forget_old();
  return number;
}

Status SaveStore::drop() { return files_->remove(pending_path(directory_)); }

// What cannot be removed stays, and is tried again after the next save.
void SaveStore::forget_old() {
  const auto numbers = save_numbers(*files_, directory_);
  for (std::size_t i = 0; i + saves_kept < numbers.size(); ++i)
    (void)files_->remove(save_path(directory_, numbers[i]));
}

Result<std::string> SaveStore::staging() {
  const std::string directory = directory_ + "/staged";
  if (Status emptied = empty_directory(*files_, directory); !emptied) return emptied.error();
  return directory;
}

std::vector<std::uint64_t> save_numbers(const Files& files, const std::string& state_dir) {
  std::vector<std::uint64_t> numbers;
  const auto names = files.list(state_dir);
  if (!names) return numbers;
  for (std::string_view name : *names) {
    if (!name.ends_with(save_suffix)) continue;
    name.remove_suffix(std::string_view(save_suffix).size());
    if (const auto number = text::to_number(name)) numbers.push_back(*number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

Result<SaveRecord> read_save(const Files& files, const std::string& state_dir,
                             std::uint64_t number) {
  const std::string path = save_path(state_dir, number);
  const auto text = files.read(path);
  if (!text) return text.error();
  auto record = read_record(path, *text);
  if (record) record->number = number;
  return record;
}

}  // namespace profgen::inline v0::host
