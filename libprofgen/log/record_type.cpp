// Names of audit record types, from libaudit.
#include <libaudit.h>

#include "base/text.hpp"
#include "log/record_parse.hpp"

namespace profgen::inline v0::log {
namespace {

// The number in "1503" or "UNKNOWN[1503]"; 0 for a name.
int type_number(std::string_view type) {
  constexpr std::string_view unknown = "UNKNOWN[";
  if (type.substr(0, unknown.size()) == unknown && type.back() == ']')
    type = type.substr(unknown.size(), type.size() - unknown.size() - 1);
  const auto number = text::to_number(type);
  return number && *number < 10'000 ? static_cast<int>(*number) : 0;
}

}  // namespace

std::string record_type_name(std::string_view type) {
  if (type == "AVC" || type == "1400") return "AVC";  // nearly all of them
  if (const int number = type_number(type))
    if (const char* name = audit_msg_type_to_name(number)) return name;
  return std::string(type);
}

bool is_apparmor_type(std::string_view type) {
  if (type.empty() || type == "AVC" || type == "USER_AVC") return true;
  const int number = audit_name_to_msg_type(std::string(type).c_str());
  return number >= AUDIT_FIRST_APPARMOR && number <= AUDIT_LAST_APPARMOR;
}

}  // namespace profgen::inline v0::log
