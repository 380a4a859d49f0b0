#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "profgen/guard.hpp"

namespace profgen::suggest {
namespace {

std::optional<Guard> read_guard_text(const std::string& text,
                                     std::vector<Diagnostic>* into = nullptr) {
  std::vector<Diagnostic> diagnostics;
  auto guard = read_guard("profgen.yaml", text, diagnostics);
  if (into != nullptr) *into = diagnostics;
  if (into == nullptr)
    for (const Diagnostic& diagnostic : diagnostics) ADD_FAILURE() << render(diagnostic);
  return guard;
}

TEST(GuardFile, EmptyIsTheDefault) {
  const auto guard = read_guard_text("");
  ASSERT_TRUE(guard);
  EXPECT_EQ(guard->never_paths, default_guard().never_paths);
  EXPECT_EQ(guard->maximum_severity, default_guard().maximum_severity);
}

TEST(GuardFile, EverythingAtOnce) {
  const auto guard = read_guard_text(R"(
never:
  paths: ["/srv/secret/** rw", "/opt/x"]
  capabilities: [{match: net_admin, deny: true}]
  rules: ["dbus bus=system", "network inet*"]
  escapes: [ux]
except: ["/sys/** w"]
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
profiles:
  curl: {maximum-severity: 3}
  "/usr/sbin/*": {always: [mount]}
)");
  ASSERT_TRUE(guard);
  const auto has = [](const std::vector<GuardEntry>& list, const char* text) {
    return std::any_of(list.begin(), list.end(),
                       [&](const GuardEntry& entry) { return entry.text == text; });
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
  EXPECT_EQ(guard->accept_untrusted, true);
  EXPECT_FALSE(guard->has_levels());
  EXPECT_EQ(guard->level_of({}, {}), Generalise::exact);
  ASSERT_EQ(guard->exec.size(), 2u);
  EXPECT_EQ(guard->exec[0].as, "ix");
  ASSERT_EQ(guard->prefer.size(), 2u);
  EXPECT_EQ(guard->prefer[0].kind, CandidateKind::abstraction);
  EXPECT_EQ(guard->prefer[0].name, "nameservice");
  ASSERT_EQ(guard->never_rules.size(), 2u);
  EXPECT_TRUE(guard->never_rules[0].rule);
  EXPECT_FALSE(guard->never_rules[1].rule) << "a pattern of rule text";
  EXPECT_TRUE(has(guard->except, "/sys/** w"));
  EXPECT_EQ(guard->never_paths.back().place, "profgen.yaml:3:32");
  EXPECT_TRUE(guard->never_capabilities.back().deny);
  EXPECT_EQ(guard->places.at("maximum-severity"), "profgen.yaml:14:19");
  ASSERT_EQ(guard->profiles.size(), 2u);
  EXPECT_EQ(guard->profiles[0].profile.text, "curl");
  EXPECT_EQ(guard->profiles[0].lists.maximum_severity, 3);
  EXPECT_EQ(guard->profiles[1].lists.always.size(), 1u);
}

TEST(GuardFile, BuiltInListsCanBeLeftOut) {
  const auto guard = read_guard_text("never:\n  paths: [/a]\nbuilt-in: false\n");
  ASSERT_TRUE(guard);
  ASSERT_EQ(guard->never_paths.size(), 1u);
  EXPECT_EQ(guard->never_paths[0].text, "/a");
  EXPECT_TRUE(guard->never_capabilities.empty());
  EXPECT_TRUE(guard->never_escapes.empty());
  EXPECT_TRUE(guard->abstractions_refused.empty());
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
      {"always:\n  - \"\"\n", 2, 5, "expected a text"},
      {"always: [~]\n", 1, 10, "expected a text"},
      {"always:\n", 1, 1, "expected a list for always, found nothing"},
      {"maximum-severity: 11\n", 1, 19, "from 0 to 10"},
      {"maximum-severity: high\n", 1, 19, "from 0 to 10"},
      {"maximum-severity: \"7\"\n", 1, 19, "found the text `7`"},
      {"accept-untrusted: maybe\n", 1, 19, "true or false"},
      {"accept-untrusted: \"true\"\n", 1, 19, "found the text `true`"},
      {"built-in: 1\n", 1, 11, "true or false"},
      {"generalise: wild\n", 1, 13, "expected one of"},
      {"generalise:\n  - {match: etc, as: exact}\n", 2, 13, "begins with `/`"},
      {"generalise:\n  - {match: /etc/**}\n", 2, 5, "needs `as`"},
      {"never:\n  path: []\n", 2, 3, "unknown key"},
      {"never:\n  paths: [shadow]\n", 2, 11, "begins with `/`"},
      {"never:\n  paths: [\"/a rwz\"]\n", 2, 11, "expected permissions"},
      {"never:\n  paths: [\"/a{b\"]\n", 2, 11, "no pattern"},
      {"never:\n  paths: [\"/a[b\"]\n", 2, 11, "no pattern"},
      {"never:\n  paths: [\"@{HOEM}/x\"]\n", 2, 11, "unknown variable @{HOEM}"},
      {"never:\n  paths: [{match: /a, dney: true}]\n", 2, 23, "unknown key"},
      {"never:\n  paths: [{deny: true}]\n", 2, 11, "needs `match`"},
      {"never:\n  capabilities: [CAP_SYS_ADMIN]\n", 2, 18, "expected a capability"},
      {"never:\n  capabilities: [\"zz*\"]\n", 2, 18, "expected a capability"},
      {"never:\n  rules: [moutn]\n", 2, 11, "expected a rule"},
      {"never:\n  rules: [\"mount,\"]\n", 2, 11, "without its comma"},
      {"never:\n  rules: [network inte]\n", 2, 11, "is no rule"},
      {"never:\n  rules: [/srv/**]\n", 2, 11, "is no rule"},
      {"never:\n  escapes: [xu]\n", 2, 13, "way out of confinement"},
      {"except: [/etc/shadow]\n", 1, 10, "no entry of `never`"},
      {"always: [/srv/a r]\n", 1, 10, "pattern of paths"},
      {"always: [\"signal peer=@{FOO}\"]\n", 1, 10, "unknown variable @{FOO}"},
      {"ask: [\"zz *\"]\n", 1, 7, "expected a rule"},
      {"abstractions: {allow: [/base]}\n", 1, 24, "name of an abstraction"},
      {"abstractions: {refuse: [\"<base>\"]}\n", 1, 25, "name of an abstraction"},
      {"exec:\n  - {match: /x}\n", 2, 5, "needs `match` and `as`"},
      {"exec:\n  - {match: /x, as: x}\n", 2, 21, "exec qualifier"},
      {"exec:\n  - {match: sh, as: ix}\n", 2, 13, "begins with `/`"},
      {"prefer:\n  - {match: /x}\n", 2, 5, "needs `kind`"},
      {"prefer:\n  - {kind: literal, name: base}\n", 2, 5, "`name` is for"},
      {"prefer:\n  - {kind: best}\n", 2, 12, "expected one of"},
      {"profiles: [curl]\n", 1, 11, "expected a mapping"},
      {"profiles:\n  curl: {built-in: false}\n", 2, 10, "unknown key `built-in` in the section"},
      {"profiles:\n  curl: {ask: []}\n  curl: {}\n", 3, 3, "stands twice"},
      {"profiles:\n  \"cu{rl\": {}\n", 2, 3, "no pattern"},
      {"ask: []\nask: []\n", 2, 1, "stands twice"},
      {"- a\n", 1, 1, "expected a mapping"},
      {"a: [\n", 2, 1, "not YAML"},
      {"a\tb: {", 1, 0, "not YAML"},
      {"ask: []\n---\nask: []\n", 2, 0, "second document"},
      {"ask: !!str x\n", 1, 6, "tag"},
      {"ask: &a [*a]\n", 1, 10, "inside of itself"},
      {"ask: [\x04]\n", 1, 7, "control character \\x04"},
  };
  for (const Case& c : cases) {
    std::vector<Diagnostic> diagnostics;
    EXPECT_FALSE(read_guard_text(c.text, &diagnostics)) << c.text;
    ASSERT_FALSE(diagnostics.empty()) << c.text;
    EXPECT_EQ(diagnostics[0].at.line, c.line) << c.text << diagnostics[0].message;
    if (c.column != 0) {
      EXPECT_EQ(diagnostics[0].at.column, c.column) << c.text;
    }
    EXPECT_NE(diagnostics[0].message.find(c.message), std::string::npos) << diagnostics[0].message;
    EXPECT_EQ(diagnostics[0].file, "profgen.yaml");
  }
}

TEST(GuardFile, ErrorsNameTheNearestWord) {
  const struct {
    const char* text;
    const char* word;
  } cases[] = {
      {"maximum-severty: 3\n", "maximum-severity"},
      {"generalise: excat\n", "exact"},
      {"never: {capabilities: [CAP_SYS_ADMIN]}\n", "sys_admin"},
      {"never: {capabilities: [sys_admn]}\n", "sys_admin"},
      {"never: {paths: [\"@{HOEM}/x\"]}\n", "HOME"},
      {"never: {rules: [moutn]}\n", "mount"},
      {"ask: [capabilty chown]\n", "capability"},
      {"never: {escapes: [change_profile]}\n", "change-profile"},
      {"exec: [{match: /x, as: PX}]\n", "Px"},
      {"except: [sys_admn]\n", "sys_admin"},
  };
  for (const auto& one : cases) {
    std::vector<Diagnostic> diagnostics;
    EXPECT_FALSE(read_guard_text(one.text, &diagnostics)) << one.text;
    ASSERT_EQ(diagnostics.size(), 1u) << one.text;
    EXPECT_NE(diagnostics[0].hint.find(one.word), std::string::npos)
        << one.text << diagnostics[0].hint;
  }
}

TEST(GuardFile, EveryErrorIsToldAtOnce) {
  std::vector<Diagnostic> diagnostics;
  EXPECT_FALSE(
      read_guard_text("ask: x\nnever: {paths: [a, b]}\nmaximum-severity: 99\n", &diagnostics));
  EXPECT_EQ(diagnostics.size(), 4u);
}

TEST(GuardFile, AliasesAreFollowed) {
  const auto guard =
      read_guard_text("always: &some [mount, umount]\nprofiles: {a: {ask: *some}}\n");
  ASSERT_TRUE(guard);
  EXPECT_EQ(guard->profiles.at(0).lists.ask.size(), 2u);
}

// Neither depth nor aliases nor many errors take more than what the file's size would explain.
TEST(GuardFile, HostileFilesAreRefusedAndBounded) {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'z'; ++c) {
    bomb += fmt::format("{0}: &{0} [", c);
    for (int i = 0; i < 9; ++i) bomb += fmt::format("{}*{}", i == 0 ? "" : ",", char(c - 1));
    bomb += "]\n";
  }
  std::string many = "ask: [";
  for (int i = 0; i < 3000; ++i) many += "zz,";
  std::string nested = "{a: ";
  for (int i = 0; i < 20000; ++i) nested += "{a: ";
  for (const std::string& text : {bomb, std::string(20000, '['), nested, many + "zz]\n",
                                  std::string("\xff\xfe"), std::string(5'000'000, ' ')}) {
    std::vector<Diagnostic> diagnostics;
    EXPECT_FALSE(read_guard_text(text, &diagnostics));
    EXPECT_FALSE(diagnostics.empty());
    EXPECT_LE(diagnostics.size(), 101u);
  }
}

TEST(GuardFile, WhatNeverCountsIsAWarning) {
  const struct {
    const char* text;
    std::uint32_t line, column;
    const char* message;
  } cases[] = {
      {"ask: [mount, mount]\n", 1, 14, "stands in this list already"},
      {"ask: [mount]\nalways: [mount]\n", 2, 10, "`ask` has it too"},
      {"deny: [/a]\nask: [/a]\n", 2, 7, "`deny` has it too"},
      {"always: [/etc/shadow]\n", 1, 10, "does not count against never"},
      {"always: [capability sys_admin]\n", 1, 10, "does not count against never"},
      {"exec: [{match: /usr/**, as: ix}, {match: /usr/bin/x, as: Px}]\n", 1, 42, "fits all of it"},
      {"exec: [{match: /x, as: Ux}]\n", 1, 16, "is never chosen"},
      {"generalise: [{as: exact}, {match: /a, as: broad}]\n", 1, 35, "fits all of it"},
  };
  for (const auto& one : cases) {
    std::vector<Diagnostic> diagnostics;
    EXPECT_TRUE(read_guard_text(one.text, &diagnostics)) << one.text;
    ASSERT_EQ(diagnostics.size(), 1u) << one.text;
    EXPECT_EQ(diagnostics[0].severity, Severity::warning);
    EXPECT_EQ(diagnostics[0].at.line, one.line) << one.text;
    EXPECT_EQ(diagnostics[0].at.column, one.column) << one.text << diagnostics[0].message;
    EXPECT_NE(diagnostics[0].message.find(one.message), std::string::npos)
        << diagnostics[0].message;
  }
  EXPECT_TRUE(read_guard_text("always: [capability sys_admin]\nexcept: [sys_admin]\n"))
      << "lifted: no warning";
}

TEST(GuardFile, TheDefaultTextReadsBackAsTheDefault) {
  const auto guard = read_guard_text(default_guard_text());
  ASSERT_TRUE(guard);
  EXPECT_EQ(guard_text(*guard, false), guard_text(default_guard(), false));
}

TEST(GuardFile, AnyGuardReadsBackFromItsText) {
  const auto guard = read_guard_text(R"(
never:
  paths: ["/a \"q\" /b\\040 w", {match: "/\u202ex/\e", deny: true}]
  rules: ["network inet*", {match: mount, deny: true}]
except: ["/**.key", ssl_keys]
abstractions: {allow: [], refuse: [user-tmp]}
always: ["/srv/**"]
ask: ["capability *"]
deny: [signal]
maximum-severity: 0
accept-untrusted: true
generalise: [{match: "/etc/**", as: exact}]
exec: [{match: "**", as: ask}]
prefer: [{match: "network inet*", kind: abstraction, name: nameservice}, {kind: glob}]
profiles:
  a: {}
  "b*": {generalise: broad, except: [ux], abstractions: {allow: [base]}}
)");
  ASSERT_TRUE(guard);
  for (const bool places : {false, true}) {
    const std::string text = guard_text(*guard, places);
    EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos) << "fit for a terminal";
    const auto again = read_guard_text(text);
    ASSERT_TRUE(again) << text;
    EXPECT_EQ(guard_text(*again, false), guard_text(*guard, false));
  }
}

}  // namespace
}  // namespace profgen::suggest
