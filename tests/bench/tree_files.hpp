// A policy directory in memory: the installed one, and many profiles of the usual size.
#pragma once

#include <functional>
#include <string>

#include "base/memory_files.hpp"

namespace profgen::bench {

inline constexpr const char* installed = "/etc/apparmor.d";

// About 1.3 kB.
inline std::string usual_profile(int number) {
  const std::string n = std::to_string(number);
  std::string text = "abi <abi/3.0>,\ninclude <tunables/global>\n\nprofile prog" + n +
                     " /{,usr/}bin/prog" + n +
                     " flags=(complain) {\n  include <abstractions/base>\n"
                     "  include <abstractions/nameservice>\n\n  capability net_admin,\n"
                     "  network inet stream,\n  network netlink raw,\n\n  @{PROC}/@{pid}/stat r,\n";
  for (int rule = 0; rule < 22; ++rule)
    text += "  owner @{HOME}/.config/prog" + n + "/dir" + std::to_string(rule) + "/** rwk,\n";
  return text + "  /usr/bin/prog" + n + " mr,\n\n  include if exists <local/prog" + n + ">\n}\n";
}

// The installed policy with `profiles` more.
inline MemoryFiles large_tree(int profiles) {
  MemoryFiles memory;
  const auto real = real_files();
  const std::function<void(const std::string&)> copy = [&](const std::string& directory) {
    const auto names = real->list(directory);
    if (!names) return;
    for (const std::string& name : *names) {
      const std::string path = directory + "/" + name;
      const auto info = real->info(path);
      if (info && info->type == FileInfo::Type::directory) {
        copy(path);
      } else if (auto text = real->read(path)) {
        memory.content[path] = *text;
      }
    }
  };
  copy(installed);
  for (int i = 0; i < profiles; ++i)
    memory.content[std::string(installed) + "/prog" + std::to_string(i)] = usual_profile(i);
  return memory;
}

}  // namespace profgen::bench
