#include "log/journal.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "log/record_parse.hpp"

namespace profgen::inline v0::log {
namespace {

using nlohmann::json;

struct NamedField {
  std::string_view name;
  std::string JournalEntry::*member;
};
constexpr std::array<NamedField, 7> named_fields = {
    {{"MESSAGE", &JournalEntry::message},
     {"_TRANSPORT", &JournalEntry::transport},
     {"_HOSTNAME", &JournalEntry::host},
     {"_AUDIT_ID", &JournalEntry::audit_id},
     {"_AUDIT_TYPE", &JournalEntry::audit_type},
     {"_SOURCE_REALTIME_TIMESTAMP", &JournalEntry::source_time},
     {"__REALTIME_TIMESTAMP", &JournalEntry::time}}};

Transport transport_of(const JournalEntry& entry, bool user_avc) {
  if (entry.transport == "kernel") return Transport::kernel;
  if (entry.transport == "audit") return user_avc ? Transport::dbus : Transport::audit;
  return Transport::user;
}

}  // namespace

void set_field(JournalEntry& entry, std::string_view name, std::string value) {
  const auto* const field =
      std::find_if(named_fields.begin(), named_fields.end(),
                   [&](const NamedField& known) { return known.name == name; });
  if (field != named_fields.end()) entry.*field->member = std::move(value);
}

Header header_of(const JournalEntry& entry) {
  Header header;
  header.host = entry.host;
  if (!entry.audit_type.empty()) header.type = record_type_name(entry.audit_type);
  const std::string_view message = entry.message;
  const bool user_avc = header.type == "USER_AVC" || message.substr(0, 9) == "USER_AVC ";
  header.transport = transport_of(entry, user_avc);
  const auto time = text::to_number(entry.source_time.empty() ? entry.time : entry.source_time);
  if (time) header.time_us = static_cast<std::int64_t>(*time);
  // The audit's stamp, apart from the text; only its own transport may set it.
  if (entry.transport == "audit")
    if (const auto serial = text::to_number(entry.audit_id)) {
      header.serial = *serial;
      header.has_stamp = !entry.source_time.empty();
    }
  header.body = find_record(message, header.transport != Transport::user);
  return header;
}

std::optional<std::string> dmesg_json_message(std::string_view line) {
  constexpr std::string_view key = "\"msg\":";
  line = text::trim(line);
  if (line.substr(0, key.size()) != key) return std::nullopt;
  const json value = json::parse(line.begin() + key.size(), line.end(), nullptr, false);
  if (!value.is_string()) return std::nullopt;
  return value.get<std::string>();
}

}  // namespace profgen::inline v0::log
