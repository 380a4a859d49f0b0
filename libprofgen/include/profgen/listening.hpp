// Programs that wait for others to talk to them, and what confines them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "profgen/kernel.hpp"
#include "profgen/result.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::host {

struct ListeningSocket {
  std::string protocol;  // "tcp", "tcp6", "udp", "udp6", "unix"
  std::string address;   // "127.0.0.1", "::"; of unix the path, an abstract one begins with "@"
  std::uint16_t port = 0;
  std::uint64_t inode = 0;
  friend bool operator==(const ListeningSocket&, const ListeningSocket&) = default;
};
// Of a file of /proc/net, e.g. protocol "tcp6" of net/tcp6 (Documentation/networking/proc_net_tcp,
// net/unix/af_unix.c): TCP in LISTEN, UDP bound and not connected, unix accepting connections.
[[nodiscard]] std::vector<ListeningSocket> read_sockets(const std::string& protocol,
                                                        const std::string& text);

struct ListeningProcess {
  ConfinedProcess process;
  std::string command;  // its arguments, blanks between them; raw
  std::vector<ListeningSocket> sockets;
  // A profile that confines nothing (mode unconfined) is none.
  [[nodiscard]] bool is_confined() const {
    return process.label != "unconfined" && process.mode != "unconfined";
  }
};
struct Listening {
  std::vector<ListeningProcess> processes;  // by pid
  std::size_t unreadable = 0;               // processes whose files this user may not see
};
// Looks into every network namespace that a process is in. Each process is looked at once.
[[nodiscard]] Listening listening(const std::string& proc,
                                  const std::vector<ConfinedProcess>& processes, bool with_unix);

}  // namespace profgen::inline v0::host
#pragma GCC visibility pop
