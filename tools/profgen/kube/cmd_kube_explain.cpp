#include <fmt/format.h>

#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "kube/pods/explain.hpp"
#include "profgen/clock.hpp"
#include "tools/profgen/json_text.hpp"
#include "tools/profgen/kube/kube.hpp"
#include "tools/profgen/kube/kube_setup.hpp"
#include "tools/profgen/kube/table_text.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view kube_explain_help =
    "Tells why a pod is Blocked, CreateContainerError, RunContainerError or Failed, if AppArmor is "
    "the\n"
    "reason: which profile, which node, whether it is loaded there by now, and what to run. The "
    "messages\n"
    "of kubelets (to 1.23), containerd, runc, crun, CRI-O, admission and validation are known "
    "(docs/\n"
    "kubernetes-pods.md). With -f the pod is read from a file (`kubectl get pod NAME -o json`), "
    "its\n"
    "events from --events (`kubectl get events -o json`), and no cluster is asked.\n"
    "Exit code 0: nothing is wrong with AppArmor; 1: explained; 3: there is no such pod.";

void kube_explain_options(po::options_description& options) {
  add_cluster_options(options);
  add_namespace_options(options);
  options.add_options()("file,f", po::value<std::string>()->value_name("FILE"),
                        "the pod as JSON; - is standard input")  //
      ("events", po::value<std::string>()->value_name("FILE"), "with -f: its events as JSON");
  add_version_option(options);
}

void print_finding(const kube::PodFinding& one, const Style& style) {
  std::cout << fmt::format(
      "{}{}{}{}{}\n", style.bold,
      one.container.empty() ? "the pod" : "container " + text::printable(one.container),
      one.state.empty() ? "" : ": " + text::printable(one.state, 60), style.reset,
      one.message.empty()
          ? ""
          : fmt::format("\n  {}{}{} ({})", style.dim, text::printable(one.message, 400),
                        style.reset, one.source));
  if (!one.why.empty()) std::cout << "  " << one.why << "\n";
  for (const std::string& command : one.commands)
    std::cout << "    " << style.cyan << command << style.reset << "\n";
}

void explanation_text(const kube::Explanation& told, const Style& style) {
  std::cout << fmt::format(
      "{}{} {}{}\n", told.space.empty() ? "" : text::printable(told.space) + "/",
      text::printable(told.pod), text::printable(told.phase),
      told.node.empty() ? ", on no node yet" : " on node " + text::printable(told.node));
  for (const kube::ContainerProfile& one : told.profiles)
    std::cout << fmt::format("  {} {}: {} ({})\n", name_of(one.kind),
                             text::printable(one.container),
                             one.effective.type == kube::ProfileRef::Type::none
                                 ? std::string("the runtime's default")
                                 : text::printable(one.effective.text(), 80),
                             name_of(one.from));
  for (const kube::PodFinding& one : told.findings) print_finding(one, style);
  if (told.findings.empty()) std::cout << "nothing is wrong with AppArmor\n";
  for (const kube::PodFinding& one : told.others) {
    std::cout << "not AppArmor:\n";
    print_finding(one, style);
  }
  for (const std::string& note : told.notes) std::cout << "note: " << note << "\n";
}

nlohmann::ordered_json finding_json(const kube::PodFinding& one) {
  return {{"cause", name_of(one.cause)},
          {"container", one.container},
          {"profile", one.profile},
          {"state", one.state},
          {"message", one.message},
          {"source", one.source},
          {"why", one.why},
          {"commands", texts_json(one.commands)}};
}

nlohmann::ordered_json explanation_json(const kube::Explanation& told) {
  nlohmann::ordered_json out{
      {"namespace", told.space}, {"pod", told.pod}, {"node", told.node}, {"phase", told.phase}};
  out["containers"] = nlohmann::ordered_json::array();
  for (const kube::ContainerProfile& one : told.profiles)
    out["containers"].push_back({{"name", one.container},
                                 {"kind", name_of(one.kind)},
                                 {"profile", one.effective.text()},
                                 {"by", name_of(one.from)},
                                 {"conflict", one.conflict}});
  out["findings"] = nlohmann::ordered_json::array();
  for (const kube::PodFinding& one : told.findings) out["findings"].push_back(finding_json(one));
  out["others"] = nlohmann::ordered_json::array();
  for (const kube::PodFinding& one : told.others) out["others"].push_back(finding_json(one));
  out["notes"] = texts_json(told.notes);
  return out;
}

Result<std::string> text_of(const std::string& path) {
  if (path != "-") return real_files()->read(path);
  return std::string(std::istreambuf_iterator<char>(std::cin), {});
}

Result<kube::Explanation> explained_file(const Call& call) {
  const auto text = text_of(word_option(call, "file"));
  if (!text) return text.error();
  std::string events;
  if (const std::string path = word_option(call, "events"); !path.empty()) {
    auto read = text_of(path);
    if (!read) return read.error();
    events = std::move(*read);
  }
  const std::string word = word_option(call, "server-version");
  return kube::explain_text(*text, events,
                            kube::version_of(word).value_or(kube::KubeVersion{1, 30}));
}

int run_kube_explain(const Call& call) {
  const bool from_file = call.options.count("file") != 0;
  if (from_file ? !call.arguments.empty() : call.arguments.size() != 1)
    return refuse("kube explain takes one pod", "POD, or -f FILE");
  const auto told = [&]() -> Result<kube::Explanation> {
    if (from_file) return explained_file(call);
    Cluster cluster = cluster_of(call);
    std::string pod = call.arguments[0];
    if (pod.starts_with("pod/")) pod.erase(0, 4);
    return kube::explain_pod(*cluster.api, namespace_of(call, cluster), pod,
                             real_clock()->now_us());
  }();
  if (!told) return told_error(told.error());
  if (call.common.json)
    print_json_text(explanation_json(*told));
  else
    explanation_text(*told, style_for(call.common, 1));
  return told->findings.empty() ? exit_done : exit_findings;
}

}  // namespace

CommandInfo kube_explain() {
  return {"explain",         "POD | -f FILE",      "why a pod does not start, and what to run",
          kube_explain_help, kube_explain_options, run_kube_explain};
}

}  // namespace profgen::tool
