// What programs do to a system, as an audit log would show it: distinct accesses of some profiles,
// most of them files where files stand. Same seed, same accesses.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "profgen/access.hpp"

namespace profgen::bench {

struct Did {
  std::string profile;
  Access access;
};

class AccessMix {
 public:
  static constexpr std::size_t profiles = 10;

  explicit AccessMix(std::uint32_t seed) : random_(seed) {}

  Did next() {
    const std::uint64_t number = made_++;
    n_ = std::to_string(number);
    Did did{profile(number), {}};
    const std::uint64_t kind = below(1000);
    if (kind < 960) {
      did.access = file();
    } else if (kind < 985) {
      did.access = DbusAccess{1,      "system", "/org/example/Object" + n_, "org.example.Iface",
                              "Call", "",       "org.example.Service",      "unconfined"};
    } else if (kind < 992) {
      did.access = SignalAccess{1, "term", "worker" + n_};
    } else if (kind < 997) {
      did.access = CapabilityAccess{std::string(pick(capabilities))};
    } else {
      did.access = NetworkAccess{std::string(pick(families)), "stream", "", 0, {}, {}};
    }
    return did;
  }

 private:
  static constexpr std::array<std::string_view, 6> words = {"cache", "index",  "state",
                                                            "theme", "report", "module"};
  static constexpr std::array<std::string_view, 6> endings = {".conf", ".db", ".json",
                                                              ".log",  ".so", ""};
  static constexpr std::array<std::string_view, 6> capabilities = {
      "chown", "setuid", "net_admin", "dac_override", "kill", "sys_nice"};
  static constexpr std::array<std::string_view, 3> families = {"inet", "inet6", "netlink"};
  static constexpr std::array<FilePerms, 4> masks = {
      file_perm::read, file_perm::read, file_perm::read | file_perm::write, file_perm::write};

  // The first three stand in Debian's policy, the others are new.
  static std::string profile(std::uint64_t number) {
    static constexpr std::array<std::string_view, 3> standing = {"/usr/bin/man", "lsb_release",
                                                                 "nvidia_modprobe"};
    const std::uint64_t one = number % profiles;
    return one < standing.size() ? std::string(standing[one]) : "worker-" + std::to_string(one);
  }

  std::uint64_t below(std::uint64_t most) { return random_() % most; }
  template <typename Table>
  typename Table::value_type pick(const Table& table) {
    return table[below(table.size())];
  }
  // A name like "theme-x4711.conf": it differs from others in more than a number.
  std::string name() {
    std::string out(pick(words));
    for (int i = 0; i < 4; ++i) out += static_cast<char>('a' + below(26));
    return out + n_ + std::string(pick(endings));
  }
  std::string directory(std::uint64_t of) {
    return std::string(pick(words)) + "-" + static_cast<char>('a' + below(of));
  }

  Access file() {
    const std::uint64_t where = below(100);
    FilePerms perms = pick(masks);
    if (where < 15)
      return FileAccess{"/usr/share/" + directory(20) + "/" + name(), file_perm::read, false};
    if (where < 20)
      return FileAccess{
          "/usr/lib/x86_64-linux-gnu/lib" + name() + ".so." + std::to_string(below(9)),
          file_perm::read | file_perm::map_exec, false};
    if (where < 28)
      return FileAccess{"/etc/" + directory(10) + "/" + name(), file_perm::read, false};
    if (where < 36) return FileAccess{"/var/lib/" + directory(10) + "/" + name(), perms, false};
    if (where < 42) return FileAccess{"/var/cache/" + directory(10) + "/" + name(), perms, true};
    if (where < 68)
      return FileAccess{"/home/user" + std::to_string(below(20)) + "/.config/" + directory(20) +
                            "/" + directory(20) + "/" + name(),
                        perms, true};
    if (where < 80) return FileAccess{"/proc/" + n_ + "/" + process_file(), file_perm::read, false};
    if (where < 86) return FileAccess{"/run/" + directory(10) + "/" + name(), perms, false};
    if (where < 95) return FileAccess{"/tmp/" + directory(20) + "/session_" + n_, perms, true};
    return FileAccess{"/srv/" + directory(20) + "/" + directory(20) + "/" + name(), perms, false};
  }
  std::string process_file() {
    static constexpr std::array<std::string_view, 4> files = {"stat", "cmdline", "status", "maps"};
    return std::string(pick(files));
  }

  std::mt19937_64 random_;
  std::uint64_t made_ = 0;
  std::string n_;
};

}  // namespace profgen::bench
