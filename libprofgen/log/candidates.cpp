#include "log/candidates.hpp"

#include <algorithm>
#include <cstring>

#include "base/scan.hpp"
#include "log/prefix.hpp"

namespace profgen::inline v0::log {
namespace {

template <std::size_t N>
bool ends_with(std::string_view text, const char (&part)[N]) {
  return text.size() >= N - 1 && std::memcmp(text.data() + text.size() - (N - 1), part, N - 1) == 0;
}
// libstdc++'s find() stops at every first letter; the C library's memmem() does not.
template <std::size_t N>
bool contains(std::string_view text, const char (&part)[N]) {
  return memmem(text.data(), text.size(), part, N - 1) != nullptr;
}

// Names and numbers of AVC, USER_AVC and the types of kernels before 2.6.36.
bool is_our_type(std::string_view type) {
  return begins_with(type, "AVC ") || begins_with(type, "USER_AVC ") ||
         begins_with(type, "APPARMOR") || begins_with(type, "UNKNOWN[") || begins_with(type, "1");
}

bool has_old_type(std::string_view line) {
  return contains(line, "type=150") || contains(line, "type=APPARMOR") ||
         contains(line, "UNKNOWN[150");
}

}  // namespace

bool is_usual_record(std::string_view line) {
  // "1795457176.476:", then the serial. It may have twenty digits; one with more than fifteen, like
  // a line that ends soon behind it, is only looked at longer.
  constexpr std::size_t head = 19, time = 15, reach = head + time + scan::padding;
  if (line.size() < reach || !begins_with(line, "type=AVC msg=audit(") || line.back() == '\r')
    return false;
  const char* const serial = line.data() + head + time;
  const char* const close = scan::byte<')'>(serial, serial + scan::padding);
  return begins_with({close, static_cast<std::size_t>(line.data() + line.size() - close)},
                     "): apparmor=");
}

Candidate look_at(std::string_view line) {
  std::string_view head = line;
  if (begins_with(head, "node=")) head.remove_prefix(std::min(head.find(' '), head.size() - 1) + 1);
  if (begins_with(head, "type=")) {
    head.remove_prefix(5);
    if (!is_our_type(head)) return {};
    return {contains(line, "apparmor=") || has_old_type(line), false};
  }
  if (contains(line, "apparmor=")) return {true, false};
  // "Missed N kernel messages", "N messages lost due to rate-limiting", …
  const bool suppressed = ends_with(line, " callbacks suppressed") || contains(line, "essages");
  if (!contains(line, "audit")) return {false, suppressed};
  return {has_old_type(line), suppressed || contains(line, "audit: ") || contains(line, "auditd")};
}

Candidate look_at_json(std::string_view line) {
  if (contains(line, "apparmor=")) return {true, false};
  // As journalctl writes it, and as what reads and writes JSON may lay it out anew.
  if (contains(line, "\"MESSAGE\":[") || contains(line, "\"MESSAGE\": [") ||
      contains(line, "\"MESSAGE\" : [") || contains(line, "\"_AUDIT_TYPE\":\"1400\"") ||
      contains(line, "\"_AUDIT_TYPE\": \"1400\"") || contains(line, "\"_AUDIT_TYPE\" : \"1400\""))
    return {true, false};
  return {has_old_type(line), contains(line, " callbacks suppressed") ||
                                  contains(line, "essages") || contains(line, "\"audit: ")};
}

}  // namespace profgen::inline v0::log
