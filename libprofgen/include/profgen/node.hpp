// What profgen and the node's half of it (profgen-node) say to each other: JSON Lines, a request
// and its reply, in order (docs/node-protocol.md). All requests are idempotent: one whose reply was
// lost is asked again.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "profgen/bundle.hpp"
#include "profgen/result.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::node {

inline constexpr int protocol_version = 1;

// A bundle as it travels, so that the node can hold it to its digest and its signature.
struct Package {
  std::string digest;     // "sha256:…" of `bytes`
  std::string bytes;      // bundle::write(); empty: the node has it by digest already
  std::string signature;  // may be empty
  bundle::SignatureKind signature_kind = bundle::SignatureKind::none;
};

// How far a rollout has come on a node.
enum class Stage : std::uint8_t {
  // Every profile in complain mode, but for those that are loaded in a mode that denies already:
  // they stay as they are, text and all, as nothing may become less confined.
  complain,
  final,  // texts and modes as in the bundle
};

struct Preflight {};
struct Plan {
  Package package;
  Stage stage = Stage::final;
  std::vector<std::string> adopt;  // profiles and files of others that may be taken over
};
struct Apply {
  Package package;
  Stage stage = Stage::final;
  std::vector<std::string> adopt;
  std::string run;  // of the rollout; kept with the revision
};
// At once, without reading the disk's texts: of this run's profiles, those that did not deny before
// the run go (back) to complain mode.
struct Relax {
  std::string run;
};
// Files and loaded policy as they were before a run, or at a revision that is kept. A profile that
// was not loaded then is parked (flags=(unconfined), its file removed), never removed in use.
struct Rollback {
  std::string run;                        // or:
  std::optional<std::uint64_t> revision;  // 0: before the first
};
struct Park {
  std::vector<std::string> profiles;  // must be ours
  std::string run;
};
// Deletes the files of parked profiles which no process uses; the loaded profile stays until the
// machine starts anew.
struct Retire {
  std::vector<std::string> profiles;
  std::string run;
};
struct StatusOf {};
// Desired, disk and kernel held against each other.
struct DriftOf {
  Package package;
  Stage stage = Stage::final;
};
// The cursor that stands before all that a node's log still holds.
inline constexpr std::string_view cursor_at_begin = "begin";
// Evidence of these profiles (and their children) since a cursor; empty cursor: from now on.
struct Events {
  std::string cursor;
  std::vector<std::string> profiles;  // empty: all
};
struct Usage {
  std::vector<std::string> profiles;
};
using Request = std::variant<Preflight, Plan, Apply, Relax, Rollback, Park, Retire, StatusOf,
                             DriftOf, Events, Usage>;

// Why a node will not, or cannot, take part.
struct Problem {
  std::string id;      // "no-apparmor", "no-securityfs", "no-parser", "not-root", "read-only",
                       // "no-space", "reserved-name", "foreign-file", "does-not-compile",
                       // "bad-signature", "old-abi", "clock", "locked", …
  std::string text;    // one line for a person
  std::string remedy;  // what to do
  bool blocks = true;  // false: worth knowing
  friend bool operator==(const Problem&, const Problem&) = default;
};

struct PreflightReply {
  std::string hostname, os, kernel, machine, boot_id;
  std::int64_t time_us = 0;           // the node's clock
  std::string node_version;           // of profgen-node
  std::string parser;                 // version of apparmor_parser; empty: none
  std::string newest_abi;             // "4.0" that parser and kernel take
  std::vector<std::string> features;  // of the kernel, as bundle::Bundle::features names them
  std::uint64_t free_bytes = 0;       // where the policy directory is
  std::vector<Problem> problems;
};

enum class Action : std::uint8_t { add, replace, mode, unchanged, kept, blocked };

// Somebody who runs under a profile, or would after a restart.
struct User {
  std::uint32_t pid = 0;
  std::uint64_t started = 0;  // clock ticks after boot (/proc/PID/stat), so a pid is known again
  std::string exe;            // raw
  bool confined = true;       // false: runs unconfined until it is started anew
  friend bool operator==(const User&, const User&) = default;
};

struct ProfilePlan {
  std::string profile, file;
  Action action = Action::unchanged;
  std::string mode_before, mode_after;  // the kernel's words; empty: not loaded
  std::vector<User> users;
  std::vector<std::string> differences;  // by meaning, a line each: "granted: /x rw"
  std::vector<Problem> problems;
  friend bool operator==(const ProfilePlan&, const ProfilePlan&) = default;
};
struct PlanReply {
  std::vector<ProfilePlan> profiles;
  std::vector<Problem> problems;  // of the node as a whole
};

struct ProfileState {
  std::string profile, file;
  std::string mode;  // in the kernel now; empty: not loaded
  std::string hash;  // the kernel's of what is loaded, or that of its raw data; may be empty
  bool as_requested = false;  // seen in the kernel after the step: name, mode and hash
  friend bool operator==(const ProfileState&, const ProfileState&) = default;
};
struct ApplyReply {  // also of Relax, Rollback, Park and Retire
  bool changed = false;
  std::uint64_t revision = 0;         // the node's, after it
  std::uint64_t revision_before = 0;  // before the run's first step
  std::vector<ProfileState> profiles;
  std::vector<std::string> notes;
};

struct StatusReply {
  std::string boot_id;
  std::uint64_t revision = 0;
  std::string run, digest;  // of the last apply
  Stage stage = Stage::final;
  std::vector<ProfileState> profiles;  // ours
  std::vector<std::uint64_t> revisions;
};

struct DriftItem {
  std::string profile, file;
  // "as-desired", "disk-differs", "disk-missing", "kernel-differs", "not-loaded", "other-mode",
  // "disabled"
  std::string kind;
  std::string detail;
  std::string who;  // who seems to have done it: "package nginx 1.2", "aa-logprof", uid …; or empty
  friend bool operator==(const DriftItem&, const DriftItem&) = default;
};
struct DriftReply {
  std::vector<DriftItem> items;  // every profile of the bundle, sorted
};

struct EventsReply {
  std::string cursor;
  std::string evidence;       // text of an evidence file (docs/evidence.md); empty: nothing new
  std::uint64_t allowed = 0;  // records that complain mode let through
  std::uint64_t denied = 0;
  std::vector<std::string> gaps;  // why the log may not be whole: "rotated away", "records lost"
};

struct UsageReply {
  std::map<std::string, std::vector<User>> users;  // by profile
};

// A request that came to nothing: what it was about stands as it did before.
struct Refused {
  std::vector<Problem> problems;
};

using Reply = std::variant<PreflightReply, PlanReply, ApplyReply, StatusReply, DriftReply,
                           EventsReply, UsageReply, Refused>;

// One line each, without its end. What is no UTF-8 travels in base64.
[[nodiscard]] std::string to_line(const Request& request);
[[nodiscard]] std::string to_line(const Reply& reply);
// Strict: unknown keys, missing ones and other versions are an Error of kind input.
[[nodiscard]] Result<Request> request_of(std::string_view line);
[[nodiscard]] Result<Reply> reply_of(std::string_view line);

[[nodiscard]] std::string_view name_of(Stage stage);
[[nodiscard]] std::string_view name_of(Action action);

// Names that belong to others, whoever asks: "cri-containerd.apparmor.d", "crio-default",
// "docker-default", "lxc-*", "snap.*", "libvirt-*", "kubearmor*", "unconfined" and the like.
[[nodiscard]] bool is_reserved_name(std::string_view profile);

}  // namespace profgen::inline v0::node
#pragma GCC visibility pop
