// The AppArmor of one kernel behind a small interface: what is loaded, what is confined, and the
// one way to change it (an atomic replacement). The twin for tests stands in host/fake_kernel.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/host.hpp"
#include "profgen/result.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::host {

// A line of the kernel's `profiles` file (security/apparmor/apparmorfs.c).
struct LoadedProfile {
  // Raw, as the kernel calls it: "a//b", "/usr/sbin/nginx"; ":ns:a" of a namespace below.
  std::string name;
  std::string mode;  // "enforce", "complain", "kill", "unconfined", "user" (prompt), …
  friend bool operator==(const LoadedProfile&, const LoadedProfile&) = default;
};

// A process and the label it runs under (/proc/PID/attr/apparmor/current, else attr/current).
struct ConfinedProcess {
  std::uint32_t pid = 0;
  std::string label;          // raw: "a", "a//&b" of a stack; "unconfined"
  std::string mode;           // as LoadedProfile's, "mixed" of a stack; empty for "unconfined"
  std::string exe;            // raw path behind /proc/PID/exe; empty where it may not be read
  std::uint64_t started = 0;  // clock ticks after boot (/proc/PID/stat), which no later one shares
  friend bool operator==(const ConfinedProcess&, const ConfinedProcess&) = default;
};

// What the kernel says of the policy that it took (policy/profiles/NAME.N/ in its interface), as
// "sha1:…" or, of newer kernels, "sha256:…"; empty where it was built without.
struct LoadedHash {
  std::string profile;  // of the compiled profile, its mode too, but no comments
  std::string raw;      // of all that was loaded in one step with it
  friend bool operator==(const LoadedHash&, const LoadedHash&) = default;
};

class Kernel {
 public:
  virtual ~Kernel() = default;
  [[nodiscard]] virtual KernelState state() const = 0;
  // Of the policy namespace that this process sees, sorted by name. An Error of kind system where
  // the kernel has no AppArmor or this user may not read the list.
  [[nodiscard]] virtual Result<std::vector<LoadedProfile>> profiles() const = 0;
  // All processes, also unconfined ones, by pid; those that end meanwhile are left out.
  [[nodiscard]] virtual Result<std::vector<ConfinedProcess>> processes() const = 0;
  // Of every loaded profile, by name ("a//b"); the same namespace as profiles(). One compiler and
  // one kernel give the same hash for the same text, two of them need not.
  [[nodiscard]] virtual Result<std::map<std::string, LoadedHash>> hashes() const = 0;
  // Loads or replaces all profiles of a compiled blob at once: all or none (aa_replace_profiles()).
  virtual Status replace(std::string_view blob) = 0;
};

// Where a kernel shows itself; other places than the system's own are for tests and --root.
struct KernelPaths {
  std::string proc = "/proc";
  std::string apparmor;  // in securityfs; empty: libapparmor finds it
};
[[nodiscard]] std::unique_ptr<Kernel> real_kernel(KernelPaths paths = {});

// The text of one file compiled for the running kernel (apparmor_parser -QK --stdout), to be handed
// to Kernel::replace(). An Error of kind system where no parser is installed or it refuses the
// text; the reason holds its first message. `arguments` are added, e.g. "--Complain".
[[nodiscard]] Result<std::string> compile_policy(Processes& processes, const std::string& path,
                                                 const std::string& text,
                                                 const policy::LoadOptions& options,
                                                 const std::vector<std::string>& arguments = {});

}  // namespace profgen::inline v0::host
#pragma GCC visibility pop
