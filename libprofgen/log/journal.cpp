#include "log/journal.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "log/record_parse.hpp"

namespace profgen::log {
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

// Collects from one object without building a tree: hostile lines nest as deep as they like.
class Collector {
 public:
  JsonLine line;

  bool null() {
    if (depth_ == 1 && key_ == "MESSAGE") line.entry.message_left_out = true;
    return true;
  }
  bool boolean(bool) { return true; }
  bool number_integer(json::number_integer_t) { return true; }
  bool number_unsigned(json::number_unsigned_t value) {
    if (depth_ == 2 && in_bytes_ && value < 256) line.entry.message += static_cast<char>(value);
    return true;
  }
  bool number_float(json::number_float_t, const std::string&) { return true; }
  bool binary(json::binary_t&) { return true; }
  bool string(std::string& value) {
    if (line.message.empty() && value.find("apparmor=") != std::string::npos) line.message = value;
    // A field that stands twice in an entry is an array of its values: the first one counts.
    if (depth_ == 1 || (depth_ == 2 && in_bytes_ && line.entry.message.empty()))
      set_field(line.entry, key_, std::move(value));
    return true;
  }
  bool start_object(std::size_t) { return ++depth_ != 0; }
  bool key(std::string& name) {
    if (depth_ == 1) {
      key_ = name;
      if (name == "__CURSOR" || name == "__REALTIME_TIMESTAMP" || name == "_TRANSPORT")
        line.kind = JsonLine::Kind::journal;
    }
    return true;
  }
  bool end_object() { return depth_-- != 0; }
  bool start_array(std::size_t) {
    // A message that is no UTF-8 comes as an array of its bytes.
    if (depth_ == 1) in_bytes_ = key_ == "MESSAGE";
    return ++depth_ != 0;
  }
  bool end_array() { return depth_-- != 0; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) {
    return false;
  }

 private:
  std::size_t depth_ = 0;
  bool in_bytes_ = false;
  std::string key_;
};

Transport transport_of(const JournalEntry& entry, bool user_avc) {
  if (entry.transport == "kernel") return Transport::kernel;
  if (entry.transport == "audit") return user_avc ? Transport::dbus : Transport::audit;
  return Transport::user;
}

}  // namespace

void set_field(JournalEntry& entry, std::string_view name, std::string value) {
  for (const NamedField& field : named_fields)
    if (field.name == name) entry.*field.member = std::move(value);
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

JsonLine read_json_line(std::string_view text) {
  Collector collector;
  if (!json::sax_parse(text.begin(), text.end(), &collector, json::input_format_t::json, true))
    return {};
  if (collector.line.kind != JsonLine::Kind::journal) collector.line.kind = JsonLine::Kind::other;
  return std::move(collector.line);
}

std::optional<std::string> dmesg_json_message(std::string_view line) {
  constexpr std::string_view key = "\"msg\":";
  line = text::trim(line);
  if (line.substr(0, key.size()) != key) return std::nullopt;
  const json value = json::parse(line.begin() + key.size(), line.end(), nullptr, false);
  if (!value.is_string()) return std::nullopt;
  return value.get<std::string>();
}

}  // namespace profgen::log
