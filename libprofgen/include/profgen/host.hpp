// Profile text on this machine: what the reference compiler says of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "profgen/diagnostic.hpp"
#include "profgen/policy.hpp"
#include "profgen/result.hpp"
#include "profgen/system.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::host {

struct ParserVerdict {
  enum class State { accepted, rejected, not_installed } state = State::not_installed;
  std::string version;  // "3.0.8"
  std::vector<Diagnostic>
      diagnostics;  // of a rejection, with file and line as the parser gave them
};

// Asks apparmor_parser -QK (no kernel, no cache) whether it takes the text. `path` is how the text
// is named in messages; includes are looked up below policy_dir.
[[nodiscard]] Result<ParserVerdict> ask_parser(Processes& processes, const std::string& path,
                                               const std::string& text,
                                               const policy::LoadOptions& options);

// Which of these lines (rules and includes, as text) the installed parser does not take by
// themselves, each with its reason: a rule may be right and yet be newer than this host. Empty
// without a parser.
[[nodiscard]] Result<std::map<std::string, std::string>> refused_lines(
    Processes& processes, const std::vector<std::string>& lines,
    const policy::LoadOptions& options);

// The version of the installed apparmor_parser, as "3.0.8"; "" where none is installed or it does
// not say. Runs it once for each call.
[[nodiscard]] std::string parser_version(Processes& processes);

// The newest abi (as "abi/4.0") below policy_dir that the installed parser takes; where none is
// installed the newest that stands there; "" if there is none.
[[nodiscard]] std::string newest_abi(const Files& files, Processes& processes,
                                     const std::string& policy_dir);

// Whether the running kernel enforces policy.
struct KernelState {
  bool enabled = false;
  std::string why_not;     // for a person; empty if enabled
  std::string mountpoint;  // of the kernel's interface, e.g. /sys/kernel/security/apparmor
};
[[nodiscard]] KernelState kernel_state();

}  // namespace profgen::inline v0::host
#pragma GCC visibility pop
