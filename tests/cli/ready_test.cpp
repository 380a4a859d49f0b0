// `profgen ready` and what `profgen verify` tells of rules, by the built program.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/cli.hpp"
#include "support/cases.hpp"

namespace profgen::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string record(int serial, const std::string& profile, const std::string& name,
                   const std::string& mask, int pid = 1) {
  return "type=AVC msg=audit(" + std::to_string(1795457176 + serial) +
         ".476:" + std::to_string(serial) +
         "): apparmor=\"ALLOWED\" operation=\"open\" profile=\"" + profile + "\" name=\"" + name +
         "\" pid=" + std::to_string(pid) + " comm=\"c\" requested_mask=\"" + mask +
         "\" denied_mask=\"" + mask + "\" fsuid=0 ouid=1\n";
}

constexpr const char* lossy_line =
    "2026-11-23T18:10:00+00:00 h kernel: kauditd_printk_skb: 36 callbacks suppressed\n";

class Ready : public CliTest {
 protected:
  // The time of the last record below is 2026-11-23 18:07:36.
  void SetUp() override {
    CliTest::SetUp();
    write("p.profile",
          "profile p flags=(complain) {\n  /srv/** r,\n  /srv/a r,\n  /bin/in ix,\n}\n");
    write("audit.log", record(80, "p", "/srv/a", "r"));
  }
  [[nodiscard]] Finished ready(std::vector<std::string> more,
                               const std::string& log = "audit.log") {
    std::vector<std::string> call = {"ready",        "-q",         path("p.profile"), path(log),
                                     "--policy-dir", path("none"), "--color=never"};
    call.insert(call.end(), more.begin(), more.end());
    return profgen(call);
  }
  [[nodiscard]] std::vector<std::string> reasons(std::vector<std::string> more,
                                                 const std::string& log = "audit.log") {
    more.insert(more.end(), {"--json", "--as-of", "2026-11-24"});
    const Finished done = ready(more, log);
    const json told = json::parse(done.output, nullptr, false);
    if (told.is_discarded()) return {done.output + done.errors};
    EXPECT_EQ(done.exit_code, told["ready"] ? 0 : 1) << done.output;
    std::vector<std::string> ids;
    for (const json& reason : told["reasons"]) ids.push_back(reason["id"]);
    return ids;
  }
  using Ids = std::vector<std::string>;

  // The output with the test's own folder out of it, held against tests/data/cli/NAME.
  void expect_golden(std::string output, const std::string& name) const {
    for (std::size_t at; (at = output.find(directory_)) != std::string::npos;)
      output.replace(at, directory_.size(), "DIR");
    const std::string golden = std::string(PROFGEN_SOURCE_DIR) + "/tests/data/cli/" + name;
    if (std::getenv("PROFGEN_UPDATE_GOLDEN") != nullptr) {
      EXPECT_TRUE(real_files()->replace(golden, output));
    }
    EXPECT_EQ(output, read(golden));
  }
};

TEST_F(Ready, TheFirstLineIsTheVerdict) {
  const Finished good = ready({"--as-of", "2026-11-30T18:07:37Z"});
  EXPECT_EQ(good.exit_code, 0) << good.errors;
  EXPECT_EQ(good.output.substr(0, good.output.find('\n')), "ready") << good.output;
  EXPECT_TRUE(has(good.output, "quiet     since 2026-11-23 18:07:36 (7 days)\n")) << good.output;
  EXPECT_TRUE(has(good.output, "runs      at least 1\n")) << good.output;
  write("more.log", record(81, "p", "/etc/x\x1b[2J", "r"));
  const Finished bad = ready({"--as-of", "2026-11-24"}, "more.log");
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_EQ(bad.output.compare(0, 35, "not ready: 1 access would be blocke"), 0) << bad.output;
  EXPECT_TRUE(has(bad.output, "`profgen suggest " + path("more.log") + "`")) << bad.output;
  EXPECT_FALSE(has(bad.output, "\x1b")) << bad.output;
}

