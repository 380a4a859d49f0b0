#include "tools/profgen/fleet/in_cluster.hpp"

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "kube/controller/controller_job.hpp"
#include "kube/objects/yaml_text.hpp"
#include "tools/profgen/fleet/fleet_setup.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

struct NextStep {
  std::string what, command;
};

std::vector<NextStep> next_steps(const Call& call, const fleet::KubernetesOptions& cluster,
                                 const std::string& name, const std::string& run) {
  std::string kubectl = "kubectl";
  for (const auto& [option, value] :
       {std::pair{"--kubeconfig=", &cluster.kubeconfig}, std::pair{"--context=", &cluster.context}})
    if (!value->empty()) kubectl += " " + text::shell_word(option + *value);
  kubectl += " -n " + cluster.name_space;
  std::string fleet = "profgen fleet ";
  std::string with;
  if (const auto& inventory = call.options["inventory"]; !inventory.defaulted())
    with = " -i " + text::shell_word(inventory.as<std::string>());
  return {{"watch it", fmt::format("{} logs -f job/{}", kubectl, name)},
          {"or", fmt::format("{}status --run {}{}", fleet, run, with)},
          {"wait for it",
           fmt::format("{} wait --for=condition=Complete --timeout=48h job/{}", kubectl, name)},
          {"stop it", fmt::format("{} delete job {}", kubectl, name)},
          {"where it was interrupted", fmt::format("{}resume {}{}", fleet, run, with)},
          {"undo", fmt::format("{}rollback {}{}", fleet, run, with)}};
}

void print_objects(const Call& call, const std::vector<kube::Json>& objects) {
  if (call.common.json)
    std::cout << nlohmann::ordered_json{{"apiVersion", "v1"}, {"kind", "List"}, {"items", objects}}
                     .dump(2)
              << "\n";
  else
    std::cout << kube::yaml_text(objects);
}

}  // namespace

void add_in_cluster_options(po::options_description& options) {
  options.add_options()("in-cluster",
                        "a Job in the cluster leads the rollout (docs/kubernetes.md)")  //
      ("dry-run", "with --in-cluster: print what would be made, and make nothing");
}

int deploy_in_cluster(const Call& call, const LoadedBundle& bundle, const std::string& run) {
  int code = exit_done;
  const auto inventory = inventory_of(call, code);
  if (!inventory) return code;
  const auto nodes = chosen_nodes(call, *inventory, bundle.content.selector, code);
  if (!nodes) return code;
  kube::ControllerRun what{run, bundle.bytes, bundle.signature, bundle.kind, {}, false};
  if (call.options.count("selector") != 0)
    what.selector = call.options["selector"].as<std::string>();
  what.leave_blocked = call.options.count("leave-blocked") != 0;
  const auto objects = kube::controller_objects(*inventory, what);
  if (!objects) {
    print_error(objects.error());
    return exit_code_of(objects.error());
  }
  if (call.options.count("dry-run") != 0) {
    print_objects(call, *objects);
    return exit_done;
  }
  const auto files = real_files();
  const auto side = cluster_side(*files, *inventory);
  if (const Status made = kube::start_controller(*side->api, *objects); !made) {
    print_error(made.error());
    return exit_code_of(made.error());
  }
  const fleet::KubernetesOptions& cluster = *inventory->kubernetes;
  const std::string name = kube::controller_name(run);
  const auto steps = next_steps(call, cluster, name, run);
  if (call.common.json) {
    nlohmann::ordered_json next = nlohmann::ordered_json::array();
    for (const NextStep& one : steps)
      next.push_back({{"what", one.what}, {"command", one.command}});
    std::cout << nlohmann::ordered_json{{"run", run},
                                        {"digest", bundle.digest},
                                        {"namespace", cluster.name_space},
                                        {"job", name},
                                        {"config_map", name},
                                        {"image", cluster.image},
                                        {"nodes", nodes->size()},
                                        {"next", std::move(next)}}
                     .dump(2)
              << "\n";
    return exit_done;
  }
  std::cout << fmt::format("run {}: job/{} and configmap/{} are made in the namespace {}, for {}\n",
                           run, name, name, cluster.name_space, counted(nodes->size(), "node"));
  if (!call.common.quiet)
    for (const NextStep& one : steps) std::cout << fmt::format("  {}: {}\n", one.what, one.command);
  return exit_done;
}

}  // namespace profgen::tool
