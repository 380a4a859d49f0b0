#include "suggest/pattern.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <iterator>
#include <span>

#include "suggest/varying.hpp"

namespace profgen::inline v0::suggest {
namespace {

// More ways than this are taken for `**`: a bound on hostile or huge patterns.
constexpr std::size_t maximum_ways = 256;
constexpr int maximum_depth = 20;

Token exactly(unsigned char byte) {
  Token token;
  token.bytes.set(byte);
  return token;
}

Token any_of_all(bool slash, bool many) {
  Token token;
  token.bytes.set();
  token.bytes.reset(0);
  if (!slash) token.bytes.reset('/');
  token.many = many;
  return token;
}

int digit_of(char c, int base) {
  const int value = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : 99;
  return value < base ? value : -1;
}

class Compiler {
 public:
  explicit Compiler(std::string_view text, int depth) : text_(text), depth_(depth) {}

  Pattern run() {
    std::vector<Tokens> ways = sequence(false);
    return {std::move(ways), simplified_};
  }

 private:
  bool done() const { return at_ >= text_.size(); }

  std::vector<Tokens> sequence(bool nested) {
    std::vector<Tokens> all;
    std::vector<Tokens> ways{{}};
    while (!done()) {
      const char c = text_[at_];
      if (nested && c == '}') break;
      if (nested && c == ',') {
        ++at_;
        std::move(ways.begin(), ways.end(), std::back_inserter(all));
        ways = {{}};
        continue;
      }
      if (c == '{' || text_.substr(at_, 2) == "@{") {
        append(ways, c == '{' ? alternation() : variable());
        continue;
      }
      const Token next = token();
      for (Tokens& way : ways) way.push_back(next);
    }
    std::move(ways.begin(), ways.end(), std::back_inserter(all));
    return all;
  }

  std::vector<Tokens> anything() {
    simplified_ = true;
    return {{any_of_all(true, true)}};
  }

  void append(std::vector<Tokens>& ways, const std::vector<Tokens>& next) {
    if (next.size() == 1) {
      for (Tokens& way : ways) way.insert(way.end(), next[0].begin(), next[0].end());
      return;
    }
    if (ways.size() * next.size() > maximum_ways) {
      simplified_ = true;
      for (Tokens& way : ways) way.push_back(any_of_all(true, true));
      return;
    }
    std::vector<Tokens> product;
    for (const Tokens& way : ways)
      for (const Tokens& more : next) {
        product.push_back(way);
        product.back().insert(product.back().end(), more.begin(), more.end());
      }
    ways = std::move(product);
  }

  std::vector<Tokens> variable() {
    const std::size_t end = text_.find('}', at_);
    const std::string_view name =
        text_.substr(at_ + 2, end == std::string_view::npos ? end : end - at_ - 2);
    at_ = end == std::string_view::npos ? text_.size() : end + 1;
    if (depth_ > 3) return anything();
    return Compiler(meaning_of(name), depth_ + 1).run().ways;
  }

  std::vector<Tokens> alternation() {
    ++at_;
    if (++depth_ > maximum_depth) {
      at_ = text_.size();
      return anything();
    }
    std::vector<Tokens> ways = sequence(true);
    --depth_;
    if (!done()) ++at_;  // the closing brace
    if (ways.size() > maximum_ways) return anything();
    return ways;
  }

  Token token() {
    const char c = text_[at_++];
    if (c == '*') {
      if (done() || text_[at_] != '*') return any_of_all(false, true);
      ++at_;
      return any_of_all(true, true);
    }
    if (c == '?') return any_of_all(false, false);
    if (c == '[') return set();
    if (c == '\\' && !done()) return exactly(escape());
    return exactly(static_cast<unsigned char>(c));
  }

  Token set() {
    Token token;
    const bool negated = !done() && text_[at_] == '^';
    if (negated) ++at_;
    while (!done() && text_[at_] != ']') {
      const unsigned char low = member();
      unsigned char high = low;
      if (text_.substr(at_, 1) == "-" && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
        ++at_;
        high = member();
      }
      for (unsigned value = low; value <= high; ++value) token.bytes.set(value);
    }
    if (!done()) ++at_;
    if (negated) {
      token.bytes.flip();
      token.bytes.reset(0);
    }
    return token;
  }

  unsigned char member() {
    const char c = text_[at_++];
    if (c == '\\' && !done()) return escape();
    return static_cast<unsigned char>(c);
  }

  unsigned char escape() {
    const char c = text_[at_];
    if (c == 'x') return number(1, 16, 2);
    if (c == 'd') return number(1, 10, 3);
    if (c >= '0' && c <= '7') return number(0, 8, 3);
    ++at_;
    static constexpr std::string_view letters = "aefnrt";
    static constexpr std::string_view values = "\a\033\f\n\r\t";
    const std::size_t which = letters.find(c);
    return static_cast<unsigned char>(which == std::string_view::npos ? c : values[which]);
  }

  unsigned char number(std::size_t skip, int base, int digits) {
    at_ += skip;
    int value = 0;
    for (; digits > 0 && !done() && digit_of(text_[at_], base) >= 0; --digits)
      value = value * base + digit_of(text_[at_++], base);
    return static_cast<unsigned char>(value);
  }