TEST_F(Ready, EveryThresholdIsAReason) {
  EXPECT_EQ(reasons({}), Ids{});
  EXPECT_EQ(reasons({"--quiet-for", "5h"}), Ids{});
  EXPECT_EQ(reasons({"--quiet-for", "6h"}), Ids{"noisy"});
  EXPECT_EQ(reasons({"--min-runs", "2"}), Ids{"few-runs"});
  write("audit.log", record(80, "p", "/srv/a", "r") + record(1000, "p", "/srv/a", "r", 2));
  EXPECT_EQ(reasons({"--min-runs", "2"}), Ids{});
  write("lossy.log", record(80, "p", "/srv/a", "r") + lossy_line);
  EXPECT_EQ(reasons({}, "lossy.log"), Ids{"lossy"});
  EXPECT_EQ(reasons({"--accept-loss"}, "lossy.log"), Ids{});
  write("empty.log", "");
  EXPECT_EQ(reasons({}, "empty.log"), Ids{"no-evidence"});
  write("null.log", record(80, "p", "/srv/a", "r") + record(81, "p//null-/bin/in", "/srv/a", "r"));
  EXPECT_EQ(reasons({}, "null.log"), Ids{"second-pass"});
  EXPECT_EQ(reasons({"--loaded-at", "2026-11-23 19:00:00"}, "null.log"), Ids{});
  write("user.log", "2026-11-23T18:00:00 h prog: " +
                        record(80, "p", "/srv/a", "r").substr(std::string("type=AVC msg=").size()));
  EXPECT_EQ(reasons({}, "user.log"), Ids{"untrusted"});
  EXPECT_EQ(reasons({"--untrusted", "accept"}, "user.log"), Ids{});
}

TEST_F(Ready, EvidenceFilesKeepLossesButNoRuns) {
  write("lossy.log", record(80, "p", "/srv/a", "r") + lossy_line);
  ASSERT_EQ(profgen({"collect", "-q", path("lossy.log"), "-o", path("all.ev")}).exit_code, 0);
  EXPECT_EQ(reasons({}, "all.ev"), Ids{"lossy"});
  EXPECT_EQ(reasons({"--accept-loss"}, "all.ev"), Ids{});
  EXPECT_EQ(reasons({"--accept-loss", "--min-runs", "1"}, "all.ev"), Ids{"few-runs"});
  const Finished told = ready({"--accept-loss"}, "all.ev");
  EXPECT_TRUE(has(told.output, "runs      not known")) << told.output;
}

TEST_F(Ready, AProfileOfThePolicyIsNamed) {
  write("d/p", "profile p {\n  /srv/a r,\n  profile c {\n  }\n}\n");
  const auto named = [&](const std::string& name) {
    return profgen({"ready", name, path("audit.log"), "--policy-dir", path("d"), "--color=never"});
  };
  const Finished good = named("p");
  EXPECT_EQ(good.exit_code, 0) << good.output << good.errors;
  EXPECT_TRUE(has(good.output, "\np  enforce\n")) << good.output;
  EXPECT_TRUE(has(good.output, "note: no record is of `p//c`")) << good.output;
  const Finished unknown = named("nobody");
  EXPECT_EQ(unknown.exit_code, 3);
  EXPECT_TRUE(has(unknown.errors, "neither a file nor a profile")) << unknown.errors;
  const Finished log = named(path("audit.log"));
  EXPECT_EQ(log.exit_code, 3);
  EXPECT_TRUE(has(log.errors, "holds no profile")) << log.errors;
}

TEST_F(Ready, WrongUsageIsToldAndExitsWith2) {
  const struct {
    std::vector<std::string> more;
    const char* said;
  } cases[] = {{{"--quiet-for", "7"}, "7d, 1d12h"},
               {{"--as-of", "yesterday"}, "`yesterday` is no value of --as-of"},
               {{"--loaded-at", "2026-11-23T25:00:00Z"}, "--loaded-at"},
               {{"--untrusted", "yes"}, "refuse, accept or ignore"},
               {{"--min-runs", "many"}, "min-runs"}};
  for (const auto& one : cases) {
    const Finished done = ready(one.more);
    EXPECT_EQ(done.exit_code, 2) << one.said;
    EXPECT_TRUE(has(done.errors, one.said)) << done.errors;
  }
  EXPECT_EQ(profgen({"ready"}).exit_code, 2);
  EXPECT_TRUE(has(profgen({"ready", "--help"}).output, "Exit code 0: ready; 1: not ready"));
}

TEST_F(Ready, WhatCannotBeReadIsNeverReady) {
  const Finished done = profgen({"ready", "-q", path("p.profile"), path("audit.log"),
                                 path("gone.log"), "--policy-dir", path("none"), "--json"});
  EXPECT_EQ(done.exit_code, 3);
  const json told = json::parse(done.output);
  EXPECT_EQ(told["ready"], false);
  EXPECT_EQ(told["reasons"][0]["id"], "unread");
}

