#include <fmt/format.h>

#include <iostream>

#include "base/text.hpp"
#include "kube/pods/manifest.hpp"
#include "tools/profgen/kube/kube.hpp"
#include "tools/profgen/kube/kube_setup.hpp"
#include "tools/profgen/kube/manifest_files.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view kube_annotate_help =
    "Sets the profile of a workload's containers in its manifest: FILE is changed in place, only "
    "these\n"
    "values, comments and order stay. WORKLOAD is KIND/NAME or NAME where the file holds several. "
    "What\n"
    "is written follows the server: securityContext.appArmorProfile from 1.30 on, the annotation "
    "below;\n"
    "the other form, where it stands, is brought into line. For objects in the cluster: kube "
    "patch.\n"
    "  profgen kube annotate -f web.yaml --profile web-nginx -c nginx --server-version 1.29\n"
    "Exit code 0: done; 3: FILE cannot be read or changed; 4: the server's version is not known.";

void kube_annotate_options(po::options_description& options) {
  add_change_options(options);
  add_file_options(options);
  add_version_option(options);
  add_cluster_options(options);
}

int run_kube_annotate(const Call& call) {
  const std::vector<std::string> files = words_option(call, "file");
  if (files.size() != 1 || call.arguments.size() > 1)
    return refuse("kube annotate takes one -f FILE and at most one WORKLOAD",
                  "a workload in the cluster is changed by kube patch");
  Cluster cluster = cluster_of(call);
  int code = exit_done;
  const auto server = version_for(call, cluster, code);
  if (!server) return code;
  const auto change = change_of(call, *server, code);
  if (!change) return code;
  const auto manifest = read_manifest(files[0], code);
  if (!manifest) return code;
  const auto chosen = manifest->choose(call.arguments.empty() ? "" : call.arguments[0]);
  if (!chosen) return told_error(chosen.error());
  const auto made = manifest->change({*chosen}, [&](const kube::Json& workload) {
    return kube::plan_change(workload, *change, *server);
  });
  if (!made) return told_error(made.error());
  print_warnings(made->warnings);
  // Where the version is given, the cluster may be out of reach.
  print_warnings(word_option(call, "server-version").empty()
                     ? node_warnings(*cluster.api, *server, change->profile, change->form)
                     : kube::skew_warnings(change->form, *server, {}));
  return write_manifest(call, *manifest, files[0], *made);
}

}  // namespace

CommandInfo kube_annotate() {
  return {"annotate",
          "-f FILE [WORKLOAD] --profile NAME",
          "set the profile of containers in a manifest on disk",
          kube_annotate_help,
          kube_annotate_options,
          run_kube_annotate};
}

}  // namespace profgen::tool
