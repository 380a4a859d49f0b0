#include "suggest/severity.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <string>

#include "grammar/vocabulary.hpp"

namespace profgen::inline v0::suggest {
namespace {

int peer_severity(int severity, const std::vector<std::string>& peer) {
  const bool any = peer.empty() || peer[0].find("**") != std::string::npos;
  return std::min(10, severity + (any ? 2 : 0));
}

struct Worth {
  PathSeverities& paths;
  const SeverityDatabase* host;

  // Into a profile of its own a program takes less than into the one that runs it; out of
  // confinement it takes everything.
  int exec_severity(const policy::FileRule& rule) const {
    std::string exec = rule.exec;
    std::transform(exec.begin(), exec.end(), exec.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (exec.find('u') != std::string::npos) return exec == "ux" ? 10 : 9;
    const int less = exec == "ix" ? 0 : 2;
    return paths.of(rule.path, rule.perms | file_perm::exec, less);
  }
  int capability(const std::string& name) const {
    const int own = severity_table::capability(name);
    if (host == nullptr) return own;
    const auto found = host->capabilities.find(name);
    return found == host->capabilities.end() ? own : std::max(own, found->second);
  }

  int operator()(const policy::FileRule& rule) const {
    if (rule.bare) return 10;
    return rule.exec.empty() ? paths.of(rule.path, rule.perms, 0) : exec_severity(rule);
  }
  int operator()(const policy::LinkRule& rule) const {
    return paths.of(rule.link.empty() ? "/**" : rule.link, file_perm::write, 0);
  }
  int operator()(const policy::CapabilityRule& rule) const {
    if (rule.names.empty()) return 10;
    int worst = 0;
    for (const std::string& name : rule.names) worst = std::max(worst, capability(name));
    return worst;
  }
  int operator()(const policy::NetworkRule& rule) const {
    return severity_table::network(rule.domain, rule.type);
  }
  int operator()(const policy::UnixRule& rule) const { return rule.peer.empty() ? 3 : 2; }
  int operator()(const policy::DbusRule& rule) const {
    const std::uint32_t eavesdrop = grammar::bits_of(grammar::dbus_permissions, "eavesdrop");
    if (rule.perms == 0 || (rule.perms & eavesdrop) != 0) return 8;
    return rule.local.size() < 3 ? 6 : 4;
  }
  int operator()(const policy::SignalRule& rule) const {
    const std::uint32_t send = grammar::bits_of(grammar::signal_permissions, "send");
    const bool sends = rule.perms == 0 || (rule.perms & send) != 0;
    return sends ? peer_severity(4, rule.peer) : 2;
  }
  int operator()(const policy::PtraceRule& rule) const {
    const std::uint32_t trace = grammar::bits_of(grammar::ptrace_permissions, "trace");
    const std::uint32_t read = grammar::bits_of(grammar::ptrace_permissions, "read");
    if (rule.perms == 0 || (rule.perms & trace) != 0) return peer_severity(8, rule.peer);
    return (rule.perms & read) != 0 ? peer_severity(5, rule.peer) : 3;
  }
  int operator()(const policy::MountRule& rule) const {
    return rule.kind == MountKind::umount ? 8 : 9;
  }
  int operator()(const policy::PivotRootRule&) const { return 9; }
  int operator()(const policy::ChangeProfileRule& rule) const {
    return rule.target.empty() || rule.target == "unconfined" ||
                   rule.target.find("**") != std::string::npos
               ? 10
               : 6;
  }
  int operator()(const policy::MqueueRule&) const { return 3; }
  int operator()(const policy::IoUringRule& rule) const {
    const auto creds = grammar::bits_of(grammar::io_uring_permissions, "override_creds");
    return rule.perms == 0 || (rule.perms & creds) != 0 ? 8 : 5;
  }
  int operator()(const policy::UsernsRule&) const { return 7; }
  int operator()(const policy::RlimitRule&) const { return 2; }
  int operator()(const policy::AllRule&) const { return 10; }
};

}  // namespace

int Severities::of(const policy::Rule& rule) {
  if (rule.prefix.decision == policy::Decision::deny) return 0;
  return std::visit(Worth{paths_, host_}, rule.body);
}

int Severities::of_all(const std::vector<policy::Rule>& rules) {
  int worst = 0;
  for (const policy::Rule& rule : rules) worst = std::max(worst, of(rule));
  return worst;
}

}  // namespace profgen::inline v0::suggest