TEST_F(Ready, GoldenOutputOfASample) {
  const std::string folder = sample("docker-nginx");
  for (const bool as_json : {false, true}) {
    std::vector<std::string> call = {"ready",         "-q",
                                     "docker-nginx",  folder + "/audit.log",
                                     "--policy-dir",  folder + "/apparmor.d",
                                     "--color=never", "--as-of",
                                     "2026-12-01"};
    if (as_json) call.emplace_back("--json");
    const Finished done = profgen(call);
    EXPECT_EQ(done.exit_code, 1) << done.errors;
    expect_golden(done.output, as_json ? "docker-nginx.ready.json" : "docker-nginx.ready");
  }
}

TEST_F(Ready, GoldenRulesOfVerify) {
  write("p.profile",
        "profile p {\n  /srv/** rw,\n  /srv/a r,\n  deny /srv/b w,\n  /srv/b w,\n"
        "  capability chown,\n  /bin/in ix,\n}\n");
  write("audit.log", record(80, "p", "/srv/d/a", "r") + record(81, "p", "/srv/d/b", "r") +
                         record(82, "p", "/srv/d/b", "r") + record(83, "p", "/etc/x", "r") +
                         record(84, "p//null-/bin/in", "/srv/d/c", "r"));
  for (const bool as_json : {false, true}) {
    std::vector<std::string> call = {"verify",          "-q",           path("p.profile"),
                                     path("audit.log"), "--policy-dir", path("none"),
                                     "--rules",         "--color=never"};
    if (as_json) call.emplace_back("--json");
    const Finished done = profgen(call);
    EXPECT_EQ(done.exit_code, 1) << done.errors;
    expect_golden(done.output, as_json ? "rules.verify.json" : "rules.verify");
  }
}

TEST_F(Ready, VerifyNamesAProfileOfWhichThereIsNoRecord) {
  write("q.profile", "profile q {\n  /srv/a r,\n}\n");
  const Finished done = profgen({"verify", "-q", path("q.profile"), path("audit.log"),
                                 "--policy-dir", path("none"), "--color=never"});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_EQ(done.output, "q  no access in the logs\n");
}

// A profile made of a recording is ready for that recording, but for what the guard file refused
// and for the pass that complain mode owes.
TEST_F(Ready, OfARecordingOnlyWhatTheGuardRefusedIsBlocked) {
  if (proof::share > 1) GTEST_SKIP() << "too long under the sanitizers; the samples are tried";
  const char* shared = std::getenv("PROFGEN_SHARED");
  const fs::path run = fs::path(shared != nullptr ? shared : PROFGEN_SOURCE_DIR "/../shared") /
                       "captures" / "bookworm" / "complain-raw";
  if (!fs::exists(run)) GTEST_SKIP() << "no recordings at PROFGEN_SHARED (captures/)";
  if (!has_parser()) GTEST_SKIP() << no_parser;
  const std::string log = (run / "audit.log.zst").string();
  fs::copy(run / "profiles", path("policy"));
  const Finished generated = profgen(
      {"generate", "-q", "--json", log, "--policy-dir", path("policy"), "-o", path("policy")});
  EXPECT_LE(generated.exit_code, 1) << generated.errors;
  // What was written is told behind it.
  const json outcome = json::parse(generated.output.substr(0, generated.output.find("\n}\n") + 3));
  std::map<std::string, std::size_t> left;  // by profile
  for (const json& one : outcome["left"]) ++left[one["profile"]];
  std::size_t ready = 0, owed = 0, blocked = 0;
  for (const json& change : outcome["changes"]) {
    const Finished done = profgen({"ready", "-q", "--json", change["file"], log, "--policy-dir",
                                   path("policy"), "--as-of", "2026-12-01"});
    const json told = json::parse(done.output);
    const std::string shown = change["file"].get<std::string>() + "\n" + told["reasons"].dump(1);
    EXPECT_EQ(done.exit_code, told["reasons"].empty() ? 0 : 1) << shown;
    bool refused = false;
    for (const json& profile : told["profiles"]) {
      refused = refused || left[profile["profile"]] != 0;
      EXPECT_TRUE(profile["blocked"].empty() || left[profile["profile"]] != 0)
          << shown << profile["blocked"].dump(1);
    }
    for (const json& reason : told["reasons"]) {
      const std::string id = reason["id"];
      EXPECT_TRUE(id == "second-pass" || (id == "blocked" && refused)) << shown;
      owed += id == "second-pass" ? 1 : 0;
      blocked += id == "blocked" ? 1 : 0;
    }
    ready += told["ready"] ? 1 : 0;
  }
  std::cout << outcome["changes"].size() << " profiles: " << ready << " ready, " << owed
            << " owe another pass, " << blocked << " with accesses that the guard refused\n";
  EXPECT_GT(ready, 0u);
  EXPECT_GT(owed, 0u);
}

}  // namespace
}  // namespace profgen::test
