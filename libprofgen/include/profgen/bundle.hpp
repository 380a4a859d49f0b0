// A bundle: an immutable set of profile texts with what they include that is not the
// distribution's, named by the SHA-256 of its bytes (docs/bundle.md). What is approved, signed and
// rolled out is this digest and nothing else.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/diagnostic.hpp"
#include "profgen/policy.hpp"
#include "profgen/result.hpp"
#include "profgen/system.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::bundle {

inline constexpr int version = 1;

// A file below the node's policy directory.
struct File {
  std::string path;  // relative, e.g. "usr.sbin.nginx", "local/usr.sbin.nginx", "abstractions/acme"
  std::string text;  // raw bytes; of a profile's file with the flags of its mode
  friend bool operator==(const File&, const File&) = default;
};

// A top profile of one of the files.
struct Profile {
  std::string name;                   // as the kernel calls it
  std::string file;                   // File::path
  std::string mode;                   // in the end: "enforce", "complain", "kill", …
  std::vector<std::string> children;  // names of its children and hats, "a//b"
  friend bool operator==(const Profile&, const Profile&) = default;
};

struct Bundle {
  std::string name;               // [a-z0-9.-]+, for people
  std::vector<File> files;        // sorted by path, each once
  std::vector<Profile> profiles;  // sorted by name
  std::string selector;           // of nodes, "role=web,zone!=b,@group"; empty: all
  std::string minimal_abi;        // the newest that a file asks for, "4.0"; may be empty
  // Features that a kernel must have to enforce its own rules, as kernel_features() names them;
  // sorted. Rules of what it includes from the distribution do not count.
  std::vector<std::string> features;
  std::map<std::string, std::string> provenance;  // "source", "commit", "author", … for people
  std::string evidence;  // "sha256:…" of the evidence it was made of; may be empty
  friend bool operator==(const Bundle&, const Bundle&) = default;
};

// "sha256:" and 64 hex digits.
[[nodiscard]] std::string digest(std::string_view bytes);
// The bytes of a bundle: the same for the same bundle, on every machine.
[[nodiscard]] std::string write(const Bundle& bundle);
// An Error of kind input where the bytes are damaged, newer, not as write() writes them, name a
// path outside the policy directory or a profile that is in none of the files, or leave one out
// that is. `name`: of the file, for messages.
[[nodiscard]] Result<Bundle> read(std::string_view bytes, const std::string& name);

// What of a kernel's features tree (securityfs, apparmor/features) the rules of bundles may need,
// as words: "dbus", "mqueue", "network_v8", "unix", "userns", … A word is a directory of the tree
// where there is one of that name (docs/bundle.md has them all). Sorted.
[[nodiscard]] std::vector<std::string> kernel_features(const Files& files,
                                                       const std::string& directory);

struct MakeOptions {
  std::string name;  // empty: made of the names of the files
  std::string selector;
  // Profile → mode; "": of those not named. A mode is set in the flags of the profile and of its
  // children and hats in enforce or complain mode, unless they are named themselves. Others keep
  // that of their text.
  std::map<std::string, std::string> modes;
  std::map<std::string, std::string> provenance;
  std::string evidence;
  // Words that name profiles, as host::find_named() takes them; empty: all of the files given.
  std::vector<std::string> profiles;
};
struct Made {
  bool accepted = false;  // false: a profile failed `check`; there is no bundle
  Bundle bundle;
  std::vector<Diagnostic> diagnostics;
  // Included files that are left to the node, as its distribution has them ("abstractions/base").
  std::vector<std::string> from_distribution;
};
// Makes a bundle of policy files: checks each as `check` does and with apparmor_parser where it is
// installed, sets the flags of modes by splice, takes what they include (also `if exists`) unless
// a package owns it or only a package's file reads it. Errors: an unreadable file (input), a mode,
// a profile or a name that is none (usage). What is wrong with the profiles is told in
// Made::diagnostics.
[[nodiscard]] Result<Made> make(const Files& files, Processes& processes,
                                const std::vector<std::string>& paths,
                                const policy::LoadOptions& options, const MakeOptions& with);

// Detached signatures, by the installed tool. A file NAME.sshsig (ssh-keygen -Y, name space
// "profgen-bundle") or NAME.minisig (minisign) beside the bundle.
enum class SignatureKind : std::uint8_t { none, ssh, minisign };
// Writes it and gives its path.
[[nodiscard]] Result<std::string> sign(Files& files, Processes& processes,
                                       const std::string& bundle_path, SignatureKind kind,
                                       const std::string& key_path);
// By its first line; none: it is no signature of either kind.
[[nodiscard]] SignatureKind kind_of_signature(std::string_view signature);
// What keys of this text are for: a minisign key (public or secret) says so in its first line.
[[nodiscard]] SignatureKind kind_of_keys(std::string_view keys);
// Whom to trust: an allowed_signers file (ssh-keygen(1)) or a minisign public key.
struct Trust {
  SignatureKind kind = SignatureKind::none;
  std::string keys_path;
  std::string identity;  // of ssh: the principal; empty: any of the file
};
// Ok only where the signature is good and by somebody who is trusted. An Error says what is wrong
// and what to do (unsigned, other key, changed bytes, tool not installed).
[[nodiscard]] Status verify(Files& files, Processes& processes, std::string_view bytes,
                            std::string_view signature, const Trust& trust);

}  // namespace profgen::inline v0::bundle
#pragma GCC visibility pop
