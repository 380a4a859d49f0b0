#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "kube/pods/live.hpp"
#include "tools/profgen/kube/kube.hpp"
#include "tools/profgen/kube/kube_setup.hpp"
#include "tools/profgen/kube/table_text.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view kube_patch_help =
    "Sets the profile of a workload's containers in the cluster; nothing else of it changes, and "
    "what\n"
    "somebody else changed in the meantime is not overwritten. Its pods are made anew by their\n"
    "controller. The form follows the server's version as with kube annotate, which changes "
    "manifests\n"
    "on disk: what is kept there or by a GitOps tool must be changed there, or it comes back.\n"
    "  profgen kube patch -n shop deploy/web --profile web-nginx -c nginx\n"
    "Exit code 0: done; 2: it cannot change (pods, Jobs, what a controller made); 3: it is not "
    "there;\n"
    "4: the API refused.";

void kube_patch_options(po::options_description& options) {
  add_change_options(options);
  options.add_options()("dry-run", po::bool_switch(), "print the patch, change nothing");
  add_namespace_options(options);
  add_version_option(options);
  add_cluster_options(options);
}

int run_kube_patch(const Call& call) {
  if (call.arguments.size() != 1)
    return refuse("kube patch takes one KIND/NAME", "a manifest is changed by kube annotate -f");
  Cluster cluster = cluster_of(call);
  int code = exit_done;
  const auto server = version_for(call, cluster, code);
  if (!server) return code;
  const auto change = change_of(call, *server, code);
  if (!change) return code;
  const auto workload =
      kube::get_workload(*cluster.api, namespace_of(call, cluster), call.arguments[0]);
  if (!workload) return told_error(workload.error());
  if (const std::string why = kube::cannot_change(*workload); !why.empty())
    return refuse(text::printable(call.arguments[0]) + " cannot be changed", why);
  const auto plan = kube::plan_change(*workload->object, *change, *server);
  if (!plan) return told_error(plan.error());
  print_warnings(plan->warnings);
  print_warnings(node_warnings(*cluster.api, *server, change->profile, change->form));
  if (flag_option(call, "dry-run")) {
    print_json_text(nlohmann::ordered_json(kube::patch_of(*workload->object, *plan)));
    return exit_done;
  }
  const Status done = kube::apply_plan(*cluster.api, *workload, *plan);
  if (!done) return told_error(done.error());
  if (!call.common.quiet)
    std::cout << fmt::format("{}: {}\n", text::printable(call.arguments[0]),
                             plan->edits.empty() ? "all is as wanted, nothing was changed"
                                                 : "changed; its pods are made anew");
  return exit_done;
}

}  // namespace

CommandInfo kube_patch() {
  return {
      "patch",         "KIND/NAME --profile NAME", "set the profile of containers in the cluster",
      kube_patch_help, kube_patch_options,         run_kube_patch};
}

}  // namespace profgen::tool
