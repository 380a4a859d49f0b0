#include <iostream>

#include "kube/pods/policy.hpp"
#include "tools/profgen/kube/kube.hpp"
#include "tools/profgen/kube/kube_setup.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view kube_policy_help =
    "Prints a manifest that limits which profiles of the node the pods of a namespace may name: "
    "Pod\n"
    "Security lets them name any. From 1.30 on a ValidatingAdmissionPolicy for fields and "
    "annotations of\n"
    "all kinds of containers; for 1.28 and 1.29 its beta, annotations only; below 1.25 a\n"
    "PodSecurityPolicy and the role to use it. PATTERN is a name, `*` is any text. Nothing is "
    "applied.\n"
    "  profgen kube policy --namespace shop --allow 'web-*' --server-version 1.31 | kubectl apply "
    "-f -\n"
    "Exit code 0: printed; 2: servers of this version have nothing of the kind.";

void kube_policy_options(po::options_description& options) {
  options.add_options()("allow", po::value<std::vector<std::string>>()->value_name("PATTERN"),
                        "a profile that may be named (repeatable)")  //
      ("allow-unconfined", po::bool_switch(), "`unconfined` may be named, too");
  add_namespace_options(options);
  add_version_option(options);
  add_cluster_options(options);
}

int run_kube_policy(const Call& call) {
  kube::NamePolicy policy;
  policy.space = word_option(call, "namespace");
  policy.allowed = words_option(call, "allow");
  policy.unconfined = flag_option(call, "allow-unconfined");
  if (!call.arguments.empty() || policy.space.empty() || policy.allowed.empty())
    return refuse("kube policy takes --namespace NAME and --allow PATTERN…", "and no arguments");
  Cluster cluster = cluster_of(call);
  int code = exit_done;
  const auto server = version_for(call, cluster, code);
  if (!server) return code;
  const auto manifest = kube::policy_manifest(policy, *server);
  if (!manifest) return told_error(manifest.error());
  std::cout << *manifest;
  return exit_done;
}

}  // namespace

CommandInfo kube_policy() {
  return {"policy",
          "--namespace NAME --allow PATTERN…",
          "a manifest that limits which profiles pods may name",
          kube_policy_help,
          kube_policy_options,
          run_kube_policy};
}

}  // namespace profgen::tool
