// The guard that is built in, and the same as a file.
#include <fmt/format.h>

#include <array>
#include <iterator>

#include "profgen/guard.hpp"

namespace profgen::inline v0::suggest {
namespace {

struct DefaultGroup {
  const char* about;  // a comment of the file
  std::vector<const char*> entries;
};
using Groups = std::vector<DefaultGroup>;

const Groups& paths() {
  static const Groups groups = {
      {"password hashes, and who may become root",
       {"/etc/{,g}shadow{,-}", "/usr/etc/{,g}shadow{,-}", "/etc/security/opasswd",
        "/etc/sudoers{,.d/**}"}},
      {"private keys and tokens",
       {"/etc/ssl/private/**", "/etc/pki/tls/private/**",
        "/etc/letsencrypt/{live,archive}/*/privkey*", "/etc/ssh/ssh_host_*key", "/**.key",
        "/**/id_{rsa,dsa,ecdsa,ed25519,ecdsa_sk,ed25519_sk}",
        "/{root,home/*}/.{ssh,gnupg,password-store,aws,kube}/{,**}",
        "/{root,home/*}/.{netrc,pgpass,git-credentials,docker/config.json}"}},
      {"homes, unless the rule says `owner`", {"other /{root,home/*}/**"}},
      {"memory and disks past the file system",
       {"/dev/{mem,kmem,port,kcore,nvram}", "/proc/kcore",
        "/dev/{sd,hd,vd,xvd,nvme,mmcblk,md,dm-,loop,nbd,sg,sr}[0-9a-z]*",
        "/dev/{mapper,raw,block,disk,bsg}/**", "/dev/cpu/*/msr"}},
      {"the kernel's own switches, and the policy itself",
       {"/proc/sys/** w", "/proc/sysrq-trigger w", "/sys/** w", "/etc/apparmor.d/** w",
        "/etc/apparmor/** w"}},
  };
  return groups;
}

const Groups& capabilities() {
  static const Groups groups = {
      {"each of them is as good as being root outside of the profile",
       {"mac_admin", "mac_override", "sys_admin", "sys_module", "sys_rawio", "sys_ptrace"}}};
  return groups;
}

const Groups& refused() {
  static const Groups groups = {
      {"they hold keys, or whole homes",
       {"ssl_keys", "ubuntu-browsers.d/*", "user-download", "user-write"}}};
  return groups;
}

std::vector<GuardEntry> flat(const Groups& groups) {
  std::vector<GuardEntry> entries;
  for (const DefaultGroup& group : groups)
    entries.insert(entries.end(), group.entries.begin(), group.entries.end());
  return entries;
}

std::string listed(const Groups& groups, std::string_view indent) {
  std::string out;
  for (const DefaultGroup& group : groups) {
    out += fmt::format("{}# {}\n", indent, group.about);
    for (const char* entry : group.entries) out += fmt::format("{}- \"{}\"\n", indent, entry);
  }
  return out;
}

constexpr const char* header =
    "# The guard that is built into profgen, as a guard file (docs/guard.md tells every key).\n"
    "# Take it as it stands for a start: `generate`, `suggest`, `refine` and `learn` read it with\n"
    "# `--config FILE`.\n"
    "\n"
    "# All of the built-in lists stand below, so they are not taken twice. A file that only adds\n"
    "# to them leaves this key out.\n"
    "built-in: false\n"
    "\n"
    "# What no rule may reach that is accepted unattended, also not by a glob or an abstraction.\n"
    "never:\n"
    "  paths:  # [other] PATTERN [PERMISSIONS]\n";

constexpr const char* footer =
    "\n"
    "# 0 (harmless) to 10 (the whole system): what is more severe is left to a person.\n"
    "maximum-severity: 7\n"
    "\n"
    "# Log lines that any process could have written (logger(1), a container's output).\n"
    "accept-untrusted: false\n"
    "\n"
    "# exact, careful or broad; or a list by path.\n"
    "generalise: careful\n";

}  // namespace

const std::vector<GuardEscape>& guard_escapes() {
  static const std::vector<GuardEscape> words = {
      {"ux", "a program executed out of confinement (ux, Ux, pux, cux …)"},
      {"change-profile", "change_profile to unconfined, or to anything"},
      {"ptrace", "ptrace trace of everything, or of what is unconfined"},
      {"all", "`all,` and `file,`"}};
  return words;
}

Guard default_guard() {
  Guard guard;
  guard.never_paths = flat(paths());
  guard.never_capabilities = flat(capabilities());
  for (const GuardEscape& escape : guard_escapes())
    guard.never_escapes.emplace_back(std::string(escape.word));
  guard.abstractions_refused = flat(refused());
  guard.maximum_severity = 7;
  guard.accept_untrusted = false;
  guard.generalise = {{"", Generalise::careful}};
  return guard;
}

std::string default_guard_text() {
  std::string out = header + listed(paths(), "    ");
  out += "  capabilities:\n" + listed(capabilities(), "    ");
  out += "  escapes:  # ways out of confinement\n";
  for (const GuardEscape& escape : guard_escapes())
    out += fmt::format("    - {:<16}# {}\n", escape.word, escape.meaning);
  out += "\nabstractions:\n  refuse:\n" + listed(refused(), "    ");
  return out + footer;
}

}  // namespace profgen::inline v0::suggest
