#include "kube/controller/controller_job.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "bundle/signature.hpp"
#include "fleet/rollout/run_journal.hpp"
#include "kube/controller/fleet_file.hpp"
#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/objects/objects.hpp"
#include "kube/transport/refusal.hpp"
#include "kube/transport/run_store.hpp"

namespace profgen::inline v0::kube {
namespace {

// Where the container has what: the ConfigMap, and a place to write.
constexpr const char* given_folder = "/etc/profgen";
constexpr const char* state_folder = "/var/lib/profgen";
constexpr const char* given_fleet = "fleet.yaml";
constexpr const char* given_bundle = "rollout.bundle";
// Nobody of the image; no file of it needs more.
constexpr int controller_user = 65532;
// A week to look at its log; the journal stays.
constexpr int kept_seconds = 7 * 24 * 3600;
// The lock is given back in it.
constexpr int grace_seconds = 60;

Error controller_error(ErrorKind kind, std::string object, std::string reason) {
  return {kind, "make a controller", std::move(object), std::move(reason)};
}

Json controller_metadata(const std::string& name, const std::string& space) {
  return {{"name", name},
          {"namespace", space},
          {"labels",
           {{"app.kubernetes.io/managed-by", "profgen"},
            {"app.kubernetes.io/part-of", "profgen"},
            {"profgen.dev/kind", "controller"}}}};
}

Json arguments_of(const ControllerRun& what, const std::string& digest) {
  const std::string given = std::string(given_folder) + "/";
  Json out = {"fleet",  "deploy",      given + given_bundle, "--digest",    digest,      "--run",
              what.run, "--inventory", given + given_fleet,  "--state-dir", state_folder};
  if (!what.selector.empty()) out.insert(out.end(), {"--selector", what.selector});
  if (what.leave_blocked) out.push_back("--leave-blocked");
  return out;
}

Json container_of(const std::string& image, Json arguments) {
  return {{"name", "controller"},
          {"image", image},
          {"command", {"profgen"}},
          {"args", std::move(arguments)},
          {"securityContext",
           {{"allowPrivilegeEscalation", false},
            {"privileged", false},
            {"readOnlyRootFilesystem", true},
            {"capabilities", {{"drop", {"ALL"}}}}}},
          {"resources",
           {{"requests", {{"cpu", "10m"}, {"memory", "64Mi"}}}, {"limits", {{"memory", "512Mi"}}}}},
          {"volumeMounts",
           {{{"name", "given"}, {"mountPath", given_folder}, {"readOnly", true}},
            {{"name", "state"}, {"mountPath", state_folder}}}}};
}

Json controller_pod(const std::string& name, Json container) {
  return {{"serviceAccountName", controller_account},
          // What was interrupted is gone on with by `resume`, not begun anew.
          {"restartPolicy", "Never"},
          {"terminationGracePeriodSeconds", grace_seconds},
          {"nodeSelector", {{"kubernetes.io/os", "linux"}}},
          {"securityContext",
           {{"runAsNonRoot", true},
            {"runAsUser", controller_user},
            {"runAsGroup", controller_user},
            {"fsGroup", controller_user},
            {"seccompProfile", {{"type", "RuntimeDefault"}}}}},
          {"containers", Json::array({std::move(container)})},
          {"volumes",
           {{{"name", "given"}, {"configMap", {{"name", name}}}},
            {{"name", "state"}, {"emptyDir", {{"sizeLimit", "256Mi"}}}}}}};
}

Error refused_making(const Failure& failure, const Kind& kind, const std::string& name) {
  if (failure.conflict())
    return controller_error(
        ErrorKind::usage, fmt::format("{}/{}", kind.plural, name),
        "it is there already: take another name by --run, or delete what is left of the old one");
  return refusal_error(failure, "create", kind, name);
}

}  // namespace

std::string controller_name(const std::string& run) {
  // Of a Job: its pods' label and names are made of it.
  constexpr std::size_t longest = 52;
  std::string out = "profgen-" + word_of_run(run);
  if (out.size() > longest)
    out = out.substr(0, longest - 13) + "-" + short_digest(bundle::digest(run));
  while (out.back() == '-') out.pop_back();
  return out;
}

Result<std::vector<Json>> controller_objects(const fleet::Inventory& inventory,
                                             const ControllerRun& what) {
  if (!inventory.kubernetes)
    return controller_error(ErrorKind::usage, inventory.fleet,
                            "its nodes are reached over ssh; a controller in a cluster needs "
                            "`transport: kubernetes` (docs/kubernetes.md)");
  if (inventory.kubernetes->image.empty())
    return controller_error(ErrorKind::usage, inventory.fleet,
                            "no image is named for it: `kubernetes: {image: "
                            "REGISTRY/profgen-node:0.1.0}` in the inventory, that of the agents");
  if (Status named = fleet::check_run_name(what.run); !named) return named.error();
  const auto content = bundle::read(what.bytes, "the bundle");
  if (!content) return content.error();
  const std::string digest = bundle::digest(what.bytes);
  const std::string name = controller_name(what.run);
  const std::string& space = inventory.kubernetes->name_space;

  const std::string fleet = fleet_file(inventory, content->selector + "," + what.selector);
  if (const std::size_t size = fleet.size() + what.bytes.size() + what.signature.size();
      size > largest_config_map)
    return controller_error(
        ErrorKind::usage, name,
        fmt::format("a ConfigMap may have {} bytes; {} nodes, the bundle and its signature have {} "
                    "+ {} + {}: make two bundles of it, or deploy without --in-cluster",
                    largest_config_map, inventory.nodes.size(), fleet.size(), what.bytes.size(),
                    what.signature.size()));

  Json job = object_of(jobs, name);
  job["metadata"] = controller_metadata(name, space);
  job["metadata"]["annotations"] = {{"profgen.dev/fleet", inventory.fleet},
                                    {"profgen.dev/run", what.run},
                                    {"profgen.dev/digest", digest}};
  Json& spec = job["spec"];
  spec = {{"backoffLimit", 0}, {"ttlSecondsAfterFinished", kept_seconds}};
  spec["template"] = {
      {"metadata",
       {{"labels", job["metadata"]["labels"]},
        // A node that is not needed any more waits for it.
        {"annotations", {{"cluster-autoscaler.kubernetes.io/safe-to-evict", "false"}}}}},
      {"spec", controller_pod(
                   name, container_of(inventory.kubernetes->image, arguments_of(what, digest)))}};

  Json map = object_of(config_maps, name);
  map["metadata"] = controller_metadata(name, space);
  map["immutable"] = true;
  map["data"] = {{given_fleet, fleet}};
  map["binaryData"] = {{given_bundle, to_base64(what.bytes)}};
  if (what.signature_kind != bundle::SignatureKind::none)
    map["binaryData"][given_bundle + std::string(bundle::ending_of(what.signature_kind))] =
        to_base64(what.signature);
  return std::vector<Json>{std::move(job), std::move(map)};
}

Status start_controller(Api& api, const std::vector<Json>& objects) {
  const Json& job = objects.at(0);
  Json map = objects.at(1);
  const std::string name = object_name_of(job), space = metadata_text(job, "namespace");
  // Without it no pod is made, and nobody is told. Who may not look, goes on.
  if (const auto account = api.get(service_accounts, space, controller_account);
      !account && account.failure().not_found())
    return controller_error(
        ErrorKind::system, fmt::format("serviceaccounts/{}", controller_account),
        fmt::format("the namespace {} has none: kubectl apply -k deploy/", space));
  const auto made = api.create(jobs, job);
  if (!made) return refused_making(made.failure(), jobs, name);
  map["metadata"]["ownerReferences"] = Json::array({{{"apiVersion", job["apiVersion"]},
                                                     {"kind", job["kind"]},
                                                     {"name", name},
                                                     {"uid", metadata_text(*made, "uid")}}});
  // Its pod waits until this is there.
  const auto mapped = api.create(config_maps, map);
  if (mapped) return Unit{};
  Error error = refused_making(mapped.failure(), config_maps, name);
  if (const auto gone = api.remove(jobs, space, name); !gone)
    error.reason +=
        fmt::format("; its Job is still there: kubectl -n {} delete job {}", space, name);
  return error;
}

}  // namespace profgen::inline v0::kube
