// The commands of a fleet by the built program. What stands for ssh is tests/data/fleet/ssh, which
// answers as a node would; real nodes are those of tests/e2e/fleet.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

class FleetCommands : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    if (!has_parser()) GTEST_SKIP() << "no apparmor_parser, which checks what goes into a bundle";
    write("ssh", read(PROFGEN_SOURCE_DIR "/tests/data/fleet/ssh"));
    std::filesystem::permissions(path("ssh"), std::filesystem::perms::owner_all);
    write("fleet.yaml",
          "fleet: test\nnodes:\n- {host: \"n[1-3]\"}\n"
          "rollout: {complain: {bake: 0s, starts: 0}, enforce: {bake: 0s, starts: 0},\n"
          "  waves: [1, 100%], poll: 1s}\n"
          "ssh: {program: " +
              path("ssh") + ", attempts: 1}\n");
    write("policy/demo", "profile demo /bin/demo {\n  /x r,\n}\n");
    const Finished made = profgen({"fleet", "bundle", path("policy/demo"), "--name", "demo",
                                   "--policy-dir", path("policy"), "-o", path("demo.bundle")});
    ASSERT_EQ(made.exit_code, 0) << made.errors;
    const Finished shown = profgen({"fleet", "show", path("demo.bundle"), "--json"});
    digest_ = nlohmann::json::parse(shown.output)["digest"];
  }
  [[nodiscard]] Finished fleet(std::vector<std::string> words) const {
    words.insert(words.begin(), "fleet");
    words.insert(words.end(), {"-i", path("fleet.yaml"), "--color=never"});
    return profgen(words);
  }
  [[nodiscard]] std::string mode_of(const std::string& host) const {
    return read(path(host + ".mode"));
  }
  std::string digest_;
};

TEST_F(FleetCommands, PreflightAndPlanFoldWhatIsAlike) {
  write("n3.mode", "away");
  const Finished fit = fleet({"preflight"});
  EXPECT_EQ(fit.exit_code, 4);
  EXPECT_EQ(fit.output.substr(0, fit.output.find("    no route")),
            "2 nodes: n[1-2]\n    Debian, kernel 6.1 (x86_64), apparmor_parser 3.0.8, abi 4.0\n"
            "unreachable 1 node: n3\n")
      << fit.output;
  std::filesystem::remove(path("n3.mode"));
  const Finished plan = fleet({"plan", path("demo.bundle")});
  EXPECT_EQ(plan.exit_code, 0) << plan.errors;
  EXPECT_EQ(plan.output,
            "demo (demo)\n  add       enforce                3 nodes: n[1-3]\n"
            "      granted: /x r\n      3 processes without it: confined when started anew\n");
  EXPECT_NE(plan.errors.find("--digest " + digest_), std::string::npos) << plan.errors;
}

TEST_F(FleetCommands, ARolloutIsApprovedByItsDigest) {
  const Finished without = fleet({"deploy", path("demo.bundle")});
  EXPECT_EQ(without.exit_code, 2);
  EXPECT_NE(without.errors.find(digest_), std::string::npos);
  EXPECT_EQ(fleet({"deploy", path("demo.bundle"), "--digest", "sha256:0"}).exit_code, 2);
  const Finished done = fleet({"deploy", path("demo.bundle"), "--digest", digest_, "--run", "one"});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  for (const char* host : {"n1", "n2", "n3"}) EXPECT_EQ(mode_of(host), "enforce\n");
  const Finished told = fleet({"status", "--run", "last", "--json"});
  EXPECT_EQ(told.exit_code, 0) << told.errors;
  EXPECT_EQ(nlohmann::json::parse(told.output)["state"], "done");
  const Finished asked = fleet({"status"});
  EXPECT_NE(asked.output.find("3 nodes: n[1-3]"), std::string::npos) << asked.output;

  const Finished all = fleet({"status", "--run", "one", "-v"});
  EXPECT_NE(all.output.find("n1: asked for: texts and modes of the bundle\n"), std::string::npos)
      << all.output;
  EXPECT_NE(all.output.find("n[2-3]: texts and modes of the bundle: verified in the kernel\n"),
            std::string::npos)
      << all.output;
  const std::string log = sample("curl") + "/audit.log";
  const Finished page = profgen(
      {"report", log, "-o", path("page.html"), "--rollout", state() + "/fleet/test/one.jsonl"});
  EXPECT_LE(page.exit_code, 1) << page.errors;
  EXPECT_NE(read(path("page.html")).find("<span class=\"chip good\">texts and modes of the bundle"),
            std::string::npos);
  EXPECT_EQ(
      profgen({"report", log, "-o", path("page.html"), "--rollout", path("none.jsonl")}).exit_code,
      3);

  const Finished back = fleet({"rollback", "one"});
  EXPECT_EQ(back.exit_code, 5) << back.errors;
  for (const char* host : {"n1", "n2", "n3"}) EXPECT_EQ(mode_of(host), "");
}

