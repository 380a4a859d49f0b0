#include "policy/condition.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <set>
#include <vector>

#include "base/text.hpp"
#include "policy/variables.hpp"
#include "policy/words.hpp"

namespace profgen::inline v0::policy {
namespace {

constexpr int maximum_condition_depth = 100;  // of parentheses and `not`s

struct Token {
  enum Kind { end, word, quoted, set, boolean, open, close, compare } kind = end;
  std::string text;
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// As operand_char of grammar/policy.hpp, which has read the text before.
bool ends_word(char c) {
  return is_blank(c) || std::string_view("\"!=)").find(c) != std::string_view::npos;
}

// Where the word at text[at] ends. One that begins as a path or a label goes on with `=` and `)`.
std::size_t end_of_word(std::string_view text, std::size_t at) {
  bool path = text[at] == '/' || text[at] == ':' || text[at] == '&';
  std::size_t end = at;
  if (const std::size_t name = variable_length(text.substr(at)); name != 0) {
    end = at + name;
    path = end < text.size() && std::string_view("=+?").find(text[end]) == std::string_view::npos;
  }
  const auto ends = [path](char c) {
    return path ? is_blank(c) || c == '"' || c == '!' : ends_word(c);
  };
  while (end < text.size() && !ends(text[end])) ++end;
  return end;
}

// The length of the operator at text[at]; 0 if there is none: `<6` is a word.
std::size_t operator_size(std::string_view text, std::size_t at) {
  const char c = text[at];
  const char next = at + 1 < text.size() ? text[at + 1] : ' ';
  if (c == '=' || c == '!') return next == '=' ? 2 : 1;
  if (c != '<' && c != '>') return 0;
  return next == '=' ? 2 : ends_word(next) ? 1 : 0;
}

// The kind of a word, its text without what only marks a variable.
Token word_token(std::string_view word) {
  const bool marked = word.size() > 1 && (word.front() == '$' || word.front() == '@');
  std::string_view name = marked ? word.substr(1) : std::string_view();
  if (name.size() > 2 && name.front() == '{' && name.back() == '}')
    name = name.substr(1, name.size() - 2);
  const auto is_name_byte = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_name_byte))
    return {Token::word, std::string(word)};
  return {word.front() == '$' ? Token::boolean : Token::set, std::string(name)};
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (is_blank(c)) {
      ++at;
    } else if (c == '(' || c == ')') {
      tokens.push_back({c == '(' ? Token::open : Token::close, std::string(1, c)});
      ++at;
    } else if (const std::size_t size = operator_size(text, at); size != 0) {
      tokens.push_back({Token::compare, std::string(text.substr(at, size))});
      at += size;
    } else if (c == '"') {
      const std::size_t close = std::min(text.find('"', at + 1), text.size());
      tokens.push_back({Token::quoted, std::string(text.substr(at + 1, close - at - 1))});
      at = std::min(close + 1, text.size());
    } else {
      const std::size_t begin = at;
      at = std::max(end_of_word(text, at), at + 1);
      tokens.push_back(word_token(text.substr(begin, at - begin)));
    }
  }
  tokens.push_back({});
  return tokens;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

using Values = std::set<std::string>;

class Evaluator {
 public:
  Evaluator(std::string_view text, const Environment& environment)
      : environment_(environment), tokens_(tokens_of(text)) {}

  ConditionValue run() {
    const bool truth = either(0);
    if (error_.empty() && now().kind != Token::end) fail("`" + now().text + "` is not expected");
    return {error_.empty() && truth, error_};
  }

 private:
  const Token& now() const { return tokens_[at_]; }
  bool is_word(std::string_view word) const {
    return now().kind == Token::word && now().text == word;
  }
  bool take(std::string_view word) {
    if (!is_word(word)) return false;
    ++at_;
    return true;
  }
  bool fail(const std::string& message) {
    if (error_.empty()) error_ = "in this condition " + text::printable(message);
    at_ = tokens_.size() - 1;
    return false;
  }

  bool either(int depth) {
    bool truth = both(depth);
    while (take("or")) {
      const bool right = both(depth);
      truth = truth || right;
    }
    return truth;
  }
  bool both(int depth) {
    bool truth = negation(depth);
    while (take("and")) {
      const bool right = negation(depth);
      truth = truth && right;
    }
    return truth;
  }
  bool negation(int depth) {
    if (depth > maximum_condition_depth) return fail("the nesting is too deep");
    if (take("not")) return !negation(depth + 1);
    return factor(depth);
  }

