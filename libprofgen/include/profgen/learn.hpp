// From no profile to enforce: a draft for a program, and the passes of exercise and refinement that
// follow. It draws nothing and runs nothing; docs/learn.md tells how it is used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/change.hpp"
#include "profgen/event.hpp"
#include "profgen/policy.hpp"
#include "profgen/result.hpp"
#include "profgen/system.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::refine {

// ---- the draft ----

struct DraftOptions {
  std::string root = "/";   // of the host whose program it is
  std::string search_path;  // where a name without a slash is looked up: "/usr/sbin:/usr/bin"
  // Where a symbolic link leads, as it is written; "" for what is none. Empty: there are none.
  std::function<std::string(const std::string& path)> link_target;
  std::string abi;  // "abi/3.0"; empty: none
};

struct Draft {
  std::string program;  // on its host, without symbolic links: what the kernel attaches by
  std::string profile;  // its name
  std::string file;
  std::optional<FileChange> change;  // the new file; nullopt: a profile attaches already
  policy::Mode mode = policy::Mode::complain;
  std::vector<std::string> notes;  // libraries that were not found, …
};

// A profile in complain mode with what can be known without running the program: of an ELF file the
// loader and the libraries that abstractions/base does not have, of a script its interpreters and
// their abstractions, and the hats that logprof.conf ([required_hats]) asks for. An Error of kind
// usage where there is no such program, or something else stands where the profile should.
[[nodiscard]] Result<Draft> draft_profile(const Files& files, const policy::Policy& policy,
                                          const std::string& program, const DraftOptions& options);

// ---- events as they come ----

// Counts what is logged of a profile and of everything below it.
class LiveCount {
 public:
  explicit LiveCount(std::string profile) : profile_(std::move(profile)) {}
  // False: it is of another profile.
  bool add(const Event& event);
  [[nodiscard]] std::size_t total() const { return total_; }
  // "12 events: 8 file, 3 exec, 1 network"; "no event yet".
  [[nodiscard]] std::string text() const;

 private:
  std::string profile_;
  std::size_t total_ = 0;
  std::map<std::string, std::size_t> kinds_;
};
[[nodiscard]] bool is_of_profile(const Event& event, std::string_view profile);

// ---- the passes ----

enum class LearnPhase : std::uint8_t {
  exercise,  // the program is to be used, or is used
  refine,    // the events of this pass are to be gone through
  enforce,   // a pass brought nothing new
  done,
};

// What is kept on disk, so that another day goes on.
struct LearnState {
  std::string program, profile, file;  // of Draft
  LearnPhase phase = LearnPhase::exercise;
  unsigned pass = 0;                 // the one that is on, or was last; from 1
  std::int64_t started_us = 0;       // of the first pass
  std::int64_t mark_us = 0;          // of this pass: older events belong to others
  std::vector<std::string> drafted;  // files of other profiles that passes brought
  bool wrote = false;                // this pass was left after it had changed profiles
  std::string rate_limit;            // kernel.printk_ratelimit as it was; empty: it was not changed
  friend bool operator==(const LearnState&, const LearnState&) = default;
};
[[nodiscard]] std::string learn_state_path(const std::string& state_dir,
                                           const std::string& policy_dir,
                                           const std::string& program);
[[nodiscard]] std::string learn_state_text(const LearnState& state);
[[nodiscard]] Result<LearnState> read_learn_state(const std::string& name, std::string_view text);

// What going through the events of a pass came to.
struct LearnPass {
  enum class How : std::uint8_t { settled, left, failed } how = How::settled;
  bool wrote = false;                  // profiles changed
  std::vector<std::string> new_files;  // of other profiles, that it made
};

enum class LearnChoice : std::uint8_t { enforce, another_pass, leave, failed };

// What the loop does not do itself. Each returns when it is over.
class LearnHands {
 public:
  virtual ~LearnHands() = default;
  [[nodiscard]] virtual std::int64_t now_us() = 0;
  virtual Status keep(const LearnState& state) = 0;  // durably
  // The program at work, until it ends or somebody says so. False: it could not be run.
  virtual bool exercise(const LearnState& state) = 0;
  virtual LearnPass refine(const LearnState& state) = 0;
  // Says what ready says, and asks.
  virtual LearnChoice offer_enforce(const LearnState& state) = 0;
  virtual bool enforce(const LearnState& state) = 0;
};

struct LearnOptions {
  // The logs were captured elsewhere: they are one pass, and there is no other.
  bool fixed_logs = false;
  unsigned most_passes = 0;  // 0: as many as it takes
};

enum class LearnEnd : std::uint8_t {
  enforced,
  left,       // goes on another day
  not_quiet,  // after most_passes
  failed,     // told by the hands, or by `why`
};
struct Learned {
  LearnEnd end = LearnEnd::left;
  std::optional<Error> why;  // the state could not be kept
};
// Passes until one changes nothing, then the offer: so a pass that drafted children is followed by
// one in which they are in place (`//null-` children hide part of what they do). Begins where the
// state says; keeps it before every step.
[[nodiscard]] Learned learn(LearnHands& hands, LearnState& state, const LearnOptions& options);

// ---- the kernel's rate limit ----

// Whether an audit daemon takes the records (a process of that name); without one the kernel prints
// them, and drops what is beyond kernel.printk_ratelimit.
[[nodiscard]] bool audit_daemon_runs(const Files& files, const std::string& proc = "/proc");
// kernel.printk_ratelimit in seconds, "0" is off; "" where it cannot be read.
[[nodiscard]] std::string printk_rate_limit(const Files& files, const std::string& proc = "/proc");
// By sysctl(8).
Status set_printk_rate_limit(Processes& processes, const std::string& value);

}  // namespace profgen::inline v0::refine
#pragma GCC visibility pop
