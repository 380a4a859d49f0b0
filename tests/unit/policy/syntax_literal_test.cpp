// literal_pattern(): the real compiler reads it as exactly these bytes, quoted and unquoted.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "policy/words.hpp"
#include "syntax_helpers.hpp"

namespace profgen::policy {
namespace {

TEST(LiteralPattern, IsReadableWhereItCanBe) {
  const std::pair<const char*, const char*> cases[] = {
      {"/usr/bin/x-1.2_3", "/usr/bin/x-1.2_3"},
      {"/é ü/日本", "/é ü/日本"},
      {"/a*b?c", "/a\\*b\\?c"},
      {"/[a]{b,c}^", "/\\[a\\]\\{b\\,c\\}\\^"},
      {"/@{HOME}", "/@\\{HOME\\}"},
      {"/a\\b", "/a\\\\b"},
      {"/a\\", "/a[\\\\]"},
      {"/a\"b", "/a\\042b"},
      {"/a\nb\tc", "/a\\012b\\011c"},
      {"/\xff\xc3", "/\\377\\303"},
      {"/a\x1b[0m", "/a\\033\\[0m"},
      {"/\xe2\x80\xae", "/\\342\\200\\256"},  // right-to-left override
  };
  for (const auto& [bytes, pattern] : cases) EXPECT_EQ(literal_pattern(bytes), pattern);
}

TEST(WordText, QuotesOnlyWhereNeeded) {
  const std::pair<const char*, const char*> cases[] = {
      {"/a", "/a"},        {"/a b", "\"/a b\""},     {"/a\\ b", "/a\\ b"}, {"/a,", "\"/a,\""},
      {"/a,b", "/a,b"},    {"/a\"b", "\"/a\\\"b\""}, {"", "\"\""},         {"/a!", "\"/a!\""},
      {"#a", "\"#a\""},    {"(a)", "\"(a)\""},       {"->a", "\"->a\""},   {"{a,b}", "{a,b}"},
      {"a\tb", "\"a\tb\""}};
  for (const auto& [pattern, word] : cases) EXPECT_EQ(word_text(pattern), word);
  EXPECT_EQ(list_word_text("{a,b}"), "\"{a,b}\"");
  EXPECT_EQ(list_word_text("a\\,b"), "\"a\\,b\"");
  EXPECT_EQ(list_word_text("a(b"), "\"a(b\"");
}

std::vector<std::string> samples() {
  std::vector<std::string> list = {
      "/a\\\\",  "/a\\*b", "/x @{HOME}y", "/é ü/日本/x", "/a\\101",  "/a\"b\"c",
      "/a,b",    "/a,",    "/a, b",       "/ #b",        "/a!b",     "/a\\ b",
      "/\\,x\\", "/a b\\", "/{a,b}[c]^",  "/a->b",       "/a\n#b\r,"};
  for (int byte = 1; byte < 256; ++byte)
    if (byte != '/') list.push_back("/a" + std::string(1, static_cast<char>(byte)) + "7");
  const std::string_view odd = "\\*?[]{}^,\"@! #\t\nab01x$()&";
  std::mt19937 random(7);
  for (int i = 0; i < 60; ++i) {
    std::string text = "/";
    for (unsigned size = 1 + random() % 8; size > 0; --size) text += odd[random() % odd.size()];
    list.push_back(text);
  }
  return list;
}

// Whatever the bytes are, they never become syntax: the rule around them is read as one rule.
TEST(LiteralPattern, NeverBecomesSyntax) {
  for (const std::string& bytes : samples()) {
    FileRule file;
    file.path = literal_pattern(bytes);
    file.perms = file_perm::read;
    const Rule rule{{}, file};
    const auto again = rule_from_text(to_text(rule));
    ASSERT_TRUE(again) << to_text(rule);
    EXPECT_EQ(*again, rule) << to_text(rule);
    SignalRule signal;
    signal.peer = {literal_pattern(bytes)};
    DbusRule dbus;
    dbus.peer = {{"label", {literal_pattern(bytes)}, "="}};
    ChangeProfileRule change;
    change.target = literal_pattern(bytes);
    for (const RuleBody& body : {RuleBody(signal), RuleBody(dbus), RuleBody(change)}) {
      const auto read = rule_from_text(to_text(Rule{{}, body}));
      ASSERT_TRUE(read) << to_text(Rule{{}, body});
      EXPECT_EQ(read->body, body);
    }
  }
}

// All texts that a dumped automaton accepts; stops at texts that are too long.
class Automaton {
 public:
  explicit Automaton(const std::string& dump) {
    std::istringstream lines(dump);
    std::string line;
    std::string state;
    char name[16] = {};
    unsigned byte = 0;
    while (std::getline(lines, line)) {
      if (std::sscanf(line.c_str(), "{%15[0-9]} (0x", name) == 1 &&
          line.find("} (0x") != std::string::npos)
        accepting_.insert(name);
      if (std::sscanf(line.c_str(), "{%15[0-9]} perms", name) == 1 &&
          line.find("} perms") != std::string::npos)
        state = name;
      const auto arrow = line.find(" -> {");
      const auto code = line.rfind("0x", arrow);
      if (arrow != std::string::npos && code != std::string::npos &&
          std::sscanf(line.c_str() + code, "0x%x -> {%15[0-9]}", &byte, name) == 2)
        steps_[state][static_cast<char>(byte)] = name;
      else if (arrow != std::string::npos)
        texts_.insert("a transition that is no single byte");
    }
  }
  std::set<std::string> texts() {
    walk("1", "");
    return texts_;
  }

 private:
  void walk(const std::string& state, const std::string& text) {
    if (text.size() > 64) return;
    if (accepting_.count(state) != 0) texts_.insert(text);
    for (const auto& [byte, next] : steps_[state]) walk(next, text + byte);
  }
  std::set<std::string> accepting_, texts_;
  std::map<std::string, std::map<char, std::string>> steps_;
};

TEST(LiteralPattern, MeansTheseBytesToTheCompiler) {
  if (std::system("apparmor_parser --version >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "no apparmor_parser here: the patterns were not compiled";
  const std::string file =
      testing::TempDir() + "profgen_literal." + std::to_string(::getpid()) + ".aa";
  for (const std::string& bytes : samples()) {
    if (bytes.find("//") != std::string::npos) continue;  // the compiler folds them
    const std::string pattern = literal_pattern(bytes);
    for (const std::string& word : {word_text(pattern), '"' + pattern + '"'}) {
      std::ofstream(file, std::ios::binary)
          << "profile t {\n  " << word << " r,\n  \"/zz\" k,\n}\n";
      std::FILE* pipe =
          popen(("apparmor_parser -QKS -D dfa-states " + file + " 2>&1 >/dev/null").c_str(), "r");
      ASSERT_NE(pipe, nullptr);
      std::string out;
      char buffer[4096];
      for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
        out.append(buffer, n);
      EXPECT_EQ(pclose(pipe), 0) << word << '\n' << out;
      EXPECT_EQ(Automaton(out).texts(), (std::set<std::string>{bytes, "/zz"})) << word;
    }
  }
}

}  // namespace
}  // namespace profgen::policy
