#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "profgen/clock.hpp"
#include "tools/profgen/json_text.hpp"
#include "tools/profgen/kube/kube.hpp"
#include "tools/profgen/kube/kube_setup.hpp"
#include "tools/profgen/kube/table_text.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view kube_nodes_help =
    "Lists the nodes with what confines their pods: versions of kubelet, runtime and kernel, what "
    "the\n"
    "kubelet said of AppArmor (it does so before 1.30 only), the agent and the profiles loaded by "
    "mode,\n"
    "and below what is missing, with the command that mends it or tells more.\n"
    "Exit code 0: nothing is missing; 1: something is; 4: the API was not reached.";

void kube_nodes_options(po::options_description& options) {
  add_cluster_options(options);
  add_version_option(options);
}

std::string agent_words(const kube::NodeRow& row) {
  if (!row.agent) return row.linux_node ? "none" : "-";
  return text::printable(row.agent->empty() ? "?" : *row.agent) +
         (row.agent_silent ? " (silent)" : "");
}

std::string mode_words(const kube::NodeRow& row) {
  if (!row.agent) return "-";
  std::vector<std::string> words;
  for (const auto& [mode, count] : row.modes)
    words.push_back(fmt::format("{} {}", count, text::printable(mode)));
  return words.empty() ? "0" : text::join(words, ", ");
}

std::string_view says_words(kube::NodeRow::Says says) {
  constexpr std::string_view words[] = {"-", "enabled", "not enabled"};
  return words[static_cast<std::size_t>(says)];
}

std::string kube_nodes_text(const kube::NodeTable& table, const Style& style) {
  std::vector<std::vector<std::string>> cells = {
      {"NODE", "READY", "KUBELET", "RUNTIME", "KERNEL", "OS", "KUBELET SAYS", "AGENT", "LOADED"}};
  for (const kube::NodeRow& row : table.rows)
    cells.push_back({text::printable(row.name), row.ready ? "yes" : "no",
                     text::printable(row.kubelet), text::printable(row.runtime),
                     text::printable(row.kernel), text::printable(row.os),
                     std::string(says_words(row.kubelet_says)), agent_words(row), mode_words(row)});
  std::string out = table_text(cells);
  for (const kube::NodeRow& row : table.rows)
    for (const kube::MissingPart& part : row.missing)
      out += fmt::format("{}{}{}: {}\n  {}\n", style.yellow, text::printable(row.name), style.reset,
                         part.what, part.command);
  return out;
}

nlohmann::ordered_json kube_nodes_json(const kube::NodeTable& table) {
  nlohmann::ordered_json out{{"nodes", nlohmann::ordered_json::array()},
                             {"notes", texts_json(table.notes)}};
  for (const kube::NodeRow& row : table.rows) {
    nlohmann::ordered_json one{{"name", row.name},       {"ready", row.ready},
                               {"kubelet", row.kubelet}, {"runtime", row.runtime},
                               {"kernel", row.kernel},   {"os", row.os}};
    if (row.kubelet_says != kube::NodeRow::Says::nothing)
      one["kubeletSaysAppArmor"] = row.kubelet_says == kube::NodeRow::Says::enabled;
    if (row.agent) {
      one["agent"] = *row.agent;
      one["agentSilent"] = row.agent_silent;
      one["loaded"] = row.loaded;
      one["modes"] = row.modes;
      one["problems"] = texts_json(row.problems);
    }
    one["missing"] = nlohmann::ordered_json::array();
    for (const kube::MissingPart& part : row.missing)
      one["missing"].push_back({{"what", part.what}, {"command", part.command}});
    out["nodes"].push_back(std::move(one));
  }
  return out;
}

int run_kube_nodes(const Call& call) {
  if (!call.arguments.empty()) return refuse("kube nodes takes no arguments", "it lists them all");
  Cluster cluster = cluster_of(call);
  int code = exit_done;
  const auto server = version_for(call, cluster, code);
  if (!server) return code;
  const auto table = kube::node_table(*cluster.api, real_clock()->now_us(), *server);
  if (!table) return told_error(table.error());
  if (call.common.json) {
    print_json_text(kube_nodes_json(*table));
  } else {
    std::cout << kube_nodes_text(*table, style_for(call.common, 1));
    if (!call.common.quiet)
      for (const std::string& note : table->notes) std::cerr << "note: " << note << "\n";
  }
  for (const kube::NodeRow& row : table->rows)
    if (!row.missing.empty()) return exit_findings;
  return exit_done;
}

}  // namespace

CommandInfo kube_nodes() {
  return {"nodes",
          "",
          "the nodes: versions, AppArmor, agent, what is missing",
          kube_nodes_help,
          kube_nodes_options,
          run_kube_nodes};
}

}  // namespace profgen::tool
