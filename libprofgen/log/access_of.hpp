// One function a class of record: its fields → the access that was tried.
#pragma once

#include <string>

#include "log/fields.hpp"
#include "profgen/event.hpp"

namespace profgen::inline v0::log {

// Sets event.access (monostate where the record does not name one) and, where no rule should come
// of it, event.unusable. The verdict is known then, everything else of the event as well;
// event.unusable is empty, event.access may be that of another record.
using Reader = void (*)(const Fields& fields, Event& event);

void file_access(const Fields& fields, Event& event);  // also exec and link
void capability_access(const Fields& fields, Event& event);
void network_access(const Fields& fields, Event& event);  // also unix
void dbus_access(const Fields& fields, Event& event);
void signal_access(const Fields& fields, Event& event);
void ptrace_access(const Fields& fields, Event& event);
void mount_access(const Fields& fields, Event& event);  // also remount, umount
void pivot_root_access(const Fields& fields, Event& event);
void change_profile_access(const Fields& fields, Event& event);  // also stack
void change_hat_access(const Fields& fields, Event& event);
void mqueue_access(const Fields& fields, Event& event);
void io_uring_access(const Fields& fields, Event& event);
void userns_access(const Fields& fields, Event& event);
void rlimit_access(const Fields& fields, Event& event);

// The reader for a record's operation and class; nullptr if nothing is known of it.
[[nodiscard]] Reader reader_for(const Fields& fields);

// The event's access as one of that kind, so that its strings keep their memory: whoever asks sets
// every member.
template <typename Kind>
Kind& hold(Access& access) {
  if (Kind* same = std::get_if<Kind>(&access)) return *same;
  return access.emplace<Kind>();
}

// "Failed name lookup - …": the kernel had no path to compare with a rule. A mount of an earlier
// kernel may carry it as well. True if it was so, and told in event.unusable.
[[nodiscard]] bool lookup_failed(Event& event);

}  // namespace profgen::inline v0::log
