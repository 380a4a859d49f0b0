#include "profgen/listening.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/text.hpp"
#include "host/procfs.hpp"

namespace profgen::inline v0::host {
namespace {

using Sockets = std::unordered_map<std::uint64_t, ListeningSocket>;  // by inode

constexpr const char* inet_tables[] = {"tcp", "tcp6", "udp", "udp6"};

void add_tables(const std::string& net, bool with_unix, Sockets& sockets) {
  std::string text;
  const auto add = [&](const std::string& protocol) {
    if (!read_proc(net + "/" + protocol, text)) return;
    for (ListeningSocket& socket : read_sockets(protocol, text))
      sockets.emplace(socket.inode, std::move(socket));
  };
  for (const char* table : inet_tables) add(table);
  if (with_unix) add("unix");
}

// The kernel's own tables are those of the reader's namespace; every other one is read once,
// through the first process in it.
Sockets sockets_of(const std::string& proc, const std::vector<ConfinedProcess>& processes,
                   bool with_unix) {
  Sockets sockets;
  add_tables(proc + "/net", with_unix, sockets);
  std::set<std::string> known = {"", proc_link(proc + "/self/ns/net")};
  for (const ConfinedProcess& process : processes) {
    const std::string folder = proc + "/" + std::to_string(process.pid);
    if (known.insert(proc_link(folder + "/ns/net")).second)
      add_tables(folder + "/net", with_unix, sockets);
  }
  return sockets;
}

// "socket:[INODE]"
std::uint64_t socket_inode(std::string_view link) {
  constexpr std::string_view begin = "socket:[";
  if (link.substr(0, begin.size()) != begin || link.back() != ']') return 0;
  return text::to_number(link.substr(begin.size(), link.size() - begin.size() - 1)).value_or(0);
}

std::string command_line(const std::string& path) {
  std::string text;
  if (!read_proc(path, text)) return {};
  while (!text.empty() && text.back() == '\0') text.pop_back();
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

std::vector<ListeningSocket> held_by(const std::string& folder, const Sockets& sockets) {
  std::set<std::uint64_t> seen;  // one socket may be held by several numbers
  std::vector<ListeningSocket> out;
  for (const std::string& number : proc_names(folder)) {
    const std::uint64_t inode = socket_inode(proc_link(folder + "/" + number));
    const auto found = sockets.find(inode);
    if (found != sockets.end() && seen.insert(inode).second) out.push_back(found->second);
  }
  std::sort(out.begin(), out.end(), [](const ListeningSocket& a, const ListeningSocket& b) {
    return std::tie(a.protocol, a.port, a.address) < std::tie(b.protocol, b.port, b.address);
  });
  return out;
}

}  // namespace

Listening listening(const std::string& proc, const std::vector<ConfinedProcess>& processes,
                    bool with_unix) {
  Listening out;
  const Sockets sockets = sockets_of(proc, processes, with_unix);
  for (const ConfinedProcess& process : processes) {
    const std::string folder = proc + "/" + std::to_string(process.pid);
    std::vector<ListeningSocket> held = held_by(folder + "/fd", sockets);
    if (held.empty()) {
      const bool hidden = ::access((folder + "/fd").c_str(), R_OK) != 0 && errno == EACCES;
      if (hidden) ++out.unreadable;
      continue;
    }
    out.processes.push_back({process, command_line(folder + "/cmdline"), std::move(held)});
  }
  return out;
}

}  // namespace profgen::inline v0::host
