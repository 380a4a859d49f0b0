// Modes of profiles on this machine, changed on disk and in the kernel together: a loaded profile
// is only ever replaced, never removed, so that what it confines stays confined.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/diagnostic.hpp"
#include "profgen/edit.hpp"
#include "profgen/kernel.hpp"
#include "profgen/policy.hpp"
#include "profgen/result.hpp"
#include "profgen/saves.hpp"
#include "profgen/system.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::host {

struct HostTools {
  Files& files;
  Processes& processes;
  Kernel* kernel;  // nullptr: only the files count, as below --root
  // Where the texts before are kept. Its kernel is not used: what is loaded, and how, follows from
  // the command here.
  SaveOptions saving;
};

// What became of one profile.
struct ProfileStep {
  std::string profile;        // as the kernel calls it
  std::string file;           // "" if it is not on disk
  std::string before, after;  // flags or modes, for a person
  bool in_kernel = false;     // replaced there
};

struct PolicyOutcome {
  enum class State : std::uint8_t {
    done,
    refused,      // a text is wrong, as the diagnostics say; nothing changed
    rolled_back,  // the compiler or the kernel did not take it; the files are as they were
    half_done,    // `reason` says what is left to do
  } state = State::done;
  std::vector<ProfileStep> profiles;
  std::vector<std::string> written, removed_links, skipped;  // paths
  std::vector<std::string> notes;                            // what to know of it
  std::vector<Diagnostic> diagnostics;
  std::string reason;
};

// The profiles that a word means: a profile of this name ("a", "a//b"); all top profiles of the
// policy file of this path or of this name in the policy directory; the profile that attaches to
// this program (a path, or a name in PATH). `with_children`: their children and hats too. An Error
// of kind usage where there is none.
[[nodiscard]] Result<std::vector<const policy::Profile*>> find_named(const HostTools& tools,
                                                                     const policy::Policy& policy,
                                                                     const std::string& word,
                                                                     bool with_children);

// The words that flags=( … ) takes for a mode: "enforce", "complain", "kill", …
[[nodiscard]] bool is_mode(std::string_view word);

struct ModeChange {
  std::string mode;        // empty: it stays
  edit::FlagChange flags;  // others: "audit"
  bool with_children = false;
};
// Edits the headers, checks and writes the files (save()), then replaces in the kernel every file
// of which it has a profile, or which was disabled until now. A disable link of a file goes when a
// mode is set, a force-complain link when the mode is not complain: the file's text counts then. On
// failure the files' old text is back and the kernel as it was.
[[nodiscard]] Result<PolicyOutcome> change_mode(const HostTools& tools,
                                                const policy::Policy& policy,
                                                const std::vector<std::string>& words,
                                                const ModeChange& change);

// Replaces loaded profiles, each with its loaded children and hats, by ones with
// flags=(unconfined): nothing is removed, and what they confine goes on unhindered. `persist` also
// marks the profiles on disk, so that they are loaded so at the next start.
[[nodiscard]] Result<PolicyOutcome> park(const HostTools& tools, const policy::Policy& policy,
                                         const std::vector<std::string>& words, bool persist);
// Loads them from disk again, and takes park's mark from the file.
[[nodiscard]] Result<PolicyOutcome> unpark(const HostTools& tools, const policy::Policy& policy,
                                           const std::vector<std::string>& words);

// Checks, compiles and replaces all profiles of these files in one step: all or none. A file that
// disable/ names is skipped, one that force-complain/ names is loaded in complain mode.
// `dry_run`: everything but the last.
[[nodiscard]] Result<PolicyOutcome> load_files(const HostTools& tools,
                                               const std::vector<std::string>& paths,
                                               const policy::LoadOptions& options, bool dry_run);

}  // namespace profgen::inline v0::host
#pragma GCC visibility pop
