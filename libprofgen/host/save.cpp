#include <filesystem>
#include <set>

#include "host/checkable.hpp"
#include "profgen/host.hpp"

namespace profgen::host {
namespace {

Error refused(const std::string& path, std::string reason) {
  return {ErrorKind::system, "save", path, std::move(reason)};
}

// Whether the disk still is what the change was made from.
Status still_as_read(const Files& files, const FileChange& change) {
  if (!change.before) {
    if (files.exists(change.path))
      return refused(change.path,
                     "it stands already, and was to be a new file; nothing is written");
    return Unit{};
  }
  const Result<std::string> now = files.read(change.path);
  if (!now) return now.error();
  if (*now != *change.before)
    return refused(change.path,
                   "somebody else changed it since it was read; nothing is written, start again");
  return Unit{};
}

Status all_as_read(const Files& files, const std::vector<FileChange>& changes) {
  std::set<std::string> paths;
  for (const FileChange& change : changes) {
    if (!paths.insert(change.path).second)
      return Error{ErrorKind::usage, "save", change.path, "it is to be written twice"};
    if (Status status = still_as_read(files, change); !status) return status;
  }
  return Unit{};
}

void append(std::vector<Diagnostic>& to, std::vector<Diagnostic> from) {
  for (Diagnostic& diagnostic : from) to.push_back(std::move(diagnostic));
}

// Both parsers' opinion of one text; false if one of them refuses it.
Result<bool> check(const Files& files, Processes& processes, const FileChange& change,
                   const policy::LoadOptions& options, SaveReport& report) {
  const Checkable checkable = checkable_text(change.path, change.after, options.policy_dir);
  std::vector<Diagnostic> ours =
      policy::parse(make_source(change.path, checkable.text)).diagnostics;
  const bool refused_by_us = has_errors(ours);
  append(report.diagnostics, in_file_lines(std::move(ours), change.path, checkable));
  // The compiler would say the same again, less clearly.
  if (refused_by_us) return false;
  Result<ParserVerdict> verdict = ask_parser(processes, change.path, checkable.text, options);
  if (!verdict) return verdict.error();
  if (report.parser != ParserVerdict::State::rejected) report.parser = verdict->state;
  report.parser_version = verdict->version;
  append(report.diagnostics,
         in_file_lines(std::move(verdict->diagnostics), change.path, checkable));
  if (verdict->state != ParserVerdict::State::not_installed)
    return verdict->state == ParserVerdict::State::accepted;
  // Nobody else looks at includes, variables and conflicts then.
  std::vector<Diagnostic> meaning;
  for (Diagnostic& diagnostic : policy::check_text(files, change.path, checkable.text, options))
    if (diagnostic.file == change.path) meaning.push_back(std::move(diagnostic));
  const bool good = !has_errors(meaning);
  append(report.diagnostics, in_file_lines(std::move(meaning), change.path, checkable));
  return good;
}

Status write(Files& files, const FileChange& change) {
  const std::string directory = std::filesystem::path(change.path).parent_path().string();
  if (!change.before && !directory.empty())
    if (Status made = files.make_directories(directory); !made) return made;
  // Once more: asking the parsers took its time.
  if (Status status = still_as_read(files, change); !status) return status;
  return files.replace(change.path, change.after);
}

// Puts files back as they were, last one first; what could not be put back is told.
std::string put_back(Files& files, const std::vector<const FileChange*>& written) {
  std::string failures;
  for (auto it = written.rbegin(); it != written.rend(); ++it) {
    const FileChange& change = **it;
    const Status status =
        change.before ? files.replace(change.path, *change.before) : files.remove(change.path);
    if (!status) failures += "; could not be put back: " + status.error().text();
  }
  return failures;
}

}  // namespace

Result<SaveReport> save(Files& files, Processes& processes, const std::vector<FileChange>& changes,
                        const policy::LoadOptions& options) {
  SaveReport report;
  if (Status status = all_as_read(files, changes); !status) return status.error();

  bool accepted = true;
  for (const FileChange& change : changes) {
    const Result<bool> good = check(files, processes, change, options, report);
    if (!good) return good.error();
    accepted = accepted && *good;
  }
  if (!accepted) return report;

  std::vector<const FileChange*> written;
  for (const FileChange& change : changes) {
    if (change.before == change.after) continue;
    Status status = write(files, change);
    if (!status) {
      Error error = status.error();
      // It may have been replaced all the same, and only the disk would not confirm it.
      const Result<std::string> now = files.read(change.path);
      if (now && *now == change.after && change.before != change.after) written.push_back(&change);
      const std::string failures = put_back(files, written);
      if (!written.empty() && failures.empty())
        error.reason += "; what was written already is put back";
      error.reason += failures;
      return error;
    }
    written.push_back(&change);
  }
  for (const FileChange* change : written) report.written.push_back(change->path);
  return report;
}

}  // namespace profgen::host
