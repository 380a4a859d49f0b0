// Profile names: the bytes that the kernel has, and the word that makes the compiler give it them.
#include <array>
#include <utility>

#include "base/text.hpp"
#include "profgen/edit.hpp"

namespace profgen::inline v0::edit {
namespace {

// How apparmor_parser 3.0.8 reads backslashes in a header's name, quoted or not (by experiment):
// the letters below become one byte, numeric escapes become theirs, everything else keeps the
// backslash.
constexpr std::array<std::pair<char, char>, 7> letters = {
    {{'a', '\a'}, {'e', '\x1b'}, {'f', '\f'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}, {'"', '"'}}};
// A special character that an escape stood for stays escaped: it must not become a wildcard.
constexpr std::string_view special = "\\*?[]{}^,";

struct Radix {
  unsigned base;
  std::size_t digits;   // at most
  std::size_t skipped;  // of the letter before them
};

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

// The byte of the numeric escape that `text` begins with (behind the backslash), and its length;
// {0, 0} if it is none.
std::pair<unsigned, std::size_t> numeric(std::string_view text) {
  Radix radix{8, 3, 0};
  if (text.front() == 'd') radix = {10, 3, 1};
  if (text.front() == 'x') radix = {16, 2, 1};
  unsigned value = 0;
  std::size_t at = radix.skipped;
  for (; at < text.size() && at < radix.skipped + radix.digits; ++at) {
    const auto d = static_cast<unsigned>(digit(text[at]));
    if (d >= radix.base || value * radix.base + d > 255) break;
    value = value * radix.base + d;
  }
  if (value == 0) return {0, 0};
  return {value, at};
}

std::string octal(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += '\\';
    out += static_cast<char>('0' + (byte >> 6));
    out += static_cast<char>('0' + ((byte >> 3) & 7));
    out += static_cast<char>('0' + (byte & 7));
  }
  return out;
}

// Length of the character that begins here, by its first byte; 1 for what is no UTF-8.
std::size_t character_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return length <= text.size() && text::is_utf8(text.substr(0, length)) ? length : 1;
}

bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("._/+-@%:").find(c) != std::string_view::npos;
}

bool needs_quotes(std::string_view name) {
  // Words that a reader (not the compiler) takes for the next part of the header.
  if (name == "flags" || name == "xattrs" || name == "profile" || name == "hat") return true;
  for (const char c : name)
    if (!plain(c)) return true;
  return name.front() == '+';
}

}  // namespace

std::string compiled_name(std::string_view as_written) {
  std::string name;
  while (!as_written.empty()) {
    const char c = as_written.front();
    as_written.remove_prefix(1);
    if (c != '\\' || as_written.empty()) {
      name += c;
      continue;
    }
    std::size_t used = 1;
    const char next = as_written.front();
    const auto* letter = letters.begin();
    while (letter != letters.end() && letter->first != next) ++letter;
    if (letter != letters.end()) {
      name += letter->second;
    } else if (const auto [byte, length] = numeric(as_written); length != 0) {
      used = length;
      if (special.find(static_cast<char>(byte)) != std::string_view::npos) name += '\\';
      name += static_cast<char>(byte);
    } else {
      name += c;
      name += next;
    }
    as_written.remove_prefix(used);
  }
  return name;
}

Result<std::string> profile_name_word(std::string_view raw) {
  const auto refuse = [&](std::string reason) {
    return Error{ErrorKind::input, "name a profile", text::printable(raw, 80), std::move(reason)};
  };
  if (raw.empty()) return refuse("a profile needs a name");
  if (raw.find('\0') != std::string_view::npos) return refuse("a name cannot hold a NUL byte");
  if (raw.find("@{") != std::string_view::npos)
    return refuse("the compiler would take `@{` in it for a variable");
  if (raw.front() == ':') return refuse("the compiler would take it for a policy namespace");
  if (raw.front() == '&' || raw.find("//&") != std::string_view::npos)
    return refuse("the kernel would take it for a stack of profiles");
  if (raw == "unconfined") return refuse("the kernel keeps this name for unconfined tasks");

  std::string written;
  for (std::string_view rest = raw; !rest.empty();) {
    const std::size_t length = character_length(rest);
    const std::string_view character = rest.substr(0, length);
    if (character == "\"")
      written += "\\\"";
    else if (character == "\\" && rest.size() > 1 && rest[1] == '\\')
      rest.remove_prefix(1), written += "\\\\";
    else if (character == "\\" || text::printable(character) == character)
      written += character;
    else
      written += octal(character);
    rest.remove_prefix(length);
  }
  if (written.back() == '\\' || compiled_name(written) != raw)
    return refuse("the compiler cannot be given these backslashes");
  return needs_quotes(raw) ? "\"" + written + "\"" : written;
}

}  // namespace profgen::inline v0::edit
