#include "evidence/json_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.hpp"

namespace profgen::inline v0::evidence {
namespace {

// Characters beyond ASCII that a terminal may obey: C1 controls, line separators, bidirectional
// marks. They are two or three bytes of UTF-8.
std::size_t control_at(std::string_view text, std::size_t at, unsigned& code) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  if (byte(0) == 0xc2 || byte(0) == 0xd8) {
    code = (byte(0) & 0x1fu) << 6 | (byte(1) & 0x3fu);
    return code < 0xa0 || code == 0x61c ? 2 : 0;
  }
  if (byte(0) != 0xe2 && byte(0) != 0xef) return 0;
  code = (byte(0) & 0xfu) << 12 | (byte(1) & 0x3fu) << 6 | (byte(2) & 0x3fu);
  const bool marks = code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
                     (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
  return marks ? 3 : 0;
}

void append_string(std::string& out, std::string_view bytes, bool utf8) {
  out += '"';
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    unsigned code = byte;
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += bytes[i];
    } else if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !utf8)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", code);
    } else if (const std::size_t size = byte < 0x80 ? 0 : control_at(bytes, i, code)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", code);
      i += size - 1;
    } else {
      out += bytes[i];
    }
  }
  out += '"';
}

}  // namespace

void JsonWriter::separate() {
  if (out_.back() != '{' && out_.back() != '[') out_ += ',';
}

void JsonWriter::begin(std::string_view key) {
  separate();
  out_ += '"';
  out_ += key;
  out_ += "\":";
}

void JsonWriter::add(std::string_view key, std::string_view value) {
  const bool utf8 = text::is_utf8(value);
  begin(key);
  append_string(out_, value, utf8);
  if (utf8) return;
  begin(std::string(key) + "_hex");
  append_string(out_, text::to_hex(value), true);
}

void JsonWriter::add_number(std::string_view key, std::uint64_t value) {
  begin(key);
  fmt::format_to(std::back_inserter(out_), "{}", value);
}

void JsonWriter::add_signed(std::string_view key, std::int64_t value) {
  begin(key);
  fmt::format_to(std::back_inserter(out_), "{}", value);
}

void JsonWriter::add_true(std::string_view key) {
  begin(key);
  out_ += "true";
}

void JsonWriter::add_all(std::string_view key, const std::vector<std::string_view>& values) {
  bool utf8 = true;
  begin(key);
  out_ += '[';
  for (const std::string_view value : values) {
    separate();
    const bool valid = text::is_utf8(value);
    append_string(out_, value, valid);
    utf8 = utf8 && valid;
  }
  out_ += ']';
  if (utf8) return;
  begin(std::string(key) + "_hex");
  out_ += '[';
  for (const std::string_view value : values) {
    separate();
    append_string(out_, text::to_hex(value), true);
  }
  out_ += ']';
}

void JsonWriter::add_all(std::string_view key, const std::set<std::string>& values) {
  add_all(key, std::vector<std::string_view>(values.begin(), values.end()));
}

void JsonWriter::open(std::string_view key, char bracket) {
  begin(key);
  out_ += bracket;
}

void JsonWriter::open_element() {
  separate();
  out_ += '{';
}

void JsonWriter::close(char bracket) { out_ += bracket; }

std::string JsonWriter::line() && { return std::move(out_) + "}\n"; }

}  // namespace profgen::inline v0::evidence
