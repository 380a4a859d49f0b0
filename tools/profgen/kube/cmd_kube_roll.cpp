#include <fmt/format.h>

#include <iostream>

#include "base/text.hpp"
#include "kube/pods/live.hpp"
#include "kube/pods/manifest.hpp"
#include "tools/profgen/kube/kube.hpp"
#include "tools/profgen/kube/kube_setup.hpp"
#include "tools/profgen/kube/manifest_files.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view kube_roll_help =
    "The way that KEP-24 asks for: a profile is never changed under its pods, a new one of another "
    "name\n"
    "(NAME-HASH, 12 digits of the bundle's digest) is loaded beside it, and the templates are "
    "pointed to\n"
    "it. NAME, and every NAME-HASH, is replaced wherever a template names it, in the form it "
    "stands:\n"
    "in the files of -f, else in all workloads of the namespace (or -A). The new profile must be "
    "loaded\n"
    "first; nodes that lack it are told. The old one is retired when kube users finds it no more.\n"
    "  profgen kube roll web-nginx --versioned sha256:3fd1…       profgen kube roll web --to "
    "web-2\n"
    "Exit code 0: done; 1: no template names it; 3: a file cannot be changed; 4: the API refused.";

void kube_roll_options(po::options_description& options) {
  options.add_options()("versioned", po::value<std::string>()->value_name("DIGEST"),
                        "the new name is NAME-HASH of this digest")  //
      ("to", po::value<std::string>()->value_name("NAME"), "the new name");
  add_file_options(options);
  options.add_options()("all-namespaces,A", po::bool_switch(), "of every namespace");
  add_namespace_options(options);
  add_version_option(options);
  add_cluster_options(options);
}

int roll_files(const Call& call, const std::string& name, const std::string& to) {
  std::size_t changed = 0;
  for (const std::string& path : words_option(call, "file")) {
    int code = exit_done;
    const auto manifest = read_manifest(path, code);
    if (!manifest) return code;
    std::vector<std::size_t> all(manifest->workloads().size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    const auto made =
        manifest->change(all, [&](const kube::Json& workload) -> Result<kube::ChangePlan> {
          return kube::plan_roll(workload, name, to);
        });
    if (!made) return told_error(made.error());
    changed += made->workloads;
    code = write_manifest(call, *manifest, path, *made);
    if (code != exit_done) return code;
  }
  return changed == 0 ? exit_findings : exit_done;
}

int roll_cluster(const Call& call, const std::string& name, const std::string& to) {
  Cluster cluster = cluster_of(call);
  int code = exit_done;
  const auto server = version_for(call, cluster, code);
  if (!server) return code;
  const std::string space = flag_option(call, "all-namespaces") ? "" : namespace_of(call, cluster);
  const auto workloads = kube::list_workloads(*cluster.api, space, *server);
  if (!workloads) return told_error(workloads.error());
  print_warnings(
      node_warnings(*cluster.api, *server, {kube::ProfileRef::Type::localhost, to}, std::nullopt));
  std::size_t changed = 0;
  for (const kube::LiveWorkload& one : *workloads) {
    const kube::ChangePlan plan = kube::plan_roll(*one.object, name, to);
    if (plan.edits.empty()) continue;
    ++changed;
    if (!flag_option(call, "dry-run")) {
      const Status done = kube::apply_plan(*cluster.api, one, plan);
      if (!done) return told_error(done.error());
    }
    std::cout << text::printable(kube::workload_place(*one.object)) << "\n";
  }
  if (!call.common.quiet)
    std::cout << fmt::format("{} {}\n", counted(changed, "workload"),
                             flag_option(call, "dry-run") ? "would change" : "changed");
  return changed == 0 ? exit_findings : exit_done;
}

int run_kube_roll(const Call& call) {
  if (call.arguments.size() != 1)
    return refuse("kube roll takes one profile NAME", "and --versioned DIGEST or --to NAME");
  const auto name = kube::ref_of_words(call.arguments[0]);
  if (!name) return told_error(name.error());
  const std::string digest = word_option(call, "versioned"), to = word_option(call, "to");
  if (name->type != kube::ProfileRef::Type::localhost || digest.empty() == to.empty())
    return refuse("what it is to become is not clear",
                  "a profile's NAME, and either --versioned DIGEST or --to NAME");
  std::string by = to;
  if (!digest.empty()) {
    const auto versioned = kube::versioned_name(name->name, digest);
    if (!versioned) return told_error(versioned.error());
    by = *versioned;
  }
  const auto target = kube::ref_of_words(by);
  if (!target) return told_error(target.error());
  if (target->type != kube::ProfileRef::Type::localhost)
    return refuse("--to takes the NAME of a profile", "kube annotate and kube patch set others");
  return call.options.count("file") != 0 ? roll_files(call, name->name, target->name)
                                         : roll_cluster(call, name->name, target->name);
}

}  // namespace

CommandInfo kube_roll() {
  return {
      "roll",         "NAME --versioned DIGEST", "point templates to a new version of a profile",
      kube_roll_help, kube_roll_options,         run_kube_roll};
}

}  // namespace profgen::tool
