#include "suggest/siblings.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "profgen/rules.hpp"

namespace profgen::suggest {
namespace {

enum class Class { uuid, hex, digits, random };

struct Piece {
  Class kind;
  std::size_t begin, end;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return is_digit(c) || is_letter(c); }

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

// What mkstemp() makes: six letters and digits at the end of a name, behind a dot or a dash, that
// are no plain word.
bool is_random_ending(std::string_view word) {
  if (word.size() != 6) return false;
  bool digit = false;
  bool upper = false;
  bool lower = false;
  for (const char c : word) {
    digit = digit || is_digit(c);
    upper = upper || (c >= 'A' && c <= 'Z');
    lower = lower || (c >= 'a' && c <= 'z');
  }
  return (upper && lower) || (digit && (upper || lower));
}

// The varying pieces of one name, at most one of them per position.
std::vector<Piece> pieces_of(std::string_view path) {
  std::vector<Piece> out;
  for (std::size_t i = 0; i < path.size();) {
    if (!is_word(path[i])) {
      ++i;
      continue;
    }
    if (is_uuid(path.substr(i, 36)) && (i + 36 == path.size() || !is_word(path[i + 36]))) {
      out.push_back({Class::uuid, i, i + 36});
      i += 36;
      continue;
    }
    std::size_t end = i;
    while (end < path.size() && is_word(path[end])) ++end;
    const std::string_view word = path.substr(i, end - i);
    const bool all_hex = std::all_of(word.begin(), word.end(), is_hex);
    const bool has_digit = std::any_of(word.begin(), word.end(), is_digit);
    const bool has_letter = std::any_of(word.begin(), word.end(), is_letter);
    const bool at_end = end == path.size() || path[end] == '/';
    const bool behind = i > 0 && (path[i - 1] == '.' || path[i - 1] == '-' || path[i - 1] == '_');
    if (word.size() >= 8 && all_hex && has_digit && has_letter) {
      out.push_back({Class::hex, i, end});
    } else if (at_end && behind && is_random_ending(word)) {
      out.push_back({Class::random, i, end});
    } else {
      for (std::size_t d = i; d < end;) {
        std::size_t stop = d;
        while (stop < end && is_digit(path[stop])) ++stop;
        if (stop > d) out.push_back({Class::digits, d, stop});
        d = std::max(stop, d + 1);
      }
    }
    i = end;
  }
  return out;
}

std::string pattern_of(Class kind) {
  static constexpr std::array<std::string_view, 4> patterns = {uuid_pattern, "[0-9a-fA-F]*",
                                                               "[0-9]*", "??????"};
  return std::string(patterns[static_cast<std::size_t>(kind)]);
}

// One varying piece at a time: a glob with two is a guess.
std::string skeleton(std::string_view path, const Piece& piece) {
  std::string key(path.substr(0, piece.begin));
  key += '\0';
  key += static_cast<char>('0' + static_cast<int>(piece.kind));
  key += path.substr(piece.end);
  return key;
}

// A path with many numbers in it gives no glob that could be trusted.
constexpr std::size_t most_pieces = 8;

}  // namespace

void Siblings::add(std::string_view path) {
  const std::vector<Piece> pieces = pieces_of(path);
  if (pieces.size() > most_pieces) return;
  for (const Piece& piece : pieces)
    pieces_[skeleton(path, piece)].insert(
        std::string(path.substr(piece.begin, piece.end - piece.begin)));
}

Siblings::Glob Siblings::glob_of(std::string_view path) const {
  Glob best;
  const std::vector<Piece> pieces = pieces_of(path);
  if (pieces.size() > most_pieces) return best;
  for (const Piece& piece : pieces) {
    const auto found = pieces_.find(skeleton(path, piece));
    if (found == pieces_.end() || found->second.size() < 2 || found->second.size() <= best.names)
      continue;
    best.names = found->second.size();
    best.pattern = policy::literal_pattern(path.substr(0, piece.begin));
    best.pattern += pattern_of(piece.kind);
    if (piece.end < path.size()) best.pattern += policy::literal_pattern(path.substr(piece.end));
  }
  return best;
}

}  // namespace profgen::suggest
