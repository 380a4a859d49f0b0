// What the commands of a cluster begin with: the API, the namespace, the server's version.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kube/api/api.hpp"
#include "kube/pods/change.hpp"
#include "kube/pods/node_table.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

struct Cluster {
  std::unique_ptr<Processes> processes;
  std::unique_ptr<kube::Api> api;
};

void add_cluster_options(po::options_description& options);    // --context, --kubeconfig
void add_namespace_options(po::options_description& options);  // -n
void add_version_option(po::options_description& options);     // --server-version
// --profile, -c, --as
void add_change_options(po::options_description& options);

[[nodiscard]] std::string word_option(const Call& call, const char* name);
[[nodiscard]] bool flag_option(const Call& call, const char* name);
[[nodiscard]] std::vector<std::string> words_option(const Call& call, const char* name);

[[nodiscard]] Cluster cluster_of(const Call& call);
// -n, else that of kubectl's context, else "default".
[[nodiscard]] std::string namespace_of(const Call& call, Cluster& cluster);
// --server-version, else the server's own; nullopt, and told: neither is to be had.
[[nodiscard]] std::optional<kube::KubeVersion> version_for(const Call& call, Cluster& cluster,
                                                           int& code);
// What --profile, -c and --as say; nullopt, and told, where they are wrong.
[[nodiscard]] std::optional<kube::ProfileChange> change_of(const Call& call,
                                                           kube::KubeVersion server, int& code);
// Lines "warning: …" on stderr; what the cluster said has been made printable.
void print_warnings(const std::vector<std::string>& warnings);
// What is known of nodes and of a form that a change uses: skew, nodes that lack the profile.
[[nodiscard]] std::vector<std::string> node_warnings(kube::Api& api, kube::KubeVersion server,
                                                     const kube::ProfileRef& profile,
                                                     std::optional<kube::ProfileForm> form);

[[nodiscard]] int told_error(const Error& error);

}  // namespace profgen::tool
