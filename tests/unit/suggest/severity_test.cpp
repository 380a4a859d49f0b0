#include "suggest/severity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "suggest/reach.hpp"
#include "support/cases.hpp"

namespace profgen::suggest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

policy::Rule file_rule(std::string path, FilePerms perms, std::string exec = {}) {
  policy::FileRule rule;
  rule.path = std::move(path);
  rule.perms = perms;
  rule.exec = std::move(exec);
  return {{}, rule};
}

int severity_of(const policy::Rule& rule, const SeverityDatabase* host = nullptr) {
  return Severities(host).of(rule);
}

double extra(const policy::Rule& rule) { return extra_cost(rule, severity_of(rule)); }

TEST(Severity, OfPaths) {
  using namespace file_perm;
  EXPECT_EQ(severity_of(file_rule("/etc/shadow", read)), 10);
  EXPECT_EQ(severity_of(file_rule("/dev/null", read | write)), 0);
  EXPECT_EQ(severity_of(file_rule("/etc/hosts", read)), 1);
  EXPECT_GE(severity_of(file_rule("/etc/*", read)), 10) << "shadow is among them";
  EXPECT_EQ(severity_of(file_rule("/home/a/.ssh/id_rsa", read)), 10);
  EXPECT_EQ(severity_of(file_rule("@{HOME}/.ssh/id_rsa", read)), 10);
  EXPECT_LT(severity_of(file_rule("/srv/data", read)), severity_of(file_rule("/srv/data", write)));
  EXPECT_EQ(severity_of(file_rule("/usr/bin/x", 0, "ux")), 10);
  EXPECT_LT(severity_of(file_rule("/usr/bin/x", 0, "Px")),
            severity_of(file_rule("/usr/bin/x", 0, "ix")));
}

TEST(Severity, OfOtherRules) {
  EXPECT_EQ(severity_of({{}, policy::CapabilityRule{{"sys_admin"}}}), 10);
  EXPECT_EQ(severity_of({{}, policy::CapabilityRule{}}), 10);
  EXPECT_EQ(severity_of({{}, policy::AllRule{}}), 10);
  policy::NetworkRule network;
  network.domain = "inet";
  network.type = "dgram";
  EXPECT_LE(severity_of({{}, network}), 5);
  network.type.clear();
  EXPECT_GE(severity_of({{}, network}), 7) << "raw sockets are among them";
  policy::Rule denied{{}, policy::AllRule{}};
  denied.prefix.decision = policy::Decision::deny;
  EXPECT_EQ(severity_of(denied), 0);
}

// Paths and patterns of pieces that the tables know, and of others.
std::string random_pattern(std::mt19937& random) {
  static const std::vector<std::string> heads = {
      "/etc",   "/home/alice",    "/root",      "/proc/12",       "/proc",
      "/dev",   "/tmp",           "/usr/share", "/var/lib",       "/boot",
      "/x",     "/run/user/1000", "@{HOME}",    "@{PROC}/@{pid}", "@{run}/user/@{uid}",
      "@{sys}", "@{etc_ro}",      "/srv",       "@{etc_rw}",      "/usr/lib/@{multiarch}"};
  static const std::vector<std::string> parts = {
      "/shadow",  "/.ssh",      "/id_rsa", "/ssl",    "/private", "/a.key",
      "/mem",     "/environ",   "/attr",   "/sys",    "/kernel",  "/core_pattern",
      "/.config", "/autostart", "/b",      "/passwd", "/sda1",    "/dpkg"};
  std::string out = heads[random() % heads.size()];
  for (std::size_t count = random() % 4; count > 0; --count) out += parts[random() % parts.size()];
  if (random() % 6 == 0) out += '/';
  return out;
}

// Paths that a pattern with variables matches.
std::vector<std::string> instances(const std::string& pattern) {
  static const std::pair<const char*, std::vector<const char*>> values[] = {
      {"@{HOME}", {"/home/zoe", "/root"}},
      {"@{PROC}", {"/proc"}},
      {"@{pid}", {"4321"}},
      {"@{run}", {"/run", "/var/run"}},
      {"@{uid}", {"77"}},
      {"@{sys}", {"/sys"}},
      {"@{etc_ro}", {"/etc", "/usr/etc"}},
      {"@{etc_rw}", {"/etc"}},
      {"@{multiarch}", {"arm-linux-gnueabi"}}};
  for (const auto& [name, texts] : values) {
    const std::size_t at = pattern.find(name);
    if (at == std::string::npos) continue;
    std::vector<std::string> out;
    for (const char* text : texts) {
      std::string one = pattern;
      one.replace(at, std::string(name).size(), text);
      for (std::string& whole : instances(one)) out.push_back(std::move(whole));
    }
    return out;
  }
  return {pattern};
}

