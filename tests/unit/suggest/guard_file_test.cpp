#include <gtest/gtest.h>

#include <algorithm>

#include "profgen/suggest.hpp"

namespace profgen::suggest {
namespace {

std::optional<Guard> read(const std::string& text, std::vector<Diagnostic>* into = nullptr) {
  std::vector<Diagnostic> diagnostics;
  auto guard = read_guard("profgen.yaml", text, diagnostics);
  if (into != nullptr) *into = diagnostics;
  if (into == nullptr)
    for (const Diagnostic& diagnostic : diagnostics) ADD_FAILURE() << render(diagnostic);
  return guard;
}

TEST(GuardFile, EmptyIsTheDefault) {
  const auto guard = read("");
  ASSERT_TRUE(guard);
  EXPECT_EQ(guard->never_paths, default_guard().never_paths);
  EXPECT_EQ(guard->maximum_severity, default_guard().maximum_severity);
}

TEST(GuardFile, EverythingAtOnce) {
  const auto guard = read(R"(
never:
  paths: ["/srv/secret/** rw", "/opt/x"]
  capabilities: [net_admin]
abstractions:
  allow: [nameservice, base]
  refuse: [user-tmp]
always: ["/srv/data/**", "network inet*"]
ask: ["capability *"]
deny: ["/root/**"]
maximum-severity: 5
accept-untrusted: true
generalise: exact
exec:
  - {match: "/usr/bin/*", as: ix}
  - {match: "**", as: ask}
prefer:
  - {match: "network inet*", kind: abstraction, name: nameservice}
  - {kind: literal}
)");
  ASSERT_TRUE(guard);
  const auto has = [](const std::vector<std::string>& list, const char* text) {
    return std::find(list.begin(), list.end(), text) != list.end();
  };
  EXPECT_TRUE(has(guard->never_paths, "/srv/secret/** rw"));
  EXPECT_TRUE(has(guard->never_paths, "/etc/ssl/private/**")) << "the built-in list stays";
  EXPECT_TRUE(has(guard->never_capabilities, "net_admin"));
  ASSERT_TRUE(guard->abstractions_allowed);
  EXPECT_EQ(guard->abstractions_allowed->size(), 2u);
  EXPECT_TRUE(has(guard->abstractions_refused, "user-tmp"));
  EXPECT_EQ(guard->always.size(), 2u);
  EXPECT_EQ(guard->ask.size(), 1u);
  EXPECT_EQ(guard->deny.size(), 1u);
  EXPECT_EQ(guard->maximum_severity, 5);
  EXPECT_TRUE(guard->accept_untrusted);
  EXPECT_EQ(guard->generalise, Generalise::exact);
  ASSERT_EQ(guard->exec.size(), 2u);
  EXPECT_EQ(guard->exec[0].second, "ix");
  ASSERT_EQ(guard->prefer.size(), 2u);
  EXPECT_EQ(guard->prefer[0].kind, CandidateKind::abstraction);
  EXPECT_EQ(guard->prefer[0].name, "nameservice");
}

TEST(GuardFile, BuiltInListsCanBeLeftOut) {
  const auto guard = read("never:\n  paths: [/a]\nbuilt-in: false\n");
  ASSERT_TRUE(guard);
  EXPECT_EQ(guard->never_paths, std::vector<std::string>{"/a"});
  EXPECT_TRUE(guard->never_capabilities.empty());
}

TEST(GuardFile, ErrorsHaveAPlace) {
  struct Case {
    const char* text;
    std::uint32_t line, column;
    const char* message;
  };
  const Case cases[] = {
      {"maximum-severty: 3\n", 1, 1, "unknown key"},
      {"always: x\n", 1, 9, "expected a list"},
      {"always:\n  - [a]\n", 2, 5, "expected a text"},
      {"maximum-severity: 11\n", 1, 19, "from 0 to 10"},
      {"maximum-severity: high\n", 1, 19, "from 0 to 10"},
      {"accept-untrusted: maybe\n", 1, 19, "true or false"},
      {"generalise: wild\n", 1, 13, "expected one of"},
      {"never:\n  path: []\n", 2, 3, "unknown key"},
      {"never:\n  paths: [shadow]\n", 2, 11, "begins with `/`"},
      {"exec:\n  - {match: /x}\n", 2, 5, "needs `match` and `as`"},
      {"exec:\n  - {match: /x, as: x}\n", 2, 21, "exec qualifier"},
      {"prefer:\n  - {match: /x}\n", 2, 5, "needs `kind`"},
      {"prefer:\n  - {kind: literal, name: base}\n", 2, 5, "`name` is for"},
      {"prefer:\n  - {kind: best}\n", 2, 12, "expected one of"},
      {"ask: []\nask: []\n", 2, 1, "stands twice"},
      {"- a\n", 1, 1, "expected a mapping"},
      {"a: [\n", 2, 1, "not YAML"},
      {"a\tb: {", 1, 0, "not YAML"},
  };
  for (const Case& c : cases) {
    std::vector<Diagnostic> diagnostics;
    EXPECT_FALSE(read(c.text, &diagnostics)) << c.text;
    ASSERT_FALSE(diagnostics.empty()) << c.text;
    EXPECT_EQ(diagnostics[0].at.line, c.line) << c.text << diagnostics[0].message;
    if (c.column != 0) {
      EXPECT_EQ(diagnostics[0].at.column, c.column) << c.text;
    }
    EXPECT_NE(diagnostics[0].message.find(c.message), std::string::npos) << diagnostics[0].message;
    EXPECT_EQ(diagnostics[0].file, "profgen.yaml");
  }
}

TEST(GuardFile, UnknownKeysNameTheNearest) {
  std::vector<Diagnostic> diagnostics;
  EXPECT_FALSE(read("maximum-severty: 3\n", &diagnostics));
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_NE(diagnostics[0].hint.find("maximum-severity"), std::string::npos);
}

}  // namespace
}  // namespace profgen::suggest