TEST_F(FleetCommands, ANodeThatIsAwayStopsTheRunWhichIsResumed) {
  write("n2.mode", "away");
  const Finished stopped =
      fleet({"deploy", path("demo.bundle"), "--digest", digest_, "--run", "two"});
  EXPECT_NE(stopped.exit_code, 0);
  EXPECT_NE((stopped.output + stopped.errors).find("n2"), std::string::npos);
  write("n2.mode", "");
  const Finished done = fleet({"resume", "two"});
  EXPECT_EQ(done.exit_code, 0) << done.output << done.errors;
  for (const char* host : {"n1", "n2", "n3"}) EXPECT_EQ(mode_of(host), "enforce\n") << host;
}

TEST_F(FleetCommands, DriftIsFoundAndCorrected) {
  EXPECT_EQ(fleet({"verify", path("demo.bundle")}).exit_code, 0);
  EXPECT_EQ(fleet({"verify", path("demo.bundle"), "--stage", "fnial"}).exit_code, 2);
  EXPECT_EQ(fleet({"plan", path("demo.bundle"), "--stage", "fnial"}).exit_code, 2);
  write("n2.drift", "");
  const Finished found = fleet({"verify", path("demo.bundle")});
  EXPECT_EQ(found.exit_code, 1);
  EXPECT_EQ(found.output,
            "demo disk-differs on 1 node: n2\n    by uid 0\nas desired on 2 nodes: n[1,3]\n");
  const Finished corrected = fleet({"verify", path("demo.bundle"), "--correct"});
  EXPECT_EQ(corrected.exit_code, 1);
  EXPECT_NE(corrected.output.find("corrected on 1 node: n2\n"), std::string::npos);
  EXPECT_EQ(mode_of("n2"), "enforce\n");
  write("n2.drift", "");
  const Finished json = fleet({"verify", path("demo.bundle"), "--correct", "--json"});
  EXPECT_EQ(json.exit_code, 1);
  const auto read = nlohmann::json::parse(json.output, nullptr, false);
  ASSERT_TRUE(read.is_object()) << json.output;
  EXPECT_EQ(read["corrected"]["nodes"], nlohmann::json::array({"n2"}));
  EXPECT_EQ(read["drift"].size(), 1U);
}

TEST_F(FleetCommands, RetiringParksFirst) {
  const Finished parked = fleet({"retire", "demo"});
  EXPECT_EQ(parked.exit_code, 1) << parked.errors;
  EXPECT_EQ(parked.output, "parked   demo\n");
  const Finished waiting = fleet({"retire", "demo"});
  EXPECT_EQ(waiting.exit_code, 1);
  EXPECT_NE(waiting.output.find("waiting  demo: unused; its files go in 6 days"), std::string::npos)
      << waiting.output;
  EXPECT_EQ(fleet({"retire", "demo", "--unused-for", "soon"}).exit_code, 2);
}

TEST_F(FleetCommands, WhatChangesNodesWaitsForARun) {
  std::filesystem::create_directories(state() + "/fleet/test");
  const auto held = real_files()->lock(state() + "/fleet/test/lock", 0);
  ASSERT_TRUE(held) << held.error().text();
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"retire", "demo"}, {"verify", path("demo.bundle"), "--correct"}}) {
    const Finished refused = fleet(words);
    EXPECT_EQ(refused.exit_code, 4);
    EXPECT_NE(refused.errors.find("lock the fleet"), std::string::npos) << refused.errors;
  }
  EXPECT_EQ(fleet({"verify", path("demo.bundle")}).exit_code, 0);
}

TEST_F(FleetCommands, CollectsNothingNew) {
  const Finished done = fleet({"collect", "-o", path("all.ev")});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_NE(done.errors.find("0 distinct accesses"), std::string::npos) << done.errors;
}

}  // namespace
}  // namespace profgen::test
