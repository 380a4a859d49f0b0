#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "kube/peers/peers.hpp"
#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/host_tools.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/json_text.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/policy_files.hpp"

namespace profgen::tool {
namespace {

using PeerWords = std::vector<std::string>;

void fleet_import_options(po::options_description& options) {
  options.add_options()("output,o", po::value<std::string>()->value_name("DIR"),
                        "write the profiles here (needed)")  //
      ("rename", po::value<PeerWords>()->value_name("OLD=NEW"),
       "the profile OLD is called NEW (repeatable)")  //
      ("mode", po::value<std::string>()->value_name("MODE"),
       "enforce or complain for all, whatever the objects say")  //
      ("configmap", po::value<PeerWords>()->value_name("[NAMESPACE/]NAME"),
       "only this ConfigMap (repeatable)")  //
      ("context", po::value<std::string>()->value_name("NAME"),
       "without FILE: the context of kubectl")  //
      ("kubeconfig", po::value<std::string>()->value_name("FILE"),
       "without FILE: the configuration of kubectl")               //
      ("overwrite", "replace files in DIR that have other bytes")  //
      ("dry-run", "say what would be written, write nothing");
}

constexpr std::string_view fleet_import_help =
    "PEER is kube-apparmor-manager, spo (security-profiles-operator) or configmap (kapparmor,\n"
    "apparmor-loader). FILE holds its objects in YAML or JSON, as `kubectl get … -o yaml` writes\n"
    "them; - is standard input; without FILE kubectl asks the cluster. Each profile is checked as "
    "by `check`; errors name the line of the\n"
    "object, and nothing is written unless all are fit. docs/peers-import.md tells what is kept "
    "and\n"
    "what is changed.\n"
    "  kubectl get apparmorprofiles -o yaml | profgen fleet import spo - -o profiles\n"
    "  profgen fleet bundle profiles -o web.bundle\n"
    "Exit code 0: written; 1: something is wrong with the objects, nothing was written.";

int read_import_options(const Call& call, kube::ImportOptions& out) {
  if (call.options.count("rename") != 0)
    for (const std::string& word : call.options["rename"].as<PeerWords>()) {
      const std::size_t equals = word.find('=');
      if (equals == std::string::npos || equals == 0 || equals + 1 == word.size())
        return refuse("--rename is `" + text::printable(word) + "`", "it takes OLD=NEW");
      if (!out.rename.emplace(word.substr(0, equals), word.substr(equals + 1)).second)
        return refuse("--rename names `" + text::printable(word.substr(0, equals)) + "` twice",
                      "give one of them");
    }
  if (call.options.count("mode") != 0) {
    out.mode = call.options["mode"].as<std::string>();
    if (out.mode != "enforce" && out.mode != "complain")
      return refuse("--mode is `" + text::printable(out.mode) + "`",
                    "it takes enforce or complain");
  }
  if (call.options.count("configmap") != 0)
    out.config_maps = call.options["configmap"].as<PeerWords>();
  return exit_done;
}

int read_manifests(const Call& call, const Files& files, std::vector<kube::PeerObject>& objects,
                   std::vector<Diagnostic>& diagnostics) {
  int code = exit_done;
  for (auto argument = call.arguments.begin() + 1; argument != call.arguments.end(); ++argument) {
    const Result<std::string> text = *argument == "-" ? standard_input() : files.read(*argument);
    if (!text) {
      print_error(text.error());
      code = std::max(code, exit_code_of(text.error()));
      continue;
    }
    auto some = kube::read_objects(*argument == "-" ? "<stdin>" : *argument, *text, diagnostics);
    std::move(some.begin(), some.end(), std::back_inserter(objects));
  }
  return code;
}

int ask_cluster(const Call& call, kube::Peer peer, const kube::ImportOptions& options,
                std::vector<kube::PeerObject>& objects) {
  kube::KubectlOptions kubectl;
  if (call.options.count("context") != 0)
    kubectl.context = call.options["context"].as<std::string>();
  if (call.options.count("kubeconfig") != 0)
    kubectl.kubeconfig = call.options["kubeconfig"].as<std::string>();
  const auto processes = real_processes();
  const auto api = kube::kubectl_api(*processes, kubectl);
  auto found = kube::cluster_objects(*api, peer, options.config_maps);
  if (!found) {
    print_error(found.error());
    return exit_code_of(found.error());
  }
  objects = std::move(*found);
  return exit_done;
}

void print_import(const Call& call, const kube::Import& import, const std::string& directory,
                  bool written) {
  if (call.common.json) {
    nlohmann::ordered_json out{{"directory", json_text(directory)},
                               {"written", written},
                               {"objects", import.objects},
                               {"passed_over", import.passed_over},
                               {"files", nlohmann::ordered_json::array()}};
    for (const kube::ImportedFile& file : import.files) {
      nlohmann::ordered_json profiles = nlohmann::ordered_json::array();
      for (const std::string& name : file.profiles) profiles.push_back(json_text(name));
      out["files"].push_back({{"file", json_text(file.file)},
                              {"profiles", std::move(profiles)},
                              {"mode", file.mode},
                              {"source", json_text(file.source->name())},
                              {"line", file.at.line}});
    }
    std::cout << out.dump(2) << "\n";
    return;
  }
  for (const kube::ImportedFile& file : import.files) {
    std::string names;
    for (const std::string& name : file.profiles)
      names += (names.empty() ? "" : ", ") + text::printable(name, 80);
    std::cout << fmt::format("{}/{}  {}  ({})\n", text::printable(directory),
                             text::printable(file.file), names, file.mode);
  }
}

int run_fleet_import(const Call& call) {
  if (call.arguments.empty()) return names_missing("fleet import", "a PEER");
  const auto peer = kube::peer_of(call.arguments.front());
  if (!peer)
    return refuse("there is no peer `" + text::printable(call.arguments.front()) + "`",
                  "it is kube-apparmor-manager, spo or configmap");
  if (call.options.count("output") == 0) return names_missing("fleet import", "-o DIR");
  kube::ImportOptions options;
  if (const int code = read_import_options(call, options)) return code;
  const auto files = real_files();
  std::vector<kube::PeerObject> objects;
  std::vector<Diagnostic> diagnostics;
  const bool live = call.arguments.size() == 1;
  if (!live && (call.options.count("context") != 0 || call.options.count("kubeconfig") != 0))
    return refuse("--context and --kubeconfig say which cluster is asked, but a FILE is named",
                  "leave out one of them");
  if (const int code = live ? ask_cluster(call, *peer, options, objects)
                            : read_manifests(call, *files, objects, diagnostics))
    return code;
  kube::Import import = kube::import_objects(*peer, objects, options);
  kube::check_import(*files, load_options(call.common), import);
  diagnostics.insert(diagnostics.end(), import.diagnostics.begin(), import.diagnostics.end());
  print_diagnostics(diagnostics);
  if (import.objects == 0 && !has_errors(diagnostics)) {
    std::cerr << fmt::format("profgen: no objects of {} among {}\n", kube::name_of(*peer),
                             counted(objects.size(), "object"));
    return exit_findings;
  }
  const std::string directory = call.options["output"].as<std::string>();
  const bool fit = !has_errors(diagnostics), dry = call.options.count("dry-run") != 0;
  if (fit && !dry)
    if (const Status written =
            kube::write_import(*files, directory, import, call.options.count("overwrite") != 0);
        !written) {
      print_error(written.error());
      return exit_code_of(written.error());
    }
  if (fit || call.common.json) print_import(call, import, directory, fit && !dry);
  if (!fit) {
    std::cerr << "profgen: nothing was written\n";
    return exit_findings;
  }
  if (call.common.quiet || import.files.empty()) return exit_done;
  if (import.passed_over != 0)
    std::cerr << fmt::format("profgen: {} of other kinds passed over\n",
                             counted(import.passed_over, "object"));
  if (!dry)
    std::cerr << fmt::format("profgen: what next: profgen fleet bundle {} -o FILE\n",
                             text::printable(directory));
  return exit_done;
}

}  // namespace

CommandInfo fleet_import() {
  return {"import",
          "PEER [FILE…] -o DIR",
          "profiles of another system's cluster objects, as files",
          fleet_import_help,
          fleet_import_options,
          run_fleet_import};
}

}  // namespace profgen::tool
