#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "base/text.hpp"
#include "tools/profgen/status_views.hpp"

namespace profgen::tool {
namespace {

using text::printable;

std::string socket_text(const host::ListeningSocket& socket) {
  if (socket.protocol == "unix") return "unix " + printable(socket.address);
  const bool v6 = socket.address.find(':') != std::string::npos;
  return fmt::format("{} {}{}{}:{}", socket.protocol, v6 ? "[" : "", socket.address, v6 ? "]" : "",
                     socket.port);
}

std::string confinement(const ListeningRow& row) {
  const host::ConfinedProcess& process = row.process.process;
  if (row.process.is_confined())
    return fmt::format("{} ({})", printable(process.label), printable(process.mode));
  if (process.label != "unconfined")
    return fmt::format("not confined: its profile {} is in unconfined mode",
                       printable(process.label));
  if (!row.would_be.empty())
    return fmt::format("not confined; a profile stands ready: {}", printable(row.would_be));
  return "not confined";
}

}  // namespace

void print_listening_text(const ListeningView& view, const Style& style, bool all) {
  constexpr std::size_t command_width = 60;
  std::size_t confined = 0, shown = 0;
  for (const ListeningRow& row : view.rows) {
    const bool has_profile = row.process.is_confined();
    if (has_profile) ++confined;
    if (has_profile && !all) continue;
    ++shown;
    const host::ConfinedProcess& process = row.process.process;
    std::cout << style.bold << process.pid << " "
              << (process.exe.empty() ? "?" : printable(process.exe)) << style.reset << " "
              << (has_profile ? style.green : style.yellow) << confinement(row) << style.reset
              << "\n";
    if (!row.process.command.empty())
      std::cout << "    " << style.dim << printable(row.process.command, command_width)
                << style.reset << "\n";
    for (const host::ListeningSocket& socket : row.process.sockets)
      std::cout << "    " << socket_text(socket) << "\n";
  }
  if (shown != 0) std::cout << "\n";
  std::cout << fmt::format("{} of {} without a profile\n", view.rows.size() - confined,
                           counted(view.rows.size(), "listening program"));
}

}  // namespace profgen::tool
