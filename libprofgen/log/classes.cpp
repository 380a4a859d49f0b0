// Which reader a record needs: by its operation first (every kernel writes one), then by `class=`
// (since 6.8), then by what the operation begins with, then by the fields that are there.
#include <array>

#include "log/access_of.hpp"

namespace profgen::inline v0::log {
namespace {

struct Entry {
  std::string_view word;
  Reader reader;
};
constexpr std::array<Entry, 17> by_operation = {{
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
}};
constexpr std::array<Entry, 3> by_prefix = {
    {{"dbus_", dbus_access}, {"uring_", io_uring_access}, {"userns_", userns_access}}};
constexpr std::array<Entry, 5> by_class = {{
    {"posix_mqueue", mqueue_access},
    {"sysv_mqueue", mqueue_access},
    {"net", network_access},
    {"io_uring", io_uring_access},
    {"file", file_access},
}};

template <std::size_t N>
constexpr std::array<std::string_view, N> words_of(const std::array<Entry, N>& entries) {
  std::array<std::string_view, N> words;
  for (std::size_t i = 0; i < N; ++i) words[i] = entries[i].word;
  return words;
}
constexpr WordTable<128> operations(words_of(by_operation));
constexpr WordTable<32> classes(words_of(by_class));
constexpr std::uint8_t unknown = 0xff;
constexpr std::string_view open_word = "open", getattr_word = "getattr", file_word = "file";

// A function of its own: the records that do not need it shall not pay for what it saves and
// restores.
[[gnu::noinline]] Reader reader_by_tables(const Fields& fields, std::string_view operation) {
  if (const std::uint8_t at = operations.find(operation, unknown); at != unknown)
    return by_operation[at].reader;
  if (const std::uint8_t at = classes.find(fields.get(Key::kind), unknown); at != unknown)
    return by_class[at].reader;
  for (const Entry& entry : by_prefix)
    if (operation.substr(0, entry.word.size()) == entry.word) return entry.reader;
  // An inherited or sent socket is logged as file_inherit or file_perm with network fields.
  if (fields.has(Key::family) && fields.has(Key::sock_type) && !fields.has(Key::name))
    return network_access;
  if (fields.has(Key::name) || fields.has(Key::denied_mask) || fields.has(Key::requested_mask))
    return file_access;
  return nullptr;
}

}  // namespace

Reader reader_for(const Fields& fields) {
  const std::string_view operation = fields.get(Key::operation);
  // Most records: no need to look at the tables.
  if (operation == open_word || operation == getattr_word)
    if (fields.get(Key::kind) == file_word) return file_access;
  return reader_by_tables(fields, operation);
}

}  // namespace profgen::inline v0::log
