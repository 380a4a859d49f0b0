// A small policy in memory, and what the lints find in a text that is to stand in it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/memory_files.hpp"
#include "profgen/lint.hpp"

namespace profgen::policy {

inline MemoryFiles lint_files() {
  MemoryFiles files;
  files.content["/etc/apparmor.d/abi/3.0"] = "caps {mask {chown\n}\n}\n";
  files.content["/etc/apparmor.d/abi/4.0"] = "namespaces {userns_create {pciu&\n}\n}\n";
  files.content["/etc/apparmor.d/abi/kernel-old"] = "file {mask {read\n}\n}\nnetwork_v8 {\n}\n";
  files.content["/etc/apparmor.d/tunables/global"] =
      "@{HOMEDIRS}=/home/\n@{HOME}=@{HOMEDIRS}/*/ /root/\n@{PROC}=/proc/\n@{sys}=/sys/\n"
      "@{run}=/run/ /var/run/\n@{pid}=[0-9]*\n@{uid}=[0-9]*\n@{multiarch}=*-linux-gnu*\n";
  files.content["/etc/apparmor.d/abstractions/base"] =
      "/etc/ld.so.cache r,\n/dev/null rw,\n/{usr/,}lib/** mr,\n";
  files.content["/etc/apparmor.d/abstractions/fonts"] = "/usr/share/fonts/** r,\n";
  files.content["/etc/apparmor.d/abstractions/dbus"] = "dbus bus=system,\n";
  files.content["/etc/apparmor.d/abstractions/dbus-strict"] = "/run/dbus/system_bus_socket rw,\n";
  files.content["/etc/apparmor.d/usr.bin.backup"] =
      "abi <abi/4.0>,\nprofile backup /usr/bin/backup {\n}\n";
  return files;
}

inline constexpr const char* lint_path = "/etc/apparmor.d/demo";

inline std::vector<Diagnostic> lint(const std::string& text, const LintOptions& options = {},
                                    const MemoryFiles& files = lint_files()) {
  LoadOptions load;
  return Checker(files, load, options).check(lint_path, text);
}

// Rules as the body of a profile that is without findings but for them.
inline std::string in_profile(const std::string& rules) {
  return "abi <abi/4.0>,\ninclude <tunables/global>\nprofile demo /usr/bin/demo {\n"
         "  include <abstractions/base>\n" +
         rules + "  include if exists <local/demo>\n}\n";
}

inline std::set<std::string> ids_of(const std::vector<Diagnostic>& diagnostics) {
  std::set<std::string> ids;
  for (const Diagnostic& diagnostic : diagnostics) ids.insert(diagnostic.id);
  return ids;
}

inline std::string rendered(const std::vector<Diagnostic>& diagnostics) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) out += render(diagnostic);
  return out;
}

}  // namespace profgen::policy