// What spares the comparison of patterns rates a path alike; a pattern with variables at least as
// the worst path that it matches, and not above what the comparison, which is careful, says.
TEST(Severity, TheShortWaysAgreeWithTheLongOne) {
  SeverityDatabase host;
  host.paths = {{"/etc/passwd", 4, 8, 0},
                {"/etc/**", 2, 9, 0},
                {"/home/*/.ssh/**", 9, 9, 1},
                {"@{PROC}/*/mem", 9, 9, 0},
                {"/usr/lib/**", 3, 8, 0}};
  SeverityDatabase telling = host;
  telling.paths.push_back({"/home/alice/**", 8, 8, 8});
  telling.paths.push_back({"/home/zoe/**", 9, 9, 9});
  const std::vector<const SeverityDatabase*> databases = {nullptr, &host, &telling};
  std::mt19937 random(5);
  for (const SeverityDatabase* database : databases) {
    PathSeverities severities(database);
    for (std::size_t i = 0; i < proof::cases(2000); ++i) {
      const std::string pattern = random_pattern(random);
      const auto perms = static_cast<FilePerms>(1u << (random() % 4));
      const int found = severities.of(pattern, perms, 0);
      const int most = severities.by_overlap(pattern, perms, 0);
      int least = 0;
      for (const std::string& path : instances(pattern))
        least = std::max(least, severities.by_overlap(path, perms, 0));
      ASSERT_GE(found, least) << pattern << " " << perms;
      ASSERT_LE(found, most) << pattern << " " << perms;
    }
  }
}

TEST(SeverityDb, IsReadLineByLine) {
  std::vector<Diagnostic> diagnostics;
  const SeverityDatabase database = read_severity_db("/etc/apparmor/severity.db",
                                                     "# comment\n"
                                                     "\n"
                                                     "\tCAP_CHOWN 9\r\n"
                                                     "/etc/a\t1 2 3   # said why\n"
                                                     "/etc/b/* 4 5 6\n",
                                                     diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_THAT(database.capabilities, ElementsAre(Pair("chown", 9)));
  ASSERT_EQ(database.paths.size(), 2u);
  EXPECT_EQ(database.paths[0].pattern, "/etc/a");
  EXPECT_EQ(database.paths[0].execute, 3);
  EXPECT_EQ(database.paths[1].read, 4);
}

TEST(SeverityDb, WhatIsWrongIsLeftOutAndTold) {
  struct Case {
    const char* line;
    const char* message;
  };
  const Case cases[] = {
      {"/etc/a 1 2", "three figures"},   {"/etc/a 1 2 3 4", "found 4"},
      {"/etc/a 1 2 11", "from 0 to 10"}, {"/etc/a -1 2 3", "from 0 to 10"},
      {"/etc/a 1 2 x\x1b[31m", "\\x1b"}, {"CAP_CHOWN", "one figure"},
      {"CAP_CHOWN 1 2", "one figure"},   {"CAP_ 3", "expected a path"},
      {"chown 3", "expected a path"},    {"CAP_CHOWN 99999999999999999999", "from 0 to 10"},
  };
  for (const Case& c : cases) {
    std::vector<Diagnostic> diagnostics;
    const auto database =
        read_severity_db("db", "CAP_KILL 5\n  " + std::string(c.line) + "\n/b 1 1 1", diagnostics);
    EXPECT_EQ(database.capabilities.size() + database.paths.size(), 2u) << c.line;
    ASSERT_EQ(diagnostics.size(), 1u) << c.line;
    EXPECT_EQ(diagnostics[0].severity, Severity::warning);
    EXPECT_EQ(diagnostics[0].at, (Position{2, 3}));
    EXPECT_THAT(render(diagnostics[0]), HasSubstr(c.message));
  }
}

TEST(SeverityDb, TheWorseOfTheTwoCounts) {
  using namespace file_perm;
  SeverityDatabase host;
  host.capabilities = {{"chown", 9}, {"sys_admin", 2}};
  host.paths = {{"/srv/data", 1, 2, 3}, {"/srv/**", 9, 9, 9}, {"/etc/shadow", 0, 0, 0}};
  EXPECT_EQ(severity_of({{}, policy::CapabilityRule{{"chown"}}}, &host), 9);
  EXPECT_EQ(severity_of({{}, policy::CapabilityRule{{"sys_admin"}}}, &host), 10);
  EXPECT_EQ(severity_of(file_rule("/etc/shadow", read), &host), 10);
  EXPECT_EQ(severity_of(file_rule("/srv/other", read), &host), 9);
  EXPECT_EQ(severity_of(file_rule("/srv/da*", read), &host), 9);
  EXPECT_EQ(severity_of(file_rule("/srv/data", read), &host),
            severity_of(file_rule("/srv/data", read)))
      << "its own line is more to the point than a glob's";
}

TEST(Reach, WiderCostsMore) {
  const char* steps[] = {"/srv/a/b", "/srv/a/[0-9]*", "/srv/a/*", "/srv/**", "/**"};
  double last = -1;
  for (const char* step : steps) {
    const double cost = extra(file_rule(step, file_perm::read));
    EXPECT_GT(cost, last) << step;
    last = cost;
  }
}

TEST(Reach, OwnerIsNarrower) {
  policy::Rule rule = file_rule("@{HOME}/x", file_perm::read);
  const double any = extra(rule);
  rule.prefix.ownership = policy::Ownership::owner;
  EXPECT_LT(extra(rule), any);
}

}  // namespace
}  // namespace profgen::suggest
