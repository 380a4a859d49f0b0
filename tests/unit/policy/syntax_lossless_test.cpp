// print(parse(x)) == x for every input, and no input takes more than linear time or exhausts the
// stack.
#include <gtest/gtest.h>

#include <random>

#include "policy/check.hpp"
#include "support/cases.hpp"
#include "support/mutate.hpp"
#include "syntax_helpers.hpp"

namespace profgen::policy {
namespace {

using syntax_test::parse_text;
using syntax_test::policy_files;
using syntax_test::read_file;
using syntax_test::shown;

// Items in order, inside their parents, blanks only between them.
void check_spans(const std::vector<Item>& items, Span inside, std::string_view text) {
  std::uint32_t at = inside.begin;
  for (const Item& item : items) {
    ASSERT_LE(at, item.span.begin);
    ASSERT_LE(item.span.end, inside.end);
    ASSERT_EQ(text.substr(at, item.span.begin - at).find_first_not_of(" \t\r\n"),
              std::string_view::npos);
    check_spans(item.children, item.children.empty() ? item.span : item.body, text);
    at = item.span.end;
  }
}

void expect_lossless(const std::string& text, const std::string& what) {
  const Tree tree = parse_text(text);
  ASSERT_EQ(print(tree), text) << what;
  check_spans(tree.items, {0, static_cast<std::uint32_t>(text.size())}, text);
  (void)dump(tree);
  (void)check(tree);
}

TEST(Lossless, EveryPolicyFileOfThisHost) {
  std::size_t read = 0;
  for (const auto& path : policy_files()) {
    const std::string text = read_file(path);
    expect_lossless(text, path.string());
    if (path.string().rfind("/etc/", 0) == 0) {
      const Tree tree = parse_text(text);
      EXPECT_TRUE(tree.diagnostics.empty()) << path << '\n' << shown(tree.diagnostics);
    }
    // CRLF reads the same.
    std::string crlf;
    for (const char c : text) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    expect_lossless(crlf, path.string() + " with CRLF");
    EXPECT_EQ(parse_text(crlf).diagnostics.size(), parse_text(text).diagnostics.size()) << path;
    ++read;
  }
  if (read == 0) GTEST_SKIP() << "no /etc/apparmor.d here";
}

TEST(Lossless, EveryRuleOfThisHostIsWrittenAndReadAgain) {
  std::size_t rules = 0;
  const auto visit = [&](const auto& self, const std::vector<Item>& items) -> void {
    for (const Item& item : items) {
      if (const auto* rule = std::get_if<Rule>(&item.value)) {
        const auto again = rule_from_text(to_text(*rule));
        ASSERT_TRUE(again) << to_text(*rule);
        EXPECT_EQ(*again, *rule) << to_text(*rule);
        ++rules;
      }
      self(self, item.children);
    }
  };
  for (const auto& path : policy_files()) visit(visit, parse_text(read_file(path)).items);
  RecordProperty("rules", static_cast<int>(rules));
}

TEST(Lossless, MutationsAndTruncations) {
  std::mt19937 random(20261123);
  const std::string alphabet =
      "{}()\",\\#@$^<>=:! \n\t/arwx\0\xff-+&"
      "profile if else include";
  std::vector<std::string> seeds;
  for (const auto& path : policy_files()) seeds.push_back(read_file(path));
  if (seeds.empty()) GTEST_SKIP() << "no policy files here";
  for (int round = 0; round < 3000; ++round) {
    std::string text = seeds[random() % seeds.size()];
    if (text.size() > 1500) text = text.substr(random() % (text.size() - 1500), 1500);
    if (round % 3 == 0) text.resize(random() % (text.size() + 1));
    for (unsigned edits = random() % 8; edits > 0 && !text.empty(); --edits)
      proof::mutate(text, alphabet, random, 4, 40);
    expect_lossless(text, "round " + std::to_string(round));
    if (HasFatalFailure()) FAIL() << text;
  }
}

TEST(Limits, DeepNestingIsRefused) {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += "profile a {\n";
  const Tree tree = parse_text(text);
  EXPECT_EQ(print(tree), text);
  EXPECT_NE(shown(tree.diagnostics).find("nested deeper than 128"), std::string::npos);
  const std::string parens = "profile a { if " + std::string(500000, '(') + "$A { } }";
  EXPECT_EQ(shown(parse_text(parens).diagnostics).substr(0, 5), "1:80 ");
}

TEST(Limits, HostileInputsTakeLinearTime) {
  const char* pieces[] = {"\"",
                          "\\\"",
                          "{",
                          "}",
                          "( ",
                          "/a",
                          "/a ",
                          "/a r,",
                          "foo,\n",
                          "foo {\n",
                          "\"a\n",
                          "@{a}",
                          "@{A} = \\\n",
                          "if (\n",
                          "if ( ",
                          "$A = (",
                          "not ",
                          "if not ",
                          "peer=(",
                          "dbus peer=(a=b ",
                          "signal set=(a ",
                          "audit ",
                          "capability a ",
                          "network (",
                          "# ",
                          "#include ",
                          "include <",
                          "^a{",
                          "\n",
                          "\r\n",
                          "\t",
                          "\\",
                          "profile a /b /c ",
                          "a\\ ",
                          "/a -> ",
                          "mount options=(",
                          "{ {\n",
                          "} }\n",
                          "else "};
  for (const char* piece : pieces) {
    std::string text;
    while (text.size() < proof::cases(300000)) text += piece;
    // No clock is read: a quadratic reader would run into the time limit of the whole program.
    for (const std::string& whole : {text, "profile a {\n" + text}) {
      const Tree tree = parse_text(whole);
      (void)check(tree);
      EXPECT_TRUE(print(tree) == whole) << piece;
    }
  }
}

}  // namespace
}  // namespace profgen::policy
