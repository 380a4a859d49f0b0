// What saves leave behind, undo-last, and --local, as their users see them.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* curl_allowed =
    "built-in: false\nmaximum-severity: 10\naccept-untrusted: true\n";

class Saving : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    folder_ = sample("curl");
    policy_ = folder_ + "/apparmor.d";
    write("all.yaml", curl_allowed);
  }
  [[nodiscard]] Finished generate(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"generate", folder_ + "/audit.log", "--exact", "-o", policy_,
                               "--policy-dir", policy_, "--config", path("all.yaml")});
    return profgen(more);
  }
  [[nodiscard]] Finished undo(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"undo-last", "--policy-dir", policy_});
    return profgen(more);
  }
  [[nodiscard]] std::string profile() const { return read(policy_ + "/usr.bin.curl"); }

  std::string folder_, policy_;
};

TEST_F(Saving, UndoLastPutsBackAndCanBeUndone) {
  const auto before = snapshot(policy_);
  ASSERT_EQ(generate().exit_code, 0);
  const auto after = snapshot(policy_);
  ASSERT_NE(after, before);

  const Finished dry = undo({"--dry-run"});
  EXPECT_EQ(dry.exit_code, 0) << dry.errors;
  EXPECT_TRUE(has(dry.output, "-  /etc/ssl/openssl.cnf r,")) << dry.output;
  EXPECT_EQ(snapshot(policy_), after);

  const Finished undone = undo();
  EXPECT_EQ(undone.exit_code, 0) << undone.errors;
  EXPECT_TRUE(has(undone.output, "wrote ")) << undone.output;
  EXPECT_EQ(snapshot(policy_), before);
  EXPECT_EQ(undo().exit_code, 0);
  EXPECT_EQ(snapshot(policy_), after);

  const Finished list = undo({"--list"});
  EXPECT_TRUE(has(list.output, "profgen generate ")) << list.output;
  EXPECT_TRUE(has(list.output, "(undid 1)")) << list.output;
  const auto saves = nlohmann::json::parse(undo({"--list", "--json"}).output);
  ASSERT_EQ(saves.size(), 3u);
  EXPECT_EQ(saves[2]["number"], 1);
  EXPECT_EQ(saves[2]["files"][0]["deed"], "changed");
  EXPECT_EQ(undo({"1"}).exit_code, 0);
  EXPECT_EQ(snapshot(policy_), before);
}

TEST_F(Saving, UndoRemovesWhatWasNew) {
  fs::remove(policy_ + "/usr.bin.curl");
  const auto before = snapshot(policy_);
  ASSERT_LE(generate({"--abi", "none"}).exit_code, 1);
  ASSERT_NE(snapshot(policy_), before);
  const Finished undone = undo();
  EXPECT_EQ(undone.exit_code, 0) << undone.errors;
  EXPECT_TRUE(has(undone.output, "+++ /dev/null")) << undone.output;
  EXPECT_TRUE(has(undone.output, "removed ")) << undone.output;
  EXPECT_EQ(snapshot(policy_), before);
}

TEST_F(Saving, UndoLeavesWhatSomebodyElseChanged) {
  ASSERT_EQ(generate().exit_code, 0);
  write("curl/apparmor.d/usr.bin.curl", profile() + "# mine\n");
  const std::string mine = profile();
  const Finished undone = undo();
  EXPECT_EQ(undone.exit_code, 1);
  EXPECT_TRUE(has(undone.errors, "stays as it is")) << undone.errors;
  EXPECT_EQ(profile(), mine);
}

TEST_F(Saving, UndoWithoutASaveSaysSo) {
  const Finished none = undo();
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_TRUE(has(none.errors, "nothing was saved yet")) << none.errors;
  EXPECT_EQ(undo({"x"}).exit_code, 2);
  EXPECT_EQ(undo({"--list"}).exit_code, 0);
}

TEST_F(Saving, TheStateDirectoryIsBelowTheRoot) {
  const fs::path root = path("root");
  write("root/etc/apparmor.d/usr.bin.curl", "/usr/bin/curl {\n  /usr/bin/curl mr,\n}\n");
  ASSERT_EQ(::unsetenv("PROFGEN_STATE_DIR"), 0);
  const Finished done =
      profgen({"generate", folder_ + "/audit.log", "--exact", "--root", root.string(), "-o",
               (root / "etc/apparmor.d").string(), "--config", path("all.yaml")});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_TRUE(fs::exists(root / "var/lib/profgen/1.save"));
}

TEST_F(Saving, WhatIsPrintedAsJsonIsJson) {
  const Finished done = generate({"--json"});
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_TRUE(nlohmann::json::accept(done.output)) << done.output;
  EXPECT_TRUE(has(done.errors, "wrote ")) << done.errors;
}

TEST_F(Saving, LocalKeepsTheProfileAsItWasPackaged) {
  const std::string packaged =
      "include <tunables/global>\n\n/usr/bin/curl {\n  include <abstractions/base>\n\n"
      "  /usr/bin/curl mr,\n\n  include if exists <local/usr.bin.curl>\n}\n";
  write("curl/apparmor.d/usr.bin.curl", packaged);
  write("curl/apparmor.d/local/usr.bin.curl", "# Site-specific additions\n");
  const Finished decided =
      profgen({"suggest", folder_ + "/audit.log", "--exact", "--policy-dir", policy_, "--config",
               path("all.yaml"), "--format", "decisions", "-q"});
  write("d.yaml", decided.output);
  ASSERT_EQ(generate({"--local"}).exit_code, 0);
  EXPECT_EQ(profile(), packaged);
  const std::string local = read(policy_ + "/local/usr.bin.curl");
  EXPECT_TRUE(has(local, "# Site-specific additions\n")) << local;
  EXPECT_TRUE(has(local, "\n/etc/ssl/openssl.cnf r,\n")) << local;
  EXPECT_EQ(generate({"--local"}).exit_code, 0) << "nothing is left to do";
  EXPECT_EQ(read(policy_ + "/local/usr.bin.curl"), local);

  // apply comes to the same bytes.
  ASSERT_EQ(undo().exit_code, 0);
  const Finished applied = profgen({"apply", "--local", path("d.yaml"), "--policy-dir", policy_});
  EXPECT_EQ(applied.exit_code, 0) << applied.errors;
  EXPECT_EQ(profile(), packaged);
  EXPECT_EQ(read(policy_ + "/local/usr.bin.curl"), local);
}

TEST_F(Saving, LocalAddsTheIncludeWhereItIsMissing) {
  const Finished done = generate({"--local"});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_TRUE(has(done.errors, "include if exists <local/usr.bin.curl>` is added")) << done.errors;
  EXPECT_TRUE(has(profile(), "  include if exists <local/usr.bin.curl>\n}")) << profile();
  EXPECT_FALSE(has(profile(), "openssl.cnf"));
  EXPECT_TRUE(has(read(policy_ + "/local/usr.bin.curl"), "/etc/ssl/openssl.cnf r,\n"));
  if (has_parser()) {
    EXPECT_EQ(profgen({"check", policy_ + "/usr.bin.curl", "--policy-dir", policy_}).exit_code, 0);
  }
}

}  // namespace
}  // namespace profgen::test
