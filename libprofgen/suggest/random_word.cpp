#include "suggest/random_word.hpp"

#include <cctype>
#include <cstddef>
#include <vector>

namespace profgen::inline v0::suggest {
namespace {

bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }
bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool is_decimal(char c) { return c >= '0' && c <= '9'; }

// What a person reads as one piece: "Name", "name", "ABC", "123".
struct Run {
  enum class Kind { title, lower, upper, digits } kind;
  std::size_t length;
};

std::vector<Run> runs_of(std::string_view word) {
  std::vector<Run> runs;
  for (std::size_t i = 0; i < word.size();) {
    std::size_t end = i + 1;
    const auto take_while = [&](bool (*is)(char)) {
      while (end < word.size() && is(word[end])) ++end;
    };
    Run::Kind kind = Run::Kind::lower;
    if (is_decimal(word[i])) {
      kind = Run::Kind::digits;
      take_while(is_decimal);
    } else if (is_lower(word[i])) {
      take_while(is_lower);
    } else if (end < word.size() && is_lower(word[end])) {
      kind = Run::Kind::title;
      take_while(is_lower);
    } else {
      kind = Run::Kind::upper;
      // The last capital before small letters begins a name of its own.
      while (end < word.size() && is_upper(word[end]) &&
             !(end + 1 < word.size() && is_lower(word[end + 1])))
        ++end;
    }
    runs.push_back({kind, end - i});
    i = end;
  }
  return runs;
}

// Two runs that someone may have written: "disk01", "64bits", "myFile", "FooBar", "OpenGL".
bool is_pair_of_words(const Run& first, const Run& second) {
  using Kind = Run::Kind;
  if (first.kind == Kind::digits || second.kind == Kind::digits) return true;
  if (second.kind == Kind::title) return first.length >= 2 && second.length >= 3;
  return first.kind == Kind::title && first.length >= 3;
}

}  // namespace

bool looks_random(std::string_view word) {
  constexpr std::size_t shortest = 6;
  constexpr std::size_t long_word = 16;
  if (word.size() < shortest) return false;
  const std::vector<Run> runs = runs_of(word);
  if (runs.size() < 2) return false;
  if (word.size() == shortest)
    return runs.size() > 2 || !is_pair_of_words(runs.front(), runs.back());
  return runs.size() * (word.size() < long_word ? 2 : 4) >= word.size();
}

bool is_mixed_six(std::string_view word) {
  if (word.size() != 6) return false;
  bool digit = false;
  bool upper = false;
  bool lower = false;
  for (const char c : word) {
    digit = digit || is_decimal(c);
    upper = upper || is_upper(c);
    lower = lower || is_lower(c);
  }
  return (upper && lower) || (digit && (upper || lower));
}

}  // namespace profgen::inline v0::suggest
