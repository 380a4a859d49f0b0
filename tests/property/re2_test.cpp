// The automaton against a second engine: every short string as a pattern, translated for RE2, on
// every short text; longer ones at random.
#include <gtest/gtest.h>

#include "support/cases.hpp"

#ifndef PROFGEN_HAS_RE2
TEST(Re2, AgreesOnEveryShortPattern) {
  GTEST_SKIP() << "built without RE2 (libre2-dev): the patterns were held against the naive "
                  "matcher only";
}
#else
#include <re2/re2.h>

#include <array>
#include <bitset>
#include <cstdio>
#include <iostream>
#include <memory>

#include "policy/automaton.hpp"
#include "property/random_pattern.hpp"

namespace profgen::proof {
namespace {

using policy::Automaton;

// The expression of a pattern, `wrong` if it is none.
class Translator {
 public:
  explicit Translator(std::string_view pattern) : rest_(pattern) {}
  bool wrong = false;

  std::string expression() {
    std::string out = sequence(0);
    wrong = wrong || !rest_.empty();
    return out;
  }

 private:
  static std::string byte(unsigned char value) {
    std::array<char, 8> text{};
    // No text holds a NUL.
    if (value == 0) return "[^\\x00-\\xff]";
    (void)std::snprintf(text.data(), text.size(), "\\x%02x", value);
    return text.data();
  }
  char next() {
    last_ = rest_.front();
    rest_.remove_prefix(1);
    return last_;
  }

  std::string sequence(int depth) {
    std::string out;
    while (!rest_.empty() && !wrong) {
      const char c = rest_.front();
      if (depth > 0 && (c == ',' || c == '}')) return out;
      if (c == '*') {
        out += stars();
      } else if (c == '?') {
        (void)next();
        out += "[^/]";
      } else if (c == '[') {
        out += byte_class();
      } else if (c == '{') {
        out += group(depth + 1);
      } else if (c == ']' || c == '}') {
        wrong = true;
      } else {
        out += byte(one_byte());
      }
    }
    return out;
  }

  std::string stars() {
    const char before = last_;
    const std::string_view behind =
        rest_.substr(std::min(rest_.find_first_not_of('*'), rest_.size()));
    const bool element = before == '/' && (behind.empty() || behind.front() == '/');
    const bool deep = rest_.substr(0, 2) == "**";
    rest_.remove_prefix(deep ? 2 : 1);
    last_ = '*';
    return std::string(element ? "[^/]" : "") + (deep ? "[\\x01-\\xff]*" : "[^/]*");
  }

  std::string byte_class() {
    (void)next();
    std::vector<unsigned char> bytes;  // with escapes resolved
    while (!wrong && !rest_.empty() && rest_.front() != ']') bytes.push_back(one_byte());
    wrong = wrong || rest_.empty();
    if (wrong) return {};
    (void)next();
    const bool negated = !bytes.empty() && bytes.front() == '^';
    const std::size_t begin = negated ? 1 : 0;
    wrong = bytes.size() == begin;
    std::bitset<256> in;
    for (std::size_t i = begin; i < bytes.size(); ++i) {
      const bool range = i + 1 < bytes.size() && bytes[i + 1] == '-';
      wrong = wrong || (bytes[i] == '-' && i != begin) ||
              (range && (i + 2 == bytes.size() || bytes[i + 2] == '-'));
      if (wrong) return {};
      const auto [low, high] = std::minmax(bytes[i], bytes[range ? i + 2 : i]);
      for (unsigned value = low; value <= high; ++value) in.set(value);
      i += range ? 2 : 0;
    }
    std::string out;
    for (unsigned value = 1; value < 256; ++value)
      if (in[value] != negated) out += byte(static_cast<unsigned char>(value));
    return out.empty() ? byte(0) : "[" + out + "]";
  }

  std::string group(int depth) {
    std::string out = "(?:";
    int ways = 1;
    (void)next();
    for (;; ++ways) {
      out += sequence(depth);
      if (rest_.empty()) wrong = true;
      if (wrong) return {};
      if (next() == '}') break;
      out += '|';
    }
    wrong = ways < 2 || depth > 50;
    return out + ")";
  }

