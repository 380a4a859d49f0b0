#include "evidence/head_lines.hpp"

#include <fmt/format.h>

#include <array>

#include "evidence/access_json.hpp"
#include "evidence/json_writer.hpp"

namespace profgen::inline v0::evidence {
namespace {

constexpr std::array<const char*, 4> transports = {"audit", "kernel", "dbus", "user"};

// Reasons are not keys of the file: they are texts that may change. So they stand in an array.
void write_reasons(JsonWriter& out, const char* key,
                   const std::map<std::string, std::uint64_t>& reasons) {
  if (reasons.empty()) return;
  out.open(key, '[');
  for (const auto& [reason, count] : reasons) {
    out.open_element();
    out.add("what", reason);
    out.add_number("count", count);
    out.close('}');
  }
  out.close(']');
}

std::map<std::string, std::uint64_t> read_reasons(const Json& json, const char* key) {
  std::map<std::string, std::uint64_t> out;
  if (!has(json, key) || !json[key].is_array()) return out;
  for (const Json& one : json[key])
    if (one.is_object()) out.emplace(string_of(one, "what"), number_of(one, "count"));
  return out;
}

void write_some(JsonWriter& out, const char* key, const std::string& value) {
  if (!value.empty()) out.add(key, value);
}

}  // namespace

std::string source_line(std::size_t index, const Source& source) {
  JsonWriter out;
  out.add_number("source", index);
  out.add("id", source.id);
  out.add("name", source.name);
  write_some(out, "host", source.host);
  out.add_number("records", source.records);
  write_reasons(out, "ignored", source.ignored);
  write_reasons(out, "losses", source.losses);
  return std::move(out).line();
}

Source read_source(const Json& json) {
  Source source;
  source.id = string_of(json, "id");
  source.name = string_of(json, "name");
  source.host = string_of(json, "host");
  source.records = number_of(json, "records");
  source.ignored = read_reasons(json, "ignored");
  source.losses = read_reasons(json, "losses");
  return source;
}

std::string cursor_line(const Cursor& cursor) {
  const log::Position& position = cursor.position;
  JsonWriter out;
  out.add("cursor", position.source);
  write_some(out, "fingerprint", position.fingerprint);
  write_some(out, "tail", position.tail);
  out.add_number("bytes", position.bytes);
  out.add_number("lines", position.lines);
  write_time(out, "time", position.reference_us);
  write_some(out, "journal", position.cursor);
  write_some(out, "source_id", cursor.source_id);
  return std::move(out).line();
}

Cursor read_cursor(const Json& json) {
  Cursor cursor;
  log::Position& position = cursor.position;
  position.source = string_of(json, "cursor");
  position.fingerprint = string_of(json, "fingerprint");
  position.tail = string_of(json, "tail");
  position.bytes = number_of(json, "bytes");
  position.lines = number_of(json, "lines");
  position.reference_us = read_time(json, "time");
  position.cursor = string_of(json, "journal");
  cursor.source_id = string_of(json, "source_id");
  return cursor;
}

std::string recent_line(const Duplicates::Recent& recent) {
  JsonWriter out;
  out.add("recent", recent.source);
  write_some(out, "host", recent.host);
  out.add("transport", transports[static_cast<std::size_t>(recent.transport)]);
  write_time(out, "time", recent.time_us);
  out.add_number("serial", recent.serial);
  std::vector<std::string> hashes;
  for (const std::uint64_t hash : recent.hashes) hashes.push_back(fmt::format("{:016x}", hash));
  out.add_all("hashes", std::vector<std::string_view>(hashes.begin(), hashes.end()));
  return std::move(out).line();
}

Duplicates::Recent read_recent(const Json& json) {
  Duplicates::Recent recent;
  recent.source = string_of(json, "recent");
  recent.host = string_of(json, "host");
  const std::string transport = string_of(json, "transport");
  for (std::size_t i = 0; i < transports.size(); ++i)
    if (transports[i] == transport) recent.transport = static_cast<Transport>(i);
  recent.time_us = read_time(json, "time");
  recent.serial = number_of(json, "serial");
  for (const std::string& digits : strings_of(json, "hashes")) {
    std::uint64_t hash = 0;
    for (const char c : digits.substr(0, 16))
      hash = hash << 4 | static_cast<unsigned>(c <= '9' ? c - '0' : (c - 'a' + 10) & 15);
    recent.hashes.push_back(hash);
  }
  return recent;
}

}  // namespace profgen::inline v0::evidence
