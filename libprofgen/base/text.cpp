#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace profgen::inline v0::text {
namespace {

// One UTF-8 sequence at the start of `bytes`: its length and code point; length 0 if it is invalid
// (overlong, surrogate, beyond U+10FFFF, cut off). Table 3-7 of the Unicode standard.
struct Decoded {
  unsigned length = 0;
  char32_t code = 0;
};

Decoded decode(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {1, first};
  unsigned length = 0;
  char32_t code = 0;
  if (first >= 0xc2 && first <= 0xdf) {
    length = 2;
    code = first & 0x1fu;
  } else if (first >= 0xe0 && first <= 0xef) {
    length = 3;
    code = first & 0x0fu;
  } else if (first >= 0xf0 && first <= 0xf4) {
    length = 4;
    code = first & 0x07u;
  } else {
    return {};
  }
  if (bytes.size() < length) return {};
  for (unsigned i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0u) != 0x80u) return {};
    code = (code << 6) | (byte(i) & 0x3fu);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (overlong || surrogate || code > 0x10ffff) return {};
  return {length, code};
}

// Code points that change how a line is shown rather than show something themselves.
bool is_hidden(char32_t code) {
  struct Range {
    char32_t first, last;
  };
  // Controls; soft hyphen; joiners, fillers and selectors that are drawn as nothing; zero-width
  // and bidirectional marks; separators; annotations; tags.
  static constexpr Range hidden[] = {
      {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},      {0x034f, 0x034f}, {0x061c, 0x061c},
      {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f},  {0x200b, 0x200f}, {0x2028, 0x202e},
      {0x2060, 0x206f}, {0x2800, 0x2800}, {0x3164, 0x3164},  {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},
      {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xe0000, 0xe0fff}};
  return std::any_of(std::begin(hidden), std::end(hidden),
                     [&](Range range) { return code >= range.first && code <= range.last; });
}

void append_hex(std::string& out, std::uint32_t value, int digits) {
  static constexpr char symbols[] = "0123456789abcdef";
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
    out += symbols[(value >> shift) & 0xfu];
}

void append_visible(std::string& out, char32_t code) {
  switch (code) {
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      break;
  }
  if (code < 0x100) {
    out += "\\x";
    append_hex(out, code, 2);
  } else if (code < 0x10000) {
    out += "\\u";
    append_hex(out, code, 4);
  } else {
    out += "\\U";
    append_hex(out, code, 8);
  }
}

}  // namespace

std::string printable(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const Decoded decoded = decode(bytes);
    if (decoded.length == 0) {
      out += "\\x";
      append_hex(out, static_cast<unsigned char>(bytes[0]), 2);
      bytes.remove_prefix(1);
      continue;
    }
    if (is_hidden(decoded.code)) {
      append_visible(out, decoded.code);
    } else {
      out.append(bytes.substr(0, decoded.length));
    }
    bytes.remove_prefix(decoded.length);
  }
  return out;
}

std::string printable(std::string_view bytes, std::size_t width) {
  std::string whole = printable(bytes);
  // What is cut is cut between characters: count and find their starts.
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < whole.size(); ++i)
    if ((static_cast<unsigned char>(whole[i]) & 0xc0u) != 0x80u) starts.push_back(i);
  if (starts.size() <= width) return whole;
  if (width < 2) return "…";
  const std::size_t head = width / 2;
  const std::size_t tail = width - head - 1;
  const std::size_t tail_at = tail == 0 ? whole.size() : starts[starts.size() - tail];
  return whole.substr(0, starts[head]) + "…" + whole.substr(tail_at);
}

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const unsigned length = decode(bytes).length;
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::optional<std::string> from_hex(std::string_view digits) {
  const auto value = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string out;
  out.reserve(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = value(digits[i]);
    const int low = value(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char symbols[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += symbols[byte >> 4];
    out += symbols[byte & 0xfu];
  }
  return out;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (&part != parts.data()) out += separator;
    out += part;
  }
  return out;
}

std::optional<std::uint64_t> to_number(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

namespace {
// Levenshtein distance with one row; words here are short (keywords, flags).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}
}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates,
                         unsigned limit) {
  // A long "word" from a hostile file is near to no keyword, and would only cost time.
  if (word.empty() || word.size() > 64) return {};
  std::string_view best;
  std::size_t best_distance = limit + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t d = distance(word, candidate);
    // Of three letters two may differ in any word, unless they only changed places.
    const bool swapped = word.size() == candidate.size() &&
                         std::is_permutation(word.begin(), word.end(), candidate.begin());
    if (word.size() <= 3 && d > 1 && !swapped) continue;
    if (d < best_distance && d < std::max(word.size(), candidate.size())) {
      best = candidate;
      best_distance = d;
    }
  }
  return best;
}

}  // namespace profgen::inline v0::text