  bool factor(int depth) {
    if (now().kind == Token::open) {
      ++at_;
      const bool truth = either(depth + 1);
      if (now().kind != Token::close) return fail("a `(` is not closed");
      ++at_;
      return truth;
    }
    if (take("defined")) return defined();
    if (now().kind == Token::boolean) {
      const auto known = environment_.booleans.find(now().text);
      if (known == environment_.booleans.end()) return fail("${" + now().text + "} is not defined");
      ++at_;
      return known->second;
    }
    if ((now().kind == Token::word || now().kind == Token::quoted) &&
        !is_operator(tokens_[at_ + 1])) {
      const std::string word = lower(now().text);
      if (word != "true" && word != "false") return fail("`" + now().text + "` is no condition");
      ++at_;
      return word == "true";
    }
    return comparison();
  }

  bool defined() {
    const Token token = now();
    if (token.kind != Token::boolean && token.kind != Token::set)
      return fail("a variable is expected after `defined`");
    ++at_;
    if (token.kind == Token::boolean) return environment_.booleans.count(token.text) != 0;
    return environment_.sets.count(token.text) != 0;
  }

  static bool is_operator(const Token& token) {
    return token.kind == Token::compare || (token.kind == Token::word && token.text == "in");
  }

  std::optional<Values> operand() {
    const Token& token = now();
    Values values;
    if (token.kind == Token::set) {
      const auto known = environment_.sets.find(token.text);
      if (known == environment_.sets.end()) {
        fail("@{" + token.text + "} is not defined");
        return std::nullopt;
      }
      // Values are compared as they are when every variable in them is looked through.
      Expander expander({EnvironmentPtr(EnvironmentPtr(), &environment_), {}, {}});
      if (!expander.expand("@{" + token.text + "}")) {
        fail(expander.problem().message);
        return std::nullopt;
      }
      const auto all = all_values(environment_, token.text);
      values.insert(all.begin(), all.end());
    } else if (token.kind == Token::word || token.kind == Token::quoted) {
      values.insert(token.text);
    } else {
      fail("a value is expected");
      return std::nullopt;
    }
    ++at_;
    return values;
  }

  bool comparison() {
    const auto left = operand();
    if (!left) return false;
    if (!is_operator(now())) return fail("a comparison is expected");
    const std::string op = tokens_[at_++].text;
    const auto right = operand();
    if (!right) return false;
    if (op == "==") return *left == *right;
    if (op == "!=") return *left != *right;
    if (op == "in") return std::includes(right->begin(), right->end(), left->begin(), left->end());
    const auto a = number(*left), b = number(*right);
    if (!error_.empty()) return false;
    if (op == "<") return a && b ? *a < *b : order(*left, *right, false, a || b);
    if (op == "<=") return a && b ? *a <= *b : order(*left, *right, true, a || b);
    if (op == ">") return a && b ? *a > *b : order(*right, *left, false, a || b);
    if (op == ">=") return a && b ? *a >= *b : order(*right, *left, true, a || b);
    return fail("`" + op + "` is no comparison");
  }

  // As strtol() reads it: with a sign, octal and hexadecimal too.
  std::optional<long long> number(const Values& values) {
    if (values.size() != 1 || values.begin()->empty()) return std::nullopt;
    const std::string& text = *values.begin();
    if (is_blank(text.front())) return std::nullopt;
    char* end = nullptr;
    errno = 0;
    const long long value = std::strtoll(text.c_str(), &end, 0);
    if (end != text.c_str() + text.size()) return std::nullopt;
    if (errno == ERANGE) fail("`" + text + "` is out of range");
    return value;
  }
  // Sets are ordered as the words of a dictionary are, with their sorted values for letters.
  bool order(const Values& left, const Values& right, bool or_equal, bool mixed) {
    if (mixed) return fail("a number is compared with what is none");
    return or_equal ? left <= right : left < right;
  }

  const Environment& environment_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::string error_;
};

}  // namespace

ConditionValue evaluate(std::string_view expression, const Environment& environment) {
  return Evaluator(expression, environment).run();
}

}  // namespace profgen::inline v0::policy
