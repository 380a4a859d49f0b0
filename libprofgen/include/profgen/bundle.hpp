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

namespace profgen::bundle {

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
  std::string name;                   // [a-z0-9.-]+, for people
  std::vector<File> files;            // sorted by path, each once
  std::vector<Profile> profiles;      // sorted by name
  std::string selector;               // of nodes, "role=web,zone!=b,@group"; empty: all
  std::string minimal_abi;            // the newest that a file asks for, "4.0"; may be empty
  std::vector<std::string> features;  // kernel features its rules need, "userns", "mqueue"; sorted
  std::map<std::string, std::string> provenance;  // "source", "commit", "author", … for people
  std::string evidence;  // "sha256:…" of the evidence it was made of; may be empty
  friend bool operator==(const Bundle&, const Bundle&) = default;
};

// "sha256:" and 64 hex digits.
[[nodiscard]] std::string digest(std::string_view bytes);
// The bytes of a bundle: the same for the same bundle, on every machine.
[[nodiscard]] std::string write(const Bundle& bundle);
// An Error of kind input where the bytes are damaged, newer, name a path outside the policy
// directory or a profile that is in none of the files. `name`: of the file, for messages.
[[nodiscard]] Result<Bundle> read(std::string_view bytes, const std::string& name);

struct MakeOptions {
  std::string name;
  std::string selector;
  std::map<std::string, std::string> modes;  // profile → mode; others keep that of their text
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
// a package owns it.
[[nodiscard]] Result<Made> make(const Files& files, Processes& processes,
                                const std::vector<std::string>& paths,
                                const policy::LoadOptions& options, const MakeOptions& with);

// Detached signatures, by the installed tool. A file NAME.sshsig (ssh-keygen -Y, name space
// "profgen-bundle") or NAME.minisig (minisign) beside the bundle.
enum class SignatureKind : std::uint8_t { none, ssh, minisign };
[[nodiscard]] Result<std::string> sign(Processes& processes, const std::string& bundle_path,
                                       SignatureKind kind, const std::string& key_path);
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

}  // namespace profgen::bundle