  std::string_view text_;
  int depth_;
  std::size_t at_ = 0;
  bool simplified_ = false;
};

// Both sequences are walked together; `alive` holds the places in `b` that the tokens of `a` so far
// lead to. Sequences that differ early die early, which makes a table of patterns cheap.
bool overlap(std::span<const Token> a, std::span<const Token> b) {
  // Up to the first repetition the tokens face each other: most pairs end here.
  while (!a.empty() && !b.empty() && !a.front().many && !b.front().many) {
    if ((a.front().bytes & b.front().bytes).none()) return false;
    a = a.subspan(1);
    b = b.subspan(1);
  }
  std::vector<char> alive(b.size() + 1, 0);
  std::vector<char> next(b.size() + 1, 0);
  std::size_t low = 0;
  std::size_t high = 0;  // alive only within [low, high]
  alive[0] = 1;
  for (std::size_t i = 0; i <= a.size(); ++i) {
    std::size_t next_low = b.size() + 1;
    std::size_t next_high = 0;
    const auto stay = [&](std::size_t j) {
      alive[j] = 1;
      high = std::max(high, j);
    };
    const auto step = [&](std::size_t j) {
      next[j] = 1;
      next_low = std::min(next_low, j);
      next_high = std::max(next_high, j);
    };
    for (std::size_t j = low; j <= high; ++j) {
      if (alive[j] == 0) continue;
      const bool b_done = j == b.size();
      if (!b_done && b[j].many) stay(j + 1);  // none of b's repetition
      if (i == a.size()) {
        if (b_done) return true;
        continue;
      }
      if (a[i].many) step(j);  // none, or no more, of a's repetition
      if (b_done || (a[i].bytes & b[j].bytes).none()) continue;
      if (!a[i].many)
        step(b[j].many ? j : j + 1);
      else if (!b[j].many)
        stay(j + 1);
    }
    if (next_low > b.size()) return false;
    std::fill(alive.begin() + static_cast<std::ptrdiff_t>(low),
              alive.begin() + static_cast<std::ptrdiff_t>(high) + 1, 0);
    std::swap(alive, next);
    low = next_low;
    high = next_high;
  }
  return false;
}

}  // namespace

Pattern compile_pattern(std::string_view text) { return Compiler(text, 0).run(); }

Pattern literal(std::string_view bytes) {
  Tokens tokens;
  tokens.reserve(bytes.size());
  for (const char c : bytes) tokens.push_back(exactly(static_cast<unsigned char>(c)));
  return {{std::move(tokens)}, false};
}

bool overlap(const Pattern& a, const Pattern& b) {
  for (const Tokens& one : a.ways)
    for (const Tokens& other : b.ways)
      if (overlap(std::span(one), std::span(other))) return true;
  return false;
}

bool is_literal(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      ++i;
      continue;
    }
    if (std::string_view("*?[{").find(pattern[i]) != std::string_view::npos) return false;
    if (pattern.substr(i, 2) == "@{") return false;
  }
  return true;
}

bool ends_open(std::string_view pattern) {
  while (!pattern.empty() && pattern.back() == '}') pattern.remove_suffix(1);
  // As many as mkstemp() draws.
  constexpr std::string_view random = "??????";
  const bool drawn =
      pattern.size() > random.size() && pattern.substr(pattern.size() - random.size()) == random;
  if (!drawn && (pattern.empty() || pattern.back() != '*')) return false;
  return std::any_of(pattern.begin(), pattern.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0; });
}

std::string_view literal_head(std::string_view pattern) {
  return pattern.substr(0, pattern.find_first_of("*?[]{}@\\^"));
}

std::string_view literal_tail(std::string_view pattern) {
  const std::size_t special = pattern.find_last_of("*?[]{}@\\^/");
  if (special == std::string_view::npos) return pattern;
  // An escape has up to three digits.
  const std::size_t length = pattern[special] == '\\' ? 4 : 1;
  return pattern.substr(std::min(pattern.size(), special + length));
}

namespace {

struct Meaning {
  std::string_view name, meaning;
};
constexpr Meaning meanings[] = {
    {"HOME", "{/home/*,/root}"},
    {"HOMEDIRS", "/home/"},
    {"PROC", "/proc"},
    {"run", "{/run,/var/run}"},
    {"sys", "/sys"},
    {"etc_ro", "{/etc,/usr/etc}"},
    {"etc_rw", "/etc"},
    {"pid", "[0-9]*"},
    {"pids", "[0-9]*"},
    {"tid", "[0-9]*"},
    {"uid", "[0-9]*"},
    {"uuid", uuid_pattern},
    {"int", "[0-9]*"},
    {"hex", "[0-9a-fA-F]*"},
    {"multiarch", "*-linux-gnu*"},
    {"bin", "{,/usr}/{,s}bin"},
    {"lib", "{,/usr}/lib{,exec,32,64}"},
};

}  // namespace

std::string_view meaning_of(std::string_view variable) {
  const auto* const found = std::find_if(std::begin(meanings), std::end(meanings),
                                         [&](const Meaning& e) { return e.name == variable; });
  return found == std::end(meanings) ? std::string_view("**") : found->meaning;
}

const std::vector<std::string_view>& known_variables() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> out;
    for (const Meaning& one : meanings) out.push_back(one.name);
    return out;
  }();
  return names;
}

}  // namespace profgen::inline v0::suggest
