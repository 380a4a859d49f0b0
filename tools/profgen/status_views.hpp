// What `status` and `unconfined` print.
#pragma once

#include <optional>
#include <vector>

#include "profgen/listening.hpp"
#include "profgen/status.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

struct StatusView {
  host::KernelState kernel;
  std::optional<host::HostStatus> host;  // without: only the disk is shown
  host::DiskState disk;
  std::string policy_dir;
};
// Names profiles and processes; `brief` leaves out what is as it should be.
void print_status_text(const StatusView& view, const Style& style, bool brief);
// aa-status's schema ("version", "profiles", "processes") and, beside it, "profgen".
void print_status_json(const StatusView& view);

// A process with the profile on disk that its program would get; "" if none.
struct ListeningRow {
  const host::ListeningProcess& process;
  std::string would_be;
};
struct ListeningView {
  std::vector<ListeningRow> rows;
  std::size_t unreadable = 0;
};
void print_listening_text(const ListeningView& view, const Style& style, bool all);
void print_listening_json(const ListeningView& view, bool all);

}  // namespace profgen::tool
