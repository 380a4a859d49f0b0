#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "log/timestamp.hpp"
#include "profgen/event.hpp"

namespace profgen::log {
namespace {

// Appends a JSON string. Bytes that are not UTF-8 become U+00XX.
void append_string(std::string& out, std::string_view bytes, bool utf8) {
  out += '"';
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !utf8)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  out += '"';
}

class Object {
 public:
  void add(std::string_view key, std::string_view value) {
    const bool utf8 = text::is_utf8(value);
    begin(key);
    append_string(out_, value, utf8);
    if (utf8) return;
    begin(std::string(key) + "_hex");
    append_string(out_, text::to_hex(value), true);
  }
  void add_number(std::string_view key, std::uint64_t value) {
    begin(key);
    fmt::format_to(std::back_inserter(out_), "{}", value);
  }
  void add_flag(std::string_view key, bool value) {
    begin(key);
    out_ += value ? "true" : "false";
  }
  // An array of strings.
  void add(std::string_view key, const std::vector<std::string_view>& values) {
    const bool utf8 = std::all_of(values.begin(), values.end(), text::is_utf8);
    begin(key);
    out_ += '[';
    for (const std::string_view& value : values) {
      if (&value != values.data()) out_ += ',';
      append_string(out_, value, text::is_utf8(value));
    }
    out_ += ']';
    if (utf8) return;
    std::vector<std::string> digits;
    for (const std::string_view value : values) digits.push_back(text::to_hex(value));
    add(std::string(key) + "_hex", std::vector<std::string_view>(digits.begin(), digits.end()));
  }
  [[nodiscard]] std::string done() && { return std::move(out_) + '}'; }

 private:
  void begin(std::string_view key) {
    out_ += out_.empty() ? '{' : ',';
    append_string(out_, key, true);
    out_ += ':';
  }
  std::string out_;
};

// A key of the record that would stand for something of ours gets "field_" before it, so that no
// record can say that it is trusted.
std::string key_for(const std::string& key) {
  constexpr std::string_view mark = "field_", hex = "_hex";
  bool ours =
      key.compare(0, mark.size(), mark) == 0 ||
      (key.size() > hex.size() && key.compare(key.size() - hex.size(), hex.size(), hex) == 0);
  for (const std::string_view word :
       {"event", "time", "serial", "host", "source", "trusted", "type"})
    ours = ours || key == word;
  return ours ? std::string(mark) + key : key;
}

// A key that occurs more than once becomes an array. There are most_fields at most.
void add_fields(Object& object, const std::vector<Field>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string& key = fields[i].key;
    const auto same = [&key](const Field& field) { return field.key == key; };
    if (std::any_of(fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(i), same))
      continue;
    std::vector<std::string_view> values;
    for (const Field& field : fields)
      if (same(field)) values.push_back(field.value);
    if (values.size() == 1)
      object.add(key_for(key), values.front());
    else
      object.add(key_for(key), values);
  }
}

}  // namespace

std::string to_json(const Record& record, const Event& event) {
  Object object;
  object.add("event", name_of(event.verdict));
  if (record.time_us != 0) object.add("time", iso_time(record.time_us));
  if (record.has_stamp) object.add_number("serial", record.serial);
  if (!record.host.empty()) object.add("host", record.host);
  object.add("source", record.source);
  object.add_flag("trusted", record.trusted());
  if (!record.type.empty()) object.add("type", record.type);
  add_fields(object, record.fields);
  return std::move(object).done();
}

}  // namespace profgen::log
