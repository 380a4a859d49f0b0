#include "refine/yaml_text.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace profgen::inline v0::refine {
namespace {

bool is_plain(unsigned char byte) { return byte >= 0x20 && byte < 0x7f; }

// The bytes of the character at `at`, in text that is UTF-8.
std::string_view character(std::string_view text, std::size_t at) {
  std::size_t length = 1;
  while (at + length < text.size() &&
         (static_cast<unsigned char>(text[at + length]) & 0xc0u) == 0x80u)
    ++length;
  return text.substr(at, length);
}

void append_ascii(std::string& out, char c) {
  if (c == '"' || c == '\\') out += '\\';
  out += c;
}

// JSON knows UTF-16 units only.
std::string json_escape(std::string_view hidden) {
  std::uint32_t code = static_cast<unsigned char>(hidden[0]);
  if (hidden.size() > 1) code &= 0x7fu >> hidden.size();
  for (const char c : hidden.substr(1))
    code = (code << 6) | (static_cast<unsigned char>(c) & 0x3fu);
  if (code < 0x10000) return fmt::format("\\u{:04x}", code);
  code -= 0x10000;
  return fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + (code >> 10), 0xdc00 + (code & 0x3ff));
}

}  // namespace

std::string yaml_text(std::string_view bytes) {
  if (!text::is_utf8(bytes)) {
    std::string out = std::string(bytes_tag) + " \"";
    for (const char c : bytes) {
      const auto byte = static_cast<unsigned char>(c);
      if (is_plain(byte))
        append_ascii(out, c);
      else
        out += fmt::format("\\x{:02x}", byte);
    }
    return out + "\"";
  }
  std::string out = "\"";
  for (std::size_t i = 0; i < bytes.size();) {
    const std::string_view one = character(bytes, i);
    // The visible form of a hidden character is what YAML writes for it, too: \n, \x1b, \u202e.
    if (one.size() == 1 && is_plain(static_cast<unsigned char>(one[0])))
      append_ascii(out, one[0]);
    else
      out += text::printable(one);
    i += one.size();
  }
  return out + "\"";
}

std::optional<std::string> tagged_bytes(std::string_view scalar) {
  std::string out;
  for (std::size_t i = 0; i < scalar.size();) {
    const std::string_view one = character(scalar, i);
    const auto first = static_cast<unsigned char>(one[0]);
    if (one.size() == 1 && first < 0x80)
      out += one[0];
    else if (one.size() == 2 && (first == 0xc2 || first == 0xc3))
      out += static_cast<char>(((first & 3u) << 6) | (static_cast<unsigned char>(one[1]) & 0x3fu));
    else
      return std::nullopt;
    i += one.size();
  }
  return out;
}

std::string yaml_json(std::string_view json) {
  std::string out = "'";
  for (std::size_t i = 0; i < json.size();) {
    const std::string_view one = character(json, i);
    if (one == "'")
      out += "''";
    else if (one.size() > 1 && text::printable(one) != one)
      out += json_escape(one);
    else
      out += one;
    i += one.size();
  }
  return out + "'";
}

}  // namespace profgen::inline v0::refine
