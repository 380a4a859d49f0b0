// Rules that leave out the conditions which would make them narrow.
#include <algorithm>

#include "grammar/vocabulary.hpp"
#include "policy/lint/table.hpp"

namespace profgen::inline v0::policy {
namespace {

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Capabilities with which a program can take over the rest of the system.
constexpr std::string_view powerful[] = {"sys_admin",  "sys_module", "sys_rawio",
                                         "sys_ptrace", "mac_admin",  "mac_override"};

bool is_anybody(const std::vector<std::string>& peer) {
  return peer.empty() || (peer.size() == 1 && (peer[0] == "**" || peer[0] == "*"));
}

// Each gives the word that the finding is about; empty: nothing is found.
std::string_view every_capability(const Rule& rule) {
  const auto* capability = std::get_if<CapabilityRule>(&rule.body);
  return capability != nullptr && capability->names.empty() ? "capability" : "";
}
std::string_view powerful_capability(const Rule& rule) {
  if (const auto* capability = std::get_if<CapabilityRule>(&rule.body))
    for (const std::string_view name : powerful)
      if (has(capability->names, name)) return name;
  return {};
}
std::string_view every_socket(const Rule& rule) {
  const auto* network = std::get_if<NetworkRule>(&rule.body);
  const bool all = network != nullptr && network->domain.empty() && network->type.empty() &&
                   network->protocol.empty() && network->local.empty() && network->peer.empty();
  return all ? "network" : "";
}
std::string_view raw_socket(const Rule& rule) {
  const auto* network = std::get_if<NetworkRule>(&rule.body);
  if (network == nullptr) return {};
  if (network->domain == "packet" || network->type == "packet") return "packet";
  return network->type == "raw" && network->domain != "netlink" ? "raw" : "";
}
std::string_view every_mount(const Rule& rule) {
  const auto* mount = std::get_if<MountRule>(&rule.body);
  const bool all = mount != nullptr && mount->kind != MountKind::umount &&
                   mount->conditions.empty() && mount->source.empty() && mount->mountpoint.empty();
  return all ? "mount" : "";
}
// To be traced, or read by, someone is his right rather than the program's.
std::string_view every_ptrace(const Rule& rule) {
  const auto* ptrace = std::get_if<PtraceRule>(&rule.body);
  const std::uint32_t trace = grammar::bits_of(grammar::ptrace_permissions, "trace");
  const bool all = ptrace != nullptr && is_anybody(ptrace->peer) &&
                   (ptrace->perms == 0 || (ptrace->perms & trace) != 0);
  return all ? "ptrace" : "";
}
std::string_view every_signal(const Rule& rule) {
  const auto* signal = std::get_if<SignalRule>(&rule.body);
  const std::uint32_t send = grammar::bits_of(grammar::signal_permissions, "send");
  const bool all = signal != nullptr && signal->set.empty() && is_anybody(signal->peer) &&
                   (signal->perms == 0 || (signal->perms & send) != 0);
  return all ? "signal" : "";
}
std::string_view every_message(const Rule& rule) {
  const auto* dbus = std::get_if<DbusRule>(&rule.body);
  return dbus != nullptr && dbus->local.empty() && dbus->peer.empty() ? "dbus" : "";
}
std::string_view every_unix_socket(const Rule& rule) {
  const auto* socket = std::get_if<UnixRule>(&rule.body);
  const bool all =
      socket != nullptr && socket->perms == 0 && socket->local.empty() && socket->peer.empty();
  return all ? "unix" : "";
}
std::string_view every_change(const Rule& rule) {
  const auto* change = std::get_if<ChangeProfileRule>(&rule.body);
  const bool all = change != nullptr &&
                   (change->target.empty() || change->target == "*" || change->target == "**");
  return all ? "change_profile" : "";
}
std::string_view unsafe_change(const Rule& rule) {
  const auto* change = std::get_if<ChangeProfileRule>(&rule.body);
  return change != nullptr && change->environment == ExecEnvironment::unsafe ? "unsafe" : "";
}

struct Broad {
  std::string_view id;
  std::string_view (*subject)(const Rule&);
  std::string_view message, hint;  // {}: the subject
};
constexpr Broad broad_table[] = {
    {"broad-capability", every_capability,
     "{} grants every capability, those that later kernels add too",
     "name them: `capability net_bind_service,`"},
    {"powerful-capability", powerful_capability,
     "with {} the program can do nearly all that root can", "make sure that it cannot do without"},
    {"broad-network", every_socket, "{} allows sockets of every family and type",
     "name them: `network inet stream,`"},
    {"raw-network", raw_socket, "{} sockets read and forge the packets of other programs",
     "`stream` and `dgram` are enough for a program that only talks over the network"},
    {"broad-mount", every_mount,
     "{} allows every mount: what is mounted over a path decides which file a rule meets",
     "name the file system, the options and the mount point"},
    {"broad-ptrace", every_ptrace,
     "{} lets the program trace any process, and so act with its rights",
     "name the profile: `ptrace trace peer=NAME,`, or ask for `read` only"},
    {"broad-signal", every_signal, "{} lets the program send every signal to every process",
     "name the signals and the profile: `signal send set=(term) peer=NAME,`"},
    {"broad-dbus", every_message, "{} allows every message on every bus",
     "name the bus, the peer and the path"},
    {"broad-unix", every_unix_socket, "{} allows every unix socket and every peer",
     "name the type and the address or the peer"},
    {"broad-change-profile", every_change,
     "{} lets the program leave its profile for any other, `unconfined` too",
     "name the profiles: `change_profile -> NAME,`"},
    {"unsafe-change-profile", unsafe_change,
     "{} keeps the environment: LD_PRELOAD and its like reach into the other profile",
     "leave out `unsafe` unless the program needs such variables"},
};

}  // namespace

void lint_broad(LintContext& context) {
  for (const Broad& broad : broad_table) {
    if (broad.id != context.id) continue;
    for (const LintRule& rule : context.rules) {
      const std::string_view subject = broad.subject(*rule.rule);
      if (subject.empty() || !allows(rule.prefix) || !confines(rule.profile)) continue;
      const std::size_t mark = broad.message.find("{}");
      context.report(rule.item->span,
                     std::string(broad.message.substr(0, mark)) + "`" + std::string(subject) + "`" +
                         std::string(broad.message.substr(mark + 2)),
                     std::string(broad.hint), subject);
    }
  }
}

}  // namespace profgen::inline v0::policy
