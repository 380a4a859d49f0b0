#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.hpp"
#include "log/timestamp.hpp"
#include "profgen/event.hpp"

namespace profgen::inline v0::log {
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
    digits.reserve(values.size());
    for (const std::string_view value : values) digits.push_back(text::to_hex(value));
    add(std::string(key) + "_hex", std::vector<std::string_view>(digits.begin(), digits.end()));
  }
  void add_object(std::string_view key, const std::string& text) {
    begin(key);
    out_ += text;
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
std::string key_for(std::string_view key) {
  constexpr std::string_view mark = "field_", hex = "_hex";
  bool ours =
      key.compare(0, mark.size(), mark) == 0 ||
      (key.size() > hex.size() && key.compare(key.size() - hex.size(), hex.size(), hex) == 0);
  for (const std::string_view word :
       {"event", "time", "serial", "host", "source", "trusted", "type", "workload", "syscall",
        "sender", "pod", "pod_namespace", "container"})
    ours = ours || key == word;
  return std::string(ours ? mark : std::string_view()).append(key);
}

// How many fields of a USER_AVC stand before AppArmor's own: they tell of the daemon that sent it.
std::size_t fields_of_sender(const FieldList& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].key == "apparmor") return i;
  return 0;
}

// The fields from one place to another. A key that occurs more than once becomes an array, unless
// it says the same each time. There are most_fields at most.
void add_fields(Object& object, const FieldList& fields, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    const std::string_view key = fields[i].key;
    std::vector<std::string_view> values;
    bool told = false, same = true;
    for (std::size_t other = from; other < to; ++other)
      if (fields[other].key == key) {
        told = told || other < i;
        values.push_back(fields[other].value);
        same = same && values.back() == values.front();
      }
    if (told) continue;
    if (same)
      object.add(key_for(key), values.front());
    else
      object.add(key_for(key), values);
  }
}

void add_sender(Object& object, const FieldList& fields, std::size_t count) {
  Object inner;
  add_fields(inner, fields, 0, count);
  object.add_object("sender", std::move(inner).done());
}

// "NAMESPACE/POD/CONTAINER" in its parts; else it names a container.
void add_workload(Object& object, std::string_view workload) {
  object.add("workload", workload);
  const std::size_t first = workload.find('/');
  const std::size_t last = workload.rfind('/');
  if (first == std::string_view::npos || first == last) return object.add("container", workload);
  object.add("pod_namespace", workload.substr(0, first));
  object.add("pod", workload.substr(first + 1, last - first - 1));
  object.add("container", workload.substr(last + 1));
}

// What the other records of the stamp say, in an object of its own: none of it is AppArmor's.
void add_surroundings(Object& object, const Surroundings& known) {
  Object inner;
  const std::pair<std::string_view, const std::string*> parts[] = {
      {"exe", &known.exe},       {"number", &known.syscall},
      {"cwd", &known.cwd},       {"arguments", &known.arguments},
      {"object", &known.object}, {"object_name", &known.object_name}};
  for (const auto& [key, value] : parts)
    if (!value->empty()) inner.add(key, *value);
  object.add_object("syscall", std::move(inner).done());
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
  if (!record.workload.empty()) add_workload(object, record.workload);
  const std::size_t own = fields_of_sender(record.fields);
  if (own != 0) add_sender(object, record.fields, own);
  add_fields(object, record.fields, own, record.fields.size());
  if (!record.surroundings.empty()) add_surroundings(object, record.surroundings);
  return std::move(object).done();
}

}  // namespace profgen::inline v0::log
