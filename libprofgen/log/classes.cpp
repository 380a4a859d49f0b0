// Which reader a record needs: by its operation first (every kernel writes one), then by `class=`
// (since 6.8), then by the fields that are there.
#include <iterator>

#include "log/access_of.hpp"

namespace profgen::log {
namespace {

struct Entry {
  std::string_view word;
  Reader reader;
};
constexpr Entry by_operation[] = {
    {"exec", file_access},
    {"capable", capability_access},
    {"signal", signal_access},
    {"ptrace", ptrace_access},
    {"mount", mount_access},
    {"remount", mount_access},
    {"umount", mount_access},
    {"pivotroot", pivot_root_access},
    {"change_profile", change_profile_access},
    {"change_onexec", change_profile_access},
    {"stack", change_profile_access},
    {"stack_onexec", change_profile_access},
    {"change_hat", change_hat_access},
    {"sysv_mqueue", mqueue_access},
    {"posix_mqueue", mqueue_access},
    {"userns_create", userns_access},
    {"setrlimit", rlimit_access},
};
constexpr Entry by_prefix[] = {
    {"dbus_", dbus_access}, {"uring_", io_uring_access}, {"userns_", userns_access}};
constexpr Entry by_class[] = {
    {"posix_mqueue", mqueue_access}, {"sysv_mqueue", mqueue_access}, {"net", network_access},
    {"io_uring", io_uring_access},   {"file", file_access},
};

}  // namespace

Reader reader_for(const Fields& fields) {
  const std::string_view operation = fields.get("operation"), kind = fields.get("class");
  for (const Entry& entry : by_operation)
    if (entry.word == operation) return entry.reader;
  for (const Entry& entry : by_prefix)
    if (operation.substr(0, entry.word.size()) == entry.word) return entry.reader;
  for (const Entry& entry : by_class)
    if (entry.word == kind) return entry.reader;
  // An inherited or sent socket is logged as file_inherit or file_perm with network fields.
  if (fields.has("family") && fields.has("sock_type") && !fields.has("name")) return network_access;
  if (fields.has("name") || fields.has("denied_mask") || fields.has("requested_mask"))
    return file_access;
  return nullptr;
}

}  // namespace profgen::log
