// How things stand: the policy on disk, what the kernel has of it, and what runs under it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "profgen/diagnostic.hpp"
#include "profgen/kernel.hpp"
#include "profgen/policy.hpp"
#include "profgen/result.hpp"
#include "profgen/system.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::host {

// A profile of the policy directory, as it is loaded when the machine starts.
struct DiskProfile {
  std::string name;        // as the kernel calls it
  std::string mode;        // the flag's word: "enforce", "prompt"; force-complain is seen through
  std::string file;        // that it stands in
  std::string attachment;  // as written; may be empty
  bool disabled = false;
  bool force_complain = false;
};

// disable/NAME or force-complain/NAME (apparmor_parser(8)): what it says of the policy file NAME.
struct PolicyLink {
  std::string name, path;
  bool in_force = false;  // it leads somewhere, and there is such a policy file
};

struct DiskState {
  std::vector<DiskProfile> profiles;  // by name
  std::vector<PolicyLink> disabled, force_complain;
  std::vector<Diagnostic> errors;  // of files that are not disabled; such a file is not loaded
};
[[nodiscard]] DiskState disk_state(const Files& files, const policy::Policy& policy);

// disable/NAME and force-complain/NAME of a policy file, where they are in force.
struct FileLinks {
  std::string disable, force_complain;  // their paths; empty: not there
};
[[nodiscard]] FileLinks links_of(const Files& files, const std::string& policy_dir,
                                 const std::string& file);

// The name of a profile as the kernel lists it.
[[nodiscard]] std::string kernel_name(const policy::Profile& profile);
// The kernel's word for the mode that a flag gives: "user" for prompt, and the compiler makes
// unconfined of default_allow (parser/profile.h).
[[nodiscard]] std::string loaded_mode(const std::string& flag);
[[nodiscard]] std::string flag_of(policy::Mode mode);

enum class DriftKind : std::uint8_t {
  not_loaded,  // it stands on disk and is not disabled
  not_on_disk,
  other_mode,
  disabled_but_loaded,
};
[[nodiscard]] std::string_view name_of(DriftKind kind);  // "not-loaded", …

struct Drift {
  DriftKind kind = DriftKind::not_loaded;
  std::string profile;
  std::string file;                    // "" if it is not on disk
  std::string disk_mode, loaded_mode;  // "" where it is not there
  std::string loaded_by;  // of a profile that is not on disk: who makes such; "": nobody known
  // Whether someone should look at it: what others load is as it should be.
  [[nodiscard]] bool is_finding() const { return loaded_by.empty(); }
};

struct ProcessStatus {
  ConfinedProcess process;
  // Of an unconfined process: the loaded profile that its program would get if it were started now.
  std::string would_be;
};

struct HostStatus {
  std::vector<LoadedProfile> loaded;
  std::vector<ProcessStatus> processes;  // that have a profile, or whose program has one
  std::vector<Drift> drift;              // by profile
};
// Compares what the kernel has with the disk.
[[nodiscard]] Result<HostStatus> host_status(const Kernel& kernel, const policy::Policy& policy,
                                             const DiskState& disk);

}  // namespace profgen::inline v0::host
#pragma GCC visibility pop
