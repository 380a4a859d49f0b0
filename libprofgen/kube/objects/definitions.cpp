// The CustomResourceDefinitions. No x-kubernetes-validations: kubectl and servers before 1.25 do
// not know them and refuse the file; that a ProfileBundle was not changed is seen by its digest.
#include <array>

#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/objects/objects.hpp"
#include "kube/objects/schema.hpp"

namespace profgen::inline v0::kube {
namespace {

struct Column {
  const char *name, *type, *path;
  int priority = 0;  // 1: with -o wide only
};

Json definition(const Kind& kind, const char* singular, const char* list, const char* short_name,
                std::initializer_list<Column> columns, Json schema) {
  Json out = object_of(custom_resource_definitions,
                       std::string(kind.plural) + "." + std::string(kind.group));
  Json shown = Json::array();
  for (const Column& one : columns) {
    Json column = {{"name", one.name}, {"type", one.type}, {"jsonPath", one.path}};
    if (one.priority != 0) column["priority"] = one.priority;
    shown.push_back(std::move(column));
  }
  schema["properties"]["apiVersion"] = {{"type", "string"}};
  schema["properties"]["kind"] = {{"type", "string"}};
  schema["properties"]["metadata"] = {{"type", "object"}};
  out["spec"] = {{"group", kind.group},
                 {"scope", "Cluster"},
                 {"names",
                  {{"kind", kind.kind},
                   {"listKind", list},
                   {"plural", kind.plural},
                   {"singular", singular},
                   {"shortNames", {short_name}},
                   {"categories", {"profgen"}}}},
                 {"versions",
                  {{{"name", kind.version},
                    {"served", true},
                    {"storage", true},
                    {"subresources", {{"status", Json::object()}}},
                    {"additionalPrinterColumns", std::move(shown)},
                    {"schema", {{"openAPIV3Schema", std::move(schema)}}}}}}};
  return out;
}

Json bundle_spec() {
  Json signature = schema_object(
      "A detached signature of the bytes; a node that trusts a key asks for it.",
      {{"kind", schema_text("ssh (ssh-keygen -Y, name space profgen-bundle) or minisign.")},
       {"text", schema_text("The signature.")},
       {"data", schema_text("The signature in base64, where it is no UTF-8.")}},
      {"kind"});
  signature["properties"]["kind"]["enum"] = {"ssh", "minisign"};
  Json digest = schema_text("sha256: and 64 hex digits, of the bytes; what was approved.");
  digest["pattern"] = "^sha256:[0-9a-f]{64}$";
  return schema_object(
      "What is rolled out. It never changes: another bundle is another object.",
      {{"digest", std::move(digest)},
       {"text", schema_text("The bundle as profgen fleet bundle wrote it: profile texts in the "
                            "full language, JSON Lines (docs/bundle.md).")},
       {"data", schema_text("The same in base64, where it is no UTF-8.")},
       {"signature", std::move(signature)},
       {"selector", schema_text("Of nodes: NAME, @ROLE, LABEL=VALUE, LABEL!=VALUE with commas "
                                "between; empty: all.")},
       {"rollout", schema_text("How it is rolled out, as JSON (docs/rollout.md).")},
       {"profiles",
        schema_list("The profiles in it, for a reader.",
                    schema_object("A profile.",
                                  {{"name", schema_text("As the kernel calls it.")},
                                   {"file", schema_text("Below the policy directory.")},
                                   {"mode", schema_text("In the end: enforce, complain, …")}}))}},
      {"digest"});
}

Json bundle_status() {
  Json counts = schema_of("object", "Nodes by state.");
  counts["additionalProperties"] = {{"type", "integer"}, {"format", "int64"}};
  return schema_object(
      "How far its rollout has come; written by who leads it.",
      {{"phase", schema_text("Preflight, Complain, Enforcing, Done, Stopped, RollingBack, "
                             "RolledBack or Aborted.")},
       {"phaseText", schema_text("The same in more words.")},
       {"run", schema_text("The rollout: profgen fleet status --run RUN.")},
       {"fleet", schema_text("The fleet's name.")},
       {"wave", schema_text("Which of how many waves; 0 is the complain stage.")},
       {"why", schema_text("Why it stopped, or was rolled back.")},
       {"nodes", schema_number("How many take part.")},
       {"final", schema_number("How many have the bundle's texts and modes, verified.")},
       {"failed", schema_number("How many failed or cannot be reached.")},
       {"counts", std::move(counts)},
       {"denials",
        schema_list("The last new denials.", schema_text("NODE: PROFILE: what was denied."))},
       {"startTime", schema_time("When the rollout began.")},
       {"updateTime", schema_time("When this was written.")},
       {"doneTime", schema_time("When it was done. New nodes take up, of the bundles that are "
                                "Done and that take them, the latest.")},
       {"conditions", schema_conditions()}});
}

Json mailbox() {
  Json request = schema_object(
      "What is asked of the node (docs/kubernetes.md).",
      {{"id", schema_text("Of this request: its writer and a number.")},
       {"line", schema_text("The request, as docs/node-protocol.md, without a bundle's bytes.")},
       {"bundle", schema_text("The ProfileBundle that has them.")},
       {"part", schema_number("Which part of the reply is wanted; from 0 on.")}},
      {"id", "line"});
  // One owner for all of it: another writer is a conflict.
  request["x-kubernetes-map-type"] = "atomic";
  return schema_object("The mailbox of whoever leads a rollout.",
                       {{"request", std::move(request)}});
}

Json node_status_schema() {
  const Json profile = schema_object(
      "A profile.", {{"name", schema_text("As the kernel calls it.")},
                     {"file", schema_text("Below the policy directory.")},
                     {"mode", schema_text("In the kernel; empty: not loaded.")},
                     {"hash", schema_text("The kernel's, of what is loaded.")},
                     {"asRequested", schema_truth("Seen in the kernel as it was asked for.")}});
  const Json problem =
      schema_object("A problem.", {{"id", schema_text("For programs: no-apparmor, …")},
                                   {"text", schema_text("For a person.")},
                                   {"remedy", schema_text("What to do.")},
                                   {"blocks", schema_truth("It keeps the node out of rollouts.")}});
  const Json drift = schema_object(
      "A profile that is not as desired.",
      {{"profile", schema_text("Its name.")},
       {"file", schema_text("Its file.")},
       {"kind", schema_text("disk-differs, disk-missing, kernel-differs, not-loaded, other-mode or "
                            "disabled.")},
       {"detail", schema_text("What differs.")},
       {"who", schema_text("Who seems to have done it.")}});
  return schema_object(
      "What the agent of the node says of it.",
      {{"reply", schema_object("The reply to spec.request, or a part of it.",
                               {{"id", schema_text("Of the request.")},
                                {"part", schema_number("Which part this is; from 0 on.")},
                                {"parts", schema_number("How many there are.")},
                                {"text", schema_text("Of the line.")}},
                               {"id", "part", "parts", "text"})},
       {"agent", schema_text("The version of profgen-node.")},
       {"bootID", schema_text("Another one: the node was started anew.")},
       {"heartbeat", schema_time("When the agent was last at work, by the node's clock.")},
       {"digest", schema_text("Of the bundle that is applied.")},
       {"shortDigest", schema_text("Its first 12 digits.")},
       {"run", schema_text("The rollout that applied it.")},
       {"stage", schema_text("complain or final.")},
       {"revision", schema_number("Of the node's policy; each change is one more.")},
       {"profiles", schema_list("What profgen loaded.", profile)},
       {"error", schema_text("What went wrong last, with apparmor_parser's own text.")},
       {"trouble", schema_text("The same in a few words.")},
       {"problems", schema_list("What preflight found.", problem)},
       {"drift", schema_list("What is not as desired.", drift)},
       {"driftCount", schema_number("How many.")},
       {"usage",
        schema_list("Who runs under our profiles.",
                    schema_object("A profile.", {{"profile", schema_text("Its name.")},
                                                 {"processes", schema_number("How many.")}}))},
       {"cursor", schema_text("Up to where evidence was read.")},
       {"conditions", schema_conditions()}});
}

}  // namespace

std::vector<Json> definitions() {
  const char* const age = ".metadata.creationTimestamp";
  return {
      definition(profile_bundles, "profilebundle", "ProfileBundleList", "pb",
                 {{"Phase", "string", ".status.phase"},
                  {"Wave", "string", ".status.wave"},
                  {"Nodes", "integer", ".status.nodes"},
                  {"Final", "integer", ".status.final"},
                  {"Failed", "integer", ".status.failed"},
                  {"Run", "string", ".status.run", 1},
                  {"Why", "string", ".status.why", 1},
                  {"Age", "date", age}},
                 schema_object("An immutable set of AppArmor profiles, and how far its rollout has "
                               "come.",
                               {{"spec", bundle_spec()}, {"status", bundle_status()}}, {"spec"})),
      definition(node_profile_statuses, "nodeprofilestatus", "NodeProfileStatusList", "nps",
                 {{"Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status"},
                  {"AppArmor", "string", ".status.conditions[?(@.type==\"AppArmor\")].status"},
                  {"Digest", "string", ".status.shortDigest"},
                  {"Stage", "string", ".status.stage"},
                  {"Drift", "integer", ".status.driftCount"},
                  {"Error", "string", ".status.trouble"},
                  {"Heartbeat", "date", ".status.heartbeat", 1},
                  {"Agent", "string", ".status.agent", 1},
                  {"Age", "date", age}},
                 schema_object("What a node has of what was rolled out, and what is asked of it.",
                               {{"spec", mailbox()}, {"status", node_status_schema()}})),
  };
}

}  // namespace profgen::inline v0::kube