  unsigned char one_byte() {
    const char c = next();
    if (c != '\\') return static_cast<unsigned char>(c);
    if (rest_.empty()) {
      wrong = true;
      return 0;
    }
    struct Base {
      char letter;
      const char* digits;
      std::size_t most;
    };
    constexpr Base bases[] = {{'d', "0123456789", 3}, {'x', "0123456789abcdef", 2}};
    if (rest_.front() >= '0' && rest_.front() <= '7') return number("01234567", 3);
    const char letter = next();
    for (const Base& base : bases)
      if (letter == base.letter && !rest_.empty() &&
          std::string(base.digits).append(letter == 'x' ? "ABCDEF" : "").find(rest_.front()) !=
              std::string_view::npos)
        return number(base.digits, base.most);
    constexpr std::string_view letters = "aefnrt", controls = "\a\033\f\n\r\t";
    const std::size_t known = letters.find(letter);
    return static_cast<unsigned char>(known == std::string_view::npos ? letter : controls[known]);
  }

  unsigned char number(std::string_view digits, std::size_t most) {
    std::size_t value = 0;
    while (most-- > 0 && !rest_.empty()) {
      const std::string_view upper = "ABCDEF";
      const std::size_t above = upper.find(rest_.front());
      const std::size_t digit = above == std::string_view::npos ? digits.find(rest_.front())
                                : digits.size() == 16           ? above + 10
                                                                : std::string_view::npos;
      if (digit == std::string_view::npos || value * digits.size() + digit > 255) break;
      value = value * digits.size() + digit;
      (void)next();
    }
    return static_cast<unsigned char>(value);
  }

  std::string_view rest_;
  char last_ = '\0';
};

// How many texts were held against it; 0 for a wrong pattern.
std::size_t compare(const std::string& pattern, const std::vector<std::string>& texts) {
  Translator translator(pattern);
  const std::string expression = translator.expression();
  Automaton automaton;
  const auto error = automaton.add(pattern, 0);
  EXPECT_EQ(error.has_value(), translator.wrong) << pattern;
  if (error || translator.wrong) return 0;
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_dot_nl(true);
  options.set_never_capture(true);
  options.set_log_errors(false);
  const RE2 second(expression, options);
  EXPECT_TRUE(second.ok()) << pattern << " as " << expression;
  for (const std::string& text : texts)
    if (automaton.matches(text) != RE2::FullMatch(text, second)) {
      ADD_FAILURE() << pattern << " on " << text << ", as " << expression;
      break;
    }
  return texts.size();
}

TEST(Re2, AgreesOnEveryShortPattern) {
  const auto texts = all_texts("/ab", 4);
  std::size_t patterns = 0, answers = 0;
  // Every string of four of these bytes, right or wrong as a pattern; a fifth part of them in
  // front.
  for (const std::string& tail : all_texts("/a*?{},[]^-\\", share == 1 ? 4 : 3)) {
    for (const char* head : {"", "/"}) {
      const std::size_t tried = compare(head + tail, texts);
      if (HasFailure()) return;
      patterns += tried != 0 ? 1 : 0;
      answers += tried;
    }
  }
  std::cout << "cases: " << answers << " (" << patterns << " patterns)\n";
}

TEST(Re2, AgreesOnLongPatternsAtRandom) {
  std::mt19937 random(31);
  std::size_t answers = 0;
  for (std::size_t i = 0; i < cases(4000) && !HasFailure(); ++i) {
    std::vector<std::string> texts;
    for (int t = 0; t < 25; ++t) {
      texts.emplace_back();
      for (std::size_t n = random() % 16; n-- > 0;)
        texts.back() += "//aaabbc*,]\n\xff"[random() % 13];
    }
    answers += compare(random_pattern(random, 10), texts);
  }
  std::cout << "cases: " << answers << "\n";
}

TEST(Re2, AgreesOnEscapes) {
  std::mt19937 random(32);
  std::size_t answers = 0;
  const std::string_view pieces = "\\\\\\01237adxefnrt89AF[]-^z";
  for (std::size_t i = 0; i < cases(20000) && !HasFailure(); ++i) {
    std::string pattern;
    for (std::size_t n = 1 + random() % 6; n-- > 0;) pattern += pieces[random() % pieces.size()];
    std::vector<std::string> texts;
    for (int byte = 1; byte < 256; byte += 1 + static_cast<int>(random() % 16))
      texts.emplace_back(1, static_cast<char>(byte));
    for (const char* text : {"S3", "\n", "\\", "A", "a8", "d9", "\x0f"}) texts.emplace_back(text);
    answers += compare(pattern, texts);
  }
  std::cout << "cases: " << answers << "\n";
}

}  // namespace
}  // namespace profgen::proof
#endif
