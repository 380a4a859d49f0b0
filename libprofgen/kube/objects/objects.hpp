// Our two kinds of objects, and how a rollout uses them (docs/kubernetes.md).
//
// ProfileBundle (cluster scope, short name pb): the desired state. Its spec never changes: the name
// is the bundle's with the first 12 digits of its digest. NodeProfileStatus (nps): one a node, of
// the node's name. Its spec is the mailbox of whoever leads a rollout, its status is the agent's.
//
// A request to a node is a line of docs/node-protocol.md without the bundle's bytes, which the
// agent takes from the ProfileBundle. The writer sets spec.request (server-side apply, field
// manager "profgen"); the agent carries it out and sets status.reply with the same id. A reply that
// is too large for one object comes in parts: the writer asks for the next by spec.request.part. An
// agent that has started anew and has the reply no more carries the request out again (they are
// idempotent) and answers with part 0.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kube/api/api.hpp"
#include "profgen/bundle.hpp"
#include "profgen/node.hpp"
#include "profgen/rollout.hpp"

namespace profgen::inline v0::kube {

// An object may have 1.5 MiB in etcd; bundles and parts of replies stay below.
inline constexpr std::size_t largest_bundle = 1 << 20;
inline constexpr std::size_t largest_part = 256 << 10;

struct ProfileBundle {
  std::string name;           // of the object
  std::string digest, bytes;  // bytes: base64 in `spec.data` where they are no UTF-8 text
  std::string signature;      // as bundle::Bundle's
  bundle::SignatureKind signature_kind = bundle::SignatureKind::none;
  std::string selector;  // of bundle::Bundle, copied for a reader
  std::string rollout;   // fleet::Strategy as JSON (rollout/strategy_json.hpp), for a reader
  struct Profile {
    std::string name, file, mode;  // for a reader: kubectl describe
  };
  std::vector<Profile> profiles;
  // Of the status: a word for printer columns and `kubectl wait`. Agents on new nodes take up only
  // bundles whose phase is "Done"; of several that take a node, the one that was done last.
  std::string phase;  // "", Preflight, Complain, Enforcing, Done, Stopped, RollingBack, RolledBack,
                      // Aborted
  std::int64_t done_us = 0;  // status.doneTime; 0: not done
};
// NAME-DIGEST12, in letters that an object's name may have.
// "sha256:0123456789abcdef…" → "0123456789ab": in names and labels.
[[nodiscard]] std::string short_digest(const std::string& digest);
[[nodiscard]] std::string object_name(const std::string& bundle, const std::string& digest);
// spec of what bundle::read() makes of the bytes; `phase` and `rollout` are left empty.
[[nodiscard]] Result<ProfileBundle> bundle_object(const std::string& bytes,
                                                  const std::string& signature,
                                                  bundle::SignatureKind signature_kind);
[[nodiscard]] Result<Json> to_object(const ProfileBundle& bundle);  // an Error: too large
// Strict about what matters: the digest must be that of the bytes. An Error names the object.
[[nodiscard]] Result<ProfileBundle> bundle_of(const Json& object);
// The status subresource as a patch: phase, run, wave, counts by state, conditions (Progressing,
// Done, Degraded with reason and message), the last denials. `denials`: a line each.
[[nodiscard]] Json status_patch(const fleet::RunView& view, const std::vector<std::string>& denials,
                                std::int64_t now_us);

struct Request {
  std::string id;      // "WRITER-NUMBER"; empty: none yet
  std::string line;    // of node-protocol, its package without bytes
  std::string bundle;  // object name, where the request needs one
  std::size_t part = 0;
};
struct PartialReply {
  std::string id;
  std::size_t part = 0, parts = 1;
  std::string text;  // of the line; base64 never: lines are UTF-8
};
struct NodeStatus {
  std::string node;
  Request request;     // spec.request
  PartialReply reply;  // status.reply
  std::string agent;   // version of profgen-node
  std::string boot_id;
  std::int64_t seen_us = 0;  // status.heartbeat: the agent is alive (each `heartbeat_seconds`)
  std::string digest, run;   // of what is applied
  std::string stage;
  std::uint64_t revision = 0;
  std::vector<node::ProfileState> profiles;
  std::string error;                    // the last one, with the parser's own text; empty: none
  std::vector<node::Problem> problems;  // of preflight: "no-apparmor" …
  std::vector<node::DriftItem> drift;   // without what is as desired
  std::map<std::string, std::uint64_t> usage;  // profile → processes
  std::string cursor;                          // of the evidence
};
inline constexpr double heartbeat_seconds = 30;
[[nodiscard]] Result<NodeStatus> node_status_of(const Json& object);
// For a server-side apply of spec.request.
[[nodiscard]] Json request_object(const std::string& node, const Request& request);
// status as a merge patch, with conditions Ready, AppArmor, Drift.
[[nodiscard]] Json status_patch(const NodeStatus& status);

// The CustomResourceDefinitions of both, as deploy/crds.yaml has them.
[[nodiscard]] std::vector<Json> definitions();

}  // namespace profgen::inline v0::kube
