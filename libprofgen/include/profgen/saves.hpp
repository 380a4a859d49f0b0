// Saves: all files of one or none of them, also over kill -9 and power loss; each kept, so that it
// can be undone. docs/saving.md tells what stands in the state directory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "profgen/change.hpp"
#include "profgen/host.hpp"
#include "profgen/kernel.hpp"
#include "profgen/result.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::host {

// One file of a save; nullopt: it is not there.
struct SavedFile {
  std::string path;  // absolute
  std::optional<std::string> before, after;
  friend bool operator==(const SavedFile&, const SavedFile&) = default;
};

struct SaveRecord {
  std::uint64_t number = 0;  // rising; 0: not finished
  std::int64_t time_us = 0;
  std::uint32_t uid = 0;
  std::string user;
  std::string command;                  // what did it
  std::optional<std::uint64_t> undoes;  // it put back what that save had changed
  std::vector<SavedFile> files;
  friend bool operator==(const SaveRecord&, const SaveRecord&) = default;
};

// So many saves are kept; the oldest ones go.
inline constexpr std::size_t saves_kept = 50;

// Where the state directory is unless somebody names one: below another root where there is one;
// root's in /var/lib/profgen, never where root's environment points; a user's in XDG_STATE_HOME or
// ~/.local/state.
struct StatePlace {
  std::string root = "/";
  std::uint32_t uid = 0;
  std::string xdg_state_home, home;  // empty: not set
};
[[nodiscard]] std::string default_state_dir(const StatePlace& place);

// Gives a save's policy to the kernel where a caller wants more in it than what it has already.
class PolicyLoader {
 public:
  virtual ~PolicyLoader() = default;
  // Before anything is written. `files`: all as they will be, but those that go still stand;
  // `options`: with these apparmor_parser finds includes as they will be.
  virtual Status compile(const Files& files, const policy::LoadOptions& options) = 0;
  // After the last file is written. Where it fails the files are put back.
  virtual Status load() = 0;
  // After load(), where the save fails all the same: the policy as it was. Gives what could not be
  // loaded back, as "; …" for an Error.
  virtual std::string load_back() = 0;
};

struct SaveOptions {
  // Holds the journal and the saves. It is made where it is missing; one that others than `uid` and
  // root may write is refused, for what stands in it is written into the policy.
  std::string state_dir = "/var/lib/profgen";
  std::string command, user;  // for SaveRecord
  std::uint32_t uid = 0;
  std::int64_t time_us = 0;
  // nullptr: nothing is loaded, for this reason.
  Kernel* kernel = nullptr;
  std::string why_no_kernel;
  // Where there is one, it loads in place of `kernel`. recover() does not ask it: whoever has one
  // knows what is to be loaded after that.
  PolicyLoader* loader = nullptr;
};

struct SaveReport {
  bool accepted = true;  // false: a parser refused a text, nothing is written
  std::vector<std::string> written, removed;
  std::vector<Diagnostic> diagnostics;  // why nothing was written; or warnings
  ParserVerdict::State parser = ParserVerdict::State::not_installed;
  std::string parser_version;
  std::uint64_t number = 0;               // of the save; 0: nothing had to be written
  std::vector<std::string> loaded;        // files whose profiles the kernel has now as they are
  std::vector<std::string> still_loaded;  // profiles that the kernel keeps, their file removed
  std::string not_loaded;                 // why the kernel was given nothing; empty if it was
};

// Checks every change with our parser and, where installed, with apparmor_parser, a changed local/
// file also within the profiles that include it; only when all pass is anything written. Then: the
// texts before and after go to the journal, each file is replaced atomically, the kernel is given
// what it has loaded of them (compiled before the first replace), the journal becomes the backup.
// Where any of it fails, all files and the loaded policy are put back and an Error says so. A file
// that is not what `before` says is an Error (someone else wrote it).
[[nodiscard]] Result<SaveReport> save(Files& files, Processes& processes,
                                      const std::vector<FileChange>& changes,
                                      const policy::LoadOptions& options, const SaveOptions& with);

// A save of texts that have stood before: nothing is checked by a parser, and files may go, too.
[[nodiscard]] Result<SaveReport> restore(Files& files, Processes& processes,
                                         const std::vector<SavedFile>& changes,
                                         const policy::LoadOptions& options,
                                         const SaveOptions& with);

// What became of a save that was cut short.
struct Recovered {
  SaveRecord save;
  std::vector<std::string> put_back;
  std::vector<std::string> left;  // somebody else changed them since: not touched
  std::vector<std::string> loaded;
  std::string not_loaded;  // as in SaveReport
};
// Puts back what a save that was cut short had written already, so that all of its files are as
// they were before it; to be called before anything is read that is to be changed. nullopt: no save
// was cut short. While another process saves it waits.
[[nodiscard]] Result<std::optional<Recovered>> recover(Files& files, Processes& processes,
                                                       const policy::LoadOptions& options,
                                                       const SaveOptions& with);

// The saves that are kept, the last one first. A state directory that is not there has none.
[[nodiscard]] Result<std::vector<SaveRecord>> saves(const Files& files, const SaveOptions& with);

struct UndoPlan {
  SaveRecord of;
  std::vector<SavedFile> files;   // as they stand → as they were before that save
  std::vector<std::string> left;  // not as that save left them: they stay
};
// Of the last save, or of the one with that number. An Error of kind usage where there is none.
[[nodiscard]] Result<UndoPlan> plan_undo(const Files& files, const SaveOptions& with,
                                         std::optional<std::uint64_t> number = std::nullopt);
// Carries it out as a save of its own, so that it can be undone in turn. Nothing is checked by a
// parser: these texts have stood before.
[[nodiscard]] Result<SaveReport> undo(Files& files, Processes& processes, const UndoPlan& plan,
                                      const policy::LoadOptions& options, const SaveOptions& with);

}  // namespace profgen::inline v0::host
#pragma GCC visibility pop
