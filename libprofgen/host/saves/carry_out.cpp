#include "host/saves/carry_out.hpp"

#include "base/text.hpp"
#include "host/saves/reload.hpp"
#include "host/saves/write.hpp"

namespace profgen::inline v0::host {
namespace {

// The files as they were; gives the error with what became of that.
Error rolled_back(Files& files, SaveStore& store, const SaveRecord& record, Error error) {
  const PutBack back = put_back(files, record.files);
  for (const std::string& path : back.left)
    error.reason += "; " + text::printable(path) + " was changed by somebody else and is left";
  for (const Error& failure : back.failed)
    error.reason += "; could not be put back: " + failure.text();
  if (!back.failed.empty()) {
    error.reason += "; the next command that writes tries again";
    return error;
  }
  if (!back.done.empty()) error.reason += "; what was written already is put back";
  if (const Status dropped = store.drop(); !dropped)
    error.reason += "; the journal of this save stays: " + dropped.error().text();
  return error;
}

// Nothing else is loaded then.
Result<Reload> compiled_by(PolicyLoader& loader, Files& files, SaveStore& store, Staged& staged) {
  const auto for_parser = staged.parser_options(files, store);
  if (!for_parser) return for_parser.error();
  if (Status compiled = loader.compile(staged.files(), *for_parser); !compiled)
    return compiled.error();
  return Reload();
}

}  // namespace

SaveRecord record_of(const SaveOptions& with, std::vector<SavedFile> files) {
  SaveRecord record;
  record.time_us = with.time_us;
  record.uid = with.uid;
  record.user = with.user;
  record.command = with.command;
  record.files = std::move(files);
  return record;
}

Status carry_out(Files& files, Processes& processes, SaveStore& store, Staged& staged,
                 const SaveRecord& record, const policy::LoadOptions& options,
                 const SaveOptions& with, SaveReport& report) {
  const Result<Reload> reload =
      with.loader != nullptr
          ? compiled_by(*with.loader, files, store, staged)
          : Reload::prepare(files, processes, store, staged, record.files, options, with);
  if (!reload) return reload.error();
  const auto load = [&]() -> Status {
    if (with.loader != nullptr) return with.loader->load();
    return with.kernel != nullptr ? reload->load(*with.kernel) : Status(Unit{});
  };
  const auto load_back = [&]() -> std::string {
    if (with.loader != nullptr) return with.loader->load_back();
    return with.kernel != nullptr ? reload->load_back(*with.kernel) : std::string();
  };
  // Once more: asking the parsers took its time.
  if (Status status = all_as_before(files, record.files); !status) return status;
  if (Status status = store.begin(record); !status) return status;
  if (Status status = write_files(files, record.files); !status)
    return rolled_back(files, store, record, status.error());
  if (Status status = load(); !status) return rolled_back(files, store, record, status.error());
  const Result<std::uint64_t> number = store.finish();
  if (!number) {
    Error error = number.error();
    error.reason += load_back();
    return rolled_back(files, store, record, std::move(error));
  }
  report.number = *number;
  report.loaded = reload->files();
  report.still_loaded = reload->orphans();
  report.not_loaded = reload->why_not();
  return Unit{};
}

Result<std::optional<Recovered>> recover_pending(Files& files, Processes& processes,
                                                 SaveStore& store,
                                                 const policy::LoadOptions& options,
                                                 const SaveOptions& with) {
  auto pending = store.pending();
  if (!pending) return pending.error();
  if (!*pending) return std::optional<Recovered>();
  Recovered recovered;
  recovered.save = std::move(**pending);
  const std::vector<SavedFile>& changes = recovered.save.files;
  std::set<std::string> directories;
  for (const SavedFile& change : changes)
    directories.insert(change.path.substr(0, change.path.rfind('/')));
  for (const std::string& directory : directories) remove_leavings(files, directory);

  PutBack back = put_back(files, changes);
  if (!back.failed.empty()) return back.failed.front();
  // Only after the last file the kernel may have been given the new policy.
  if (back.done.size() == changes.size()) {
    std::vector<SavedFile> as_it_stands;
    as_it_stands.reserve(changes.size());
    for (const SavedFile& change : changes)
      as_it_stands.push_back({change.path, change.after, change.before});
    Staged staged(files, as_it_stands, options);
    const Result<Reload> reload =
        Reload::prepare(files, processes, store, staged, as_it_stands, options, with);
    const Status loaded = !reload                  ? Status(reload.error())
                          : with.kernel == nullptr ? Status(Unit{})
                                                   : reload->load(*with.kernel);
    if (reload && loaded) recovered.loaded = reload->files();
    recovered.not_loaded = loaded ? reload->why_not() : loaded.error().text();
  }
  recovered.put_back = std::move(back.done);
  recovered.left = std::move(back.left);
  if (Status dropped = store.drop(); !dropped) return dropped.error();
  return std::optional<Recovered>(std::move(recovered));
}

Status nothing_pending(Files& files, Processes& processes, SaveStore& store,
                       const policy::LoadOptions& options, const SaveOptions& with) {
  const auto recovered = recover_pending(files, processes, store, options, with);
  if (!recovered) return recovered.error();
  if (!*recovered) return Unit{};
  return Error{ErrorKind::system, "save", with.state_dir,
               "another save was cut short meanwhile; its files are put back: start again"};
}

}  // namespace profgen::inline v0::host
