#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "tools/profgen/json_text.hpp"
#include "tools/profgen/status_views.hpp"

namespace profgen::tool {
namespace {

using Json = nlohmann::ordered_json;

Json links_json(const std::vector<host::PolicyLink>& links) {
  Json out = Json::array();
  for (const host::PolicyLink& link : links)
    out.push_back({{"name", json_text(link.name)},
                   {"path", json_text(link.path)},
                   {"in_force", link.in_force}});
  return out;
}

Json disk_json(const host::DiskState& disk) {
  Json out = Json::array();
  for (const host::DiskProfile& profile : disk.profiles)
    out.push_back({{"name", json_text(profile.name)},
                   {"mode", profile.mode},
                   {"file", json_text(profile.file)},
                   {"attachment", json_text(profile.attachment)},
                   {"disabled", profile.disabled},
                   {"force_complain", profile.force_complain}});
  return out;
}

Json errors_json(const std::vector<Diagnostic>& errors) {
  Json out = Json::array();
  for (const Diagnostic& one : errors)
    out.push_back({{"file", json_text(one.file)},
                   {"line", one.at.line},
                   {"column", one.at.column},
                   {"id", one.id},
                   {"message", json_text(one.message)}});
  return out;
}

// As aa-status has it: of unconfined processes only those whose path is a profile's name.
Json processes_json(const host::HostStatus& host) {
  std::map<std::string, Json> by_exe;
  for (const host::ProcessStatus& one : host.processes) {
    const host::ConfinedProcess& process = one.process;
    const bool unconfined = !one.would_be.empty();
    if (unconfined && one.would_be != process.exe) continue;
    by_exe[json_text(process.exe)].push_back(
        {{"profile", json_text(unconfined ? one.would_be : process.label)},
         {"pid", std::to_string(process.pid)},
         {"status", unconfined ? "unconfined" : json_text(process.mode)}});
  }
  Json out = Json::object();
  for (auto& [exe, processes] : by_exe) out[exe] = std::move(processes);
  return out;
}

Json drift_json(const std::vector<host::Drift>& drift) {
  Json out = Json::array();
  for (const host::Drift& one : drift)
    out.push_back({{"kind", host::name_of(one.kind)},
                   {"profile", json_text(one.profile)},
                   {"file", json_text(one.file)},
                   {"disk_mode", one.disk_mode},
                   {"loaded_mode", json_text(one.loaded_mode)},
                   {"loaded_by", one.loaded_by},
                   {"finding", one.is_finding()}});
  return out;
}

Json sockets_json(const std::vector<host::ListeningSocket>& sockets) {
  Json out = Json::array();
  for (const host::ListeningSocket& socket : sockets)
    out.push_back({{"protocol", socket.protocol},
                   {"address", json_text(socket.address)},
                   {"port", socket.port}});
  return out;
}

}  // namespace

void print_status_json(const StatusView& view) {
  Json out{{"version", "2"}, {"profiles", Json::object()}, {"processes", Json::object()}};
  Json ours{{"format", 1},
            {"enabled", view.kernel.enabled},
            {"why_not", view.kernel.why_not},
            {"policy_dir", json_text(view.policy_dir)}};
  if (view.host) {
    for (const host::LoadedProfile& profile : view.host->loaded)
      out["profiles"][json_text(profile.name)] = json_text(profile.mode);
    out["processes"] = processes_json(*view.host);
    ours["should_restart"] = Json::array();
    for (const host::ProcessStatus& one : view.host->processes)
      if (!one.would_be.empty())
        ours["should_restart"].push_back({{"pid", one.process.pid},
                                          {"exe", json_text(one.process.exe)},
                                          {"profile", json_text(one.would_be)}});
    ours["drift"] = drift_json(view.host->drift);
  }
  ours["disk"] = disk_json(view.disk);
  ours["disabled"] = links_json(view.disk.disabled);
  ours["force_complain"] = links_json(view.disk.force_complain);
  ours["errors"] = errors_json(view.disk.errors);
  out["profgen"] = std::move(ours);
  std::cout << out.dump(2) << "\n";
}

void print_listening_json(const ListeningView& view, bool all) {
  Json out{
      {"profgen_unconfined", 1}, {"unreadable", view.unreadable}, {"processes", Json::array()}};
  for (const ListeningRow& row : view.rows) {
    const host::ConfinedProcess& process = row.process.process;
    if (!all && row.process.is_confined()) continue;
    out["processes"].push_back({{"pid", process.pid},
                                {"exe", json_text(process.exe)},
                                {"command", json_text(row.process.command)},
                                {"confined", row.process.is_confined()},
                                {"label", json_text(process.label)},
                                {"mode", json_text(process.mode)},
                                {"would_be", json_text(row.would_be)},
                                {"sockets", sockets_json(row.process.sockets)}});
  }
  std::cout << out.dump(2) << "\n";
}

}  // namespace profgen::tool
