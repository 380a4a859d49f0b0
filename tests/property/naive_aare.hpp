// Patterns straight from their definition, slow and plain: what the automata are held against.
// Nothing of the library is used here, so that both cannot be wrong in the same place.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace profgen::proof {

// The places between the bytes of a text that a part of a pattern may have come to.
using Places = std::vector<bool>;

class NaivePattern {
 public:
  NaivePattern(std::string_view pattern, std::string_view text) : pattern_(pattern), text_(text) {}

  // nullopt: the pattern is wrong.
  std::optional<bool> matches() {
    Places start(text_.size() + 1, false);
    start[0] = true;
    const Places end = sequence(start, 0);
    if (at_ != pattern_.size()) wrong_ = true;
    if (wrong_) return std::nullopt;
    return end.back();
  }

 private:
  static constexpr int deepest = 50;

  template <typename Takes>
  Places step(const Places& from, const Takes& takes) const {
    Places to(from.size(), false);
    for (std::size_t i = 0; i < text_.size(); ++i)
      if (from[i] && text_[i] != '\0' && takes(text_[i])) to[i + 1] = true;
    return to;
  }

  [[nodiscard]] bool more() const { return !wrong_ && at_ < pattern_.size(); }

  Places sequence(Places places, int depth) {
    while (more()) {
      const char c = pattern_[at_];
      if (depth > 0 && (c == ',' || c == '}')) break;
      if (c == '{') {
        places = group(places, depth + 1);
      } else if (c == '[') {
        places = byte_class(places);
      } else if (c == '*') {
        places = stars(places);
      } else if (c == ']' || c == '}' || (c == '\\' && at_ + 1 == pattern_.size())) {
        wrong_ = true;
      } else if (c == '?') {
        ++at_;
        places = step(places, [](char byte) { return byte != '/'; });
      } else {
        const char wanted = one_byte();
        places = step(places, [wanted](char byte) { return byte == wanted; });
      }
    }
    return places;
  }

  Places group(const Places& before, int depth) {
    Places after(before.size(), false);
    int alternatives = 0;
    if (depth > deepest) wrong_ = true;
    for (bool last = false; !last && more();) {
      ++at_;  // `{` or `,`
      const Places way = sequence(before, depth);
      for (std::size_t i = 0; i < way.size(); ++i) after[i] = after[i] || way[i];
      ++alternatives;
      last = more() && pattern_[at_] == '}';
      if (!more()) wrong_ = true;
    }
    ++at_;
    if (alternatives < 2) wrong_ = true;
    return after;
  }

  Places byte_class(const Places& before) {
    const std::size_t close_at = end_of_class();
    if (close_at == std::string_view::npos) {
      wrong_ = true;
      return before;
    }
    std::string resolved;  // escapes first: `\^` and `\-` are operators too
    for (++at_; at_ < close_at;) resolved += one_byte();
    at_ = close_at + 1;
    const bool negated = resolved.substr(0, 1) == "^";
    if (negated) resolved.erase(0, 1);
    wrong_ = wrong_ || resolved.empty();
    bool in[256] = {};
    for (bool begins = true; !resolved.empty(); begins = false) {
      const auto first = static_cast<unsigned char>(resolved[0]);
      const bool range = resolved.size() > 1 && resolved[1] == '-';
      wrong_ = wrong_ || (first == '-' && !begins) ||
               (range && (resolved.size() == 2 || resolved[2] == '-'));
      if (wrong_) return before;
      const auto last = range ? static_cast<unsigned char>(resolved[2]) : first;
      for (unsigned value = std::min(first, last); value <= std::max(first, last); ++value)
        in[value] = true;
      resolved.erase(0, range ? 3 : 1);
    }
    return step(before, [&](char byte) { return in[static_cast<unsigned char>(byte)] != negated; });
  }

  // Where the `]` stands that no backslash stands before.
  [[nodiscard]] std::size_t end_of_class() const {
    for (std::size_t i = at_ + 1; i < pattern_.size(); ++i) {
      if (pattern_[i] == ']') return i;
      if (pattern_[i] == '\\') ++i;
    }
    return std::string_view::npos;
  }

  Places stars(Places places) {
    const std::size_t behind = std::min(pattern_.find_first_not_of('*', at_), pattern_.size());
    const bool whole_element = at_ > 0 && pattern_[at_ - 1] == '/' &&
                               (behind == pattern_.size() || pattern_[behind] == '/');
    const bool deep = at_ + 1 < pattern_.size() && pattern_[at_ + 1] == '*';
    at_ += deep ? 2 : 1;
    if (whole_element) places = step(places, [](char byte) { return byte != '/'; });
    for (std::size_t i = 0; i < text_.size(); ++i)
      if (places[i] && text_[i] != '\0' && (deep || text_[i] != '/')) places[i + 1] = true;
    return places;
  }

  // A byte as it stands, or the one that an escape stands for.
  char one_byte() {
    if (pattern_[at_] != '\\') return pattern_[at_++];
    const char c = pattern_[at_ + 1];
    at_ += 2;
    if (c >= '0' && c <= '7') {
      --at_;
      return number("01234567", 3, c);
    }
    if (c == 'd') return number("0123456789", 3, c);
    if (c == 'x') return number("0123456789abcdef", 2, c);
    const std::string_view letters = "aefnrt", controls = "\a\033\f\n\r\t";
    const std::size_t known = letters.find(c);
    return known == std::string_view::npos ? c : controls[known];
  }

  char number(std::string_view digits, int most, char otherwise) {
    std::size_t value = 0;
    int taken = 0;
    for (; taken < most && at_ < pattern_.size(); ++taken, ++at_) {
      char c = pattern_[at_];
      if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
      const std::size_t digit = digits.find(c);
      if (digit == std::string_view::npos || value * digits.size() + digit > 255) break;
      value = value * digits.size() + digit;
    }
    return taken == 0 ? otherwise : static_cast<char>(value);
  }

  std::string_view pattern_, text_;
  std::size_t at_ = 0;
  bool wrong_ = false;
};

// Does the pattern (variables expanded) match exactly this text? nullopt: the pattern is wrong.
inline std::optional<bool> naive_match(std::string_view pattern, std::string_view text) {
  return NaivePattern(pattern, text).matches();
}

}  // namespace profgen::proof
