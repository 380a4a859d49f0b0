// Up to three lines of patterns, then a text: the automaton agrees with the naive matcher, and the
// answers about sets of texts agree with each other.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "policy/aare_sets.hpp"
#include "policy/automaton.hpp"
#include "profgen/rules.hpp"
#include "property/naive_aare.hpp"

namespace {

using namespace profgen::policy;
using profgen::proof::naive_match;

constexpr std::size_t longest = 300;
constexpr std::size_t limit = 100;  // states

void require(bool holds) {
  if (!holds) std::abort();
}

void one_pattern(const std::string& pattern, std::string_view text) {
  const auto example = aare_example(pattern, {}, limit);
  if (example && !example->given_up) {
    require(naive_match(pattern, example->text) == true);
    require(aare_shortest(pattern) == example->text.size());
  }
  if (!example) require(naive_match(pattern, text) == false);
  const auto itself = aare_covers({pattern}, pattern, limit);
  require(!itself || *itself);
  if (const auto literal = aare_literal(pattern)) {
    const bool possible = literal->find('\0') == std::string::npos;
    require(naive_match(pattern, *literal) == possible);
    require((naive_match(pattern, text) == true) == (possible && *literal == text));
  }
}

void two_patterns(const std::string& a, const std::string& b, std::string_view text) {
  const bool in_a = *naive_match(a, text), in_b = *naive_match(b, text);
  const auto covers = aare_covers({a}, b, limit);
  const auto example = aare_example(b, {a}, limit);
  if (covers) {
    require(example.has_value() == !*covers);
    if (*covers) require(in_a || !in_b);
  }
  if (example && !example->given_up) {
    require(naive_match(b, example->text) == true);
    require(naive_match(a, example->text) == false);
  }
  const auto overlap = aare_overlaps(a, b, limit);
  require(overlap == aare_overlaps(b, a, limit));
  if (overlap && !*overlap) {
    require(!in_a || !in_b);
    const bool nothing_in_b = !aare_example(b, {}, limit);
    require(!covers || !*covers || nothing_in_b);
  }
}

void all_patterns(const std::vector<std::string>& patterns, std::string_view text) {
  Automaton automaton;
  std::vector<std::uint32_t> expected, found;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const auto id = static_cast<std::uint32_t>(i);
    require(!automaton.add(patterns[i], id));
    if (*naive_match(patterns[i], text)) expected.push_back(id);
  }
  for (int round = 0; round < 2; ++round) {
    automaton.match(text, found);
    require(found == expected);
    require(automaton.matches(text) == !expected.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> patterns;
  for (int line = 0; line < 3; ++line) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) break;
    const std::string pattern(rest.substr(0, std::min(end, longest)));
    rest.remove_prefix(end + 1);
    const bool wrong = aare_error(pattern).has_value();
    require(wrong == !naive_match(pattern, "").has_value());
    if (wrong) {
      require(!aare_covers({pattern}, "/a") && !aare_overlaps(pattern, "/a"));
    } else {
      patterns.push_back(pattern);
    }
  }
  const std::string_view text = rest.substr(0, longest);
  for (const std::string& pattern : patterns) one_pattern(pattern, text);
  for (const std::string& a : patterns)
    for (const std::string& b : patterns) two_patterns(a, b, text);
  all_patterns(patterns, text);
  const std::string exact = literal_pattern(text);
  if (text.find('\0') == std::string_view::npos) require(naive_match(exact, text) == true);
  // A backslash at the end is written as a class.
  if (text.empty() || text.back() != '\\') require(aare_literal(exact) == std::string(text));
  return 0;
}
