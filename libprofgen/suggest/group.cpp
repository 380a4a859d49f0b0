#include <fmt/format.h>

#include "grammar/vocabulary.hpp"
#include "suggest/ask.hpp"

namespace profgen::inline v0::suggest {
namespace {

// Parts are joined by NUL, which stands in no name.
template <typename... Parts>
std::string key(const Parts&... parts) {
  std::string out;
  ((out.append(parts).append(1, '\0')), ...);
  return out;
}

std::string endpoint(const Endpoint& end) { return fmt::format("{}:{}", end.address, end.port); }

struct Grouping {
  bool exact;
  bool link_rule;

  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const FileAccess& a) const { return key("file", a.path); }
  std::string operator()(const ExecAccess& a) const { return key("file", a.path); }
  std::string operator()(const LinkAccess& a) const {
    if (!link_rule || a.target.empty()) return key("file", a.link);
    return key("link", a.link, a.target);
  }
  std::string operator()(const CapabilityAccess& a) const {
    return key("capability", a.capability);
  }
  std::string operator()(const NetworkAccess& a) const {
    if (!exact) return key("network", a.family, a.type);
    return key("network", a.family, a.type, a.protocol, endpoint(a.local), endpoint(a.peer));
  }
  std::string operator()(const UnixAccess& a) const {
    return key("unix", a.type, a.address, a.peer_address, a.peer_label);
  }
  std::string operator()(const DbusAccess& a) const {
    const auto service = grammar::bits_of(grammar::dbus_permissions, "bind") |
                         grammar::bits_of(grammar::dbus_permissions, "eavesdrop");
    if ((a.perms & service) != 0) return key("dbus", fmt::format("{}", a.perms), a.bus, a.name);
    return key("dbus", a.bus, a.path, a.interface, a.member, a.peer_label);
  }
  std::string operator()(const SignalAccess& a) const {
    return key("signal", fmt::format("{}", a.perms), a.peer);
  }
  std::string operator()(const PtraceAccess& a) const { return key("ptrace", a.peer); }
  std::string operator()(const MountAccess& a) const {
    std::string out =
        key("mount", fmt::format("{}", static_cast<int>(a.kind)), a.mountpoint, a.source, a.fstype);
    for (const std::string& option : a.options) out += key(option);
    return out;
  }
  std::string operator()(const PivotRootAccess& a) const {
    return key("pivot_root", a.new_root, a.old_root);
  }
  std::string operator()(const ChangeProfileAccess& a) const {
    return key("change_profile", a.target, a.stack ? "&" : "");
  }
  std::string operator()(const ChangeHatAccess& a) const { return key("change_hat", a.hat); }
  std::string operator()(const MqueueAccess& a) const {
    return key("mqueue", a.type, a.name, a.label);
  }
  std::string operator()(const IoUringAccess& a) const { return key("io_uring", a.label); }
  std::string operator()(const UsernsAccess&) const { return key("userns"); }
  std::string operator()(const RlimitAccess& a) const { return key("rlimit", a.resource); }
};

}  // namespace

std::string group_key(const Access& access, Generalise generalise, bool link_rule) {
  return std::visit(Grouping{generalise == Generalise::exact, link_rule}, access);
}

}  // namespace profgen::inline v0::suggest
