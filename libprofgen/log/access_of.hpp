// One function a class of record: its fields → the access that was tried.
#pragma once

#include <string>

#include "log/fields.hpp"
#include "profgen/event.hpp"

namespace profgen::log {

struct Found {
  Access access;         // monostate: the record does not name one
  std::string unusable;  // why no rule should come of it; empty if one may
};
using Reader = Found (*)(const Fields& fields, Verdict verdict);

[[nodiscard]] Found file_access(const Fields& fields, Verdict verdict);  // also exec and link
[[nodiscard]] Found capability_access(const Fields& fields, Verdict verdict);
[[nodiscard]] Found network_access(const Fields& fields, Verdict verdict);  // also unix
[[nodiscard]] Found dbus_access(const Fields& fields, Verdict verdict);
[[nodiscard]] Found signal_access(const Fields& fields, Verdict verdict);
[[nodiscard]] Found ptrace_access(const Fields& fields, Verdict verdict);
[[nodiscard]] Found mount_access(const Fields& fields, Verdict verdict);  // also remount, umount
[[nodiscard]] Found pivot_root_access(const Fields& fields, Verdict verdict);
[[nodiscard]] Found change_profile_access(const Fields& fields, Verdict verdict);  // also stack
[[nodiscard]] Found change_hat_access(const Fields& fields, Verdict verdict);
[[nodiscard]] Found mqueue_access(const Fields& fields, Verdict verdict);
[[nodiscard]] Found io_uring_access(const Fields& fields, Verdict verdict);
[[nodiscard]] Found userns_access(const Fields& fields, Verdict verdict);
[[nodiscard]] Found rlimit_access(const Fields& fields, Verdict verdict);

// The reader for a record's operation and class; nullptr if nothing is known of it.
[[nodiscard]] Reader reader_for(const Fields& fields);

}  // namespace profgen::log
