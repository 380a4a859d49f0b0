#include "tools/profgen/kube/kube_setup.hpp"

#include <fmt/format.h>

#include <iostream>

#include "base/text.hpp"
#include "profgen/clock.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

void add_cluster_options(po::options_description& options) {
  options.add_options()("context", po::value<std::string>()->value_name("NAME"),
                        "the context of kubectl (default: the current one)")  //
      ("kubeconfig", po::value<std::string>()->value_name("FILE"),
       "kubectl's configuration (default: kubectl's)");
}

void add_namespace_options(po::options_description& options) {
  options.add_options()("namespace,n", po::value<std::string>()->value_name("NAME"),
                        "the namespace (default: that of the context)");
}

void add_version_option(po::options_description& options) {
  options.add_options()("server-version", po::value<std::string>()->value_name("1.N"),
                        "the API server's version, where it cannot be asked");
}

void add_change_options(po::options_description& options) {
  options.add_options()("profile,p", po::value<std::string>()->value_name("NAME"),
                        "the profile: NAME, runtime/default or unconfined")  //
      ("container,c", po::value<std::vector<std::string>>()->value_name("NAME"),
       "only this container, init containers too (repeatable; default: the whole pod)")  //
      ("as", po::value<std::string>()->value_name("FORM")->default_value("auto"),
       "field, annotation, or auto: what the server's version takes");
}

std::string word_option(const Call& call, const char* name) {
  return call.options.count(name) == 0 ? std::string() : call.options[name].as<std::string>();
}

bool flag_option(const Call& call, const char* name) {
  return call.options.count(name) != 0 && call.options[name].as<bool>();
}

std::vector<std::string> words_option(const Call& call, const char* name) {
  return call.options.count(name) == 0 ? std::vector<std::string>()
                                       : call.options[name].as<std::vector<std::string>>();
}

Cluster cluster_of(const Call& call) {
  Cluster out;
  out.processes = real_processes();
  kube::KubectlOptions options;
  options.context = word_option(call, "context");
  options.kubeconfig = word_option(call, "kubeconfig");
  out.api = kube::kubectl_api(*out.processes, options);
  return out;
}

std::string namespace_of(const Call& call, Cluster& cluster) {
  std::string named = word_option(call, "namespace");
  if (!named.empty()) return named;
  Command command{{"kubectl"}, "", {}, 30};
  for (const char* option : {"context", "kubeconfig"})
    if (const std::string value = word_option(call, option); !value.empty())
      command.argv.push_back(fmt::format("--{}={}", option, value));
  for (const char* word : {"config", "view", "--minify", "-o", "jsonpath={..namespace}"})
    command.argv.emplace_back(word);
  const auto done = cluster.processes->run(command);
  if (!done || done->exit_code != 0) return "default";
  const std::string_view space = text::trim(done->output);
  return space.empty() ? "default" : std::string(space);
}

std::optional<kube::KubeVersion> version_for(const Call& call, Cluster& cluster, int& code) {
  const std::string word = word_option(call, "server-version");
  if (!word.empty()) {
    const auto version = kube::version_of(word);
    if (!version)
      code = refuse(fmt::format("--server-version is `{}`", text::printable(word)),
                    "it takes a version as 1.29 or v1.30.2");
    return version;
  }
  const auto version = kube::server_version(*cluster.api);
  if (version) return *version;
  print_error(version.error());
  std::cerr << "hint: --server-version 1.N says what to write where no server is reached\n";
  code = exit_code_of(version.error());
  return std::nullopt;
}

std::optional<kube::ProfileChange> change_of(const Call& call, kube::KubeVersion server,
                                             int& code) {
  kube::ProfileChange change;
  const std::string profile = word_option(call, "profile");
  if (profile.empty()) {
    code = refuse("no profile given", "--profile NAME, runtime/default or unconfined");
    return std::nullopt;
  }
  const auto ref = kube::ref_of_words(profile);
  if (!ref) {
    code = told_error(ref.error());
    return std::nullopt;
  }
  change.profile = *ref;
  change.containers = words_option(call, "container");
  const std::string as = word_option(call, "as");
  if (as == "auto") {
    change.form = kube::form_for(server);
  } else if (as == "field" || as == "annotation") {
    change.form = as == "field" ? kube::ProfileForm::field : kube::ProfileForm::annotation;
  } else {
    code = refuse(fmt::format("--as is `{}`", text::printable(as)),
                  "it takes auto, field or annotation");
    return std::nullopt;
  }
  return change;
}

void print_warnings(const std::vector<std::string>& warnings) {
  for (const std::string& one : warnings) std::cerr << "warning: " << one << "\n";
}

std::vector<std::string> node_warnings(kube::Api& api, kube::KubeVersion server,
                                       const kube::ProfileRef& profile,
                                       std::optional<kube::ProfileForm> form) {
  std::vector<std::string> out;
  const auto table = kube::node_table(api, real_clock()->now_us(), server);
  if (form)
    out = kube::skew_warnings(*form, server,
                              table ? kube::kubelets_of(*table) : std::vector<kube::KubeVersion>());
  if (!table) {
    out.push_back(table.error().text() + "; whether nodes have the profile is not known");
    return out;
  }
  const std::vector<std::string> about_nodes = kube::profile_warnings(*table, profile);
  out.insert(out.end(), about_nodes.begin(), about_nodes.end());
  return out;
}

int told_error(const Error& error) {
  print_error(error);
  return exit_code_of(error);
}

}  // namespace profgen::tool
