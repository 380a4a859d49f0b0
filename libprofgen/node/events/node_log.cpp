#include "node/events/node_log.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "node/state.hpp"

namespace profgen::inline v0::node {
namespace {

bool is_auditd(const Machine& machine, const std::string& pid) {
  const auto name = machine.files.read(below_root(machine, "/proc/" + pid + "/comm"));
  return name && text::trim(*name) == "auditd";
}

// The log of one that runs no more may still be there. Where its pid is kept differs from version
// to version (/run/auditd.pid, /run/audit/auditd.pid).
bool auditd_runs(const Machine& machine) {
  const auto names = machine.files.list(below_root(machine, "/proc"));
  return names && std::any_of(names->begin(), names->end(), [&](const std::string& name) {
           return text::to_number(name) && is_auditd(machine, name);
         });
}

bool journald_runs(const Machine& machine) {
  return !machine.processes.find("journalctl").empty() &&
         machine.files.exists(below_root(machine, "/run/systemd/journal"));
}

}  // namespace

std::string log_file(const Machine& machine, const std::string& kind) {
  std::vector<const char*> places = {"/var/log/audit/audit.log"};
  // kern.log has the kernel's lines alone.
  if (kind == "syslog") places = {"/var/log/kern.log", "/var/log/syslog", "/var/log/messages"};
  for (const char* place : places)
    if (std::string path = below_root(machine, place); machine.files.exists(path)) return path;
  return {};
}

std::string log_kind(const Machine& machine) {
  const bool audit = !log_file(machine, "audit").empty();
  if (audit && auditd_runs(machine)) return "audit";
  if (journald_runs(machine)) return "journal";
  if (!log_file(machine, "syslog").empty()) return "syslog";
  return audit ? "audit" : "";
}

Result<LogReading> read_node_log(Machine& machine, const std::string& kind,
                                 const std::optional<LogCursor>& from,
                                 const log::ReadOptions& options, const log::EventSink& sink) {
  return kind == "journal" ? read_journal(machine, from, options, sink)
                           : read_log_files(machine, kind, from, options, sink);
}

Result<LogCursor> log_end(Machine& machine, const std::string& kind) {
  return kind == "journal" ? journal_end(machine) : log_files_end(machine, kind);
}

}  // namespace profgen::inline v0::node
