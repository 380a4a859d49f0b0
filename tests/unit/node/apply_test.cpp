#include <gtest/gtest.h>

#include "unit/node/blob_machine.hpp"

namespace profgen::node {
namespace {

using test::BlobMachine;
using test::first_problem;
using test::package_of;
using test::problems_text;
using TextsByFile = std::map<std::string, std::string>;
using ModesByName = std::map<std::string, std::string>;

const std::string a_text = "profile a /bin/a {\n  /a r,\n  profile sub {\n    /s r,\n  }\n}\n";
const std::string b_text = "profile b /bin/b {\n  include <abstractions/acme>\n}\n";
const std::string b_old = "profile b /bin/b {\n  /old r,\n}\n";

class ApplyTest : public ::testing::Test {
 protected:
  Reply apply(const TextsByFile& texts, Stage stage, const std::string& run = "r1",
              const std::vector<std::string>& adopt = {}) {
    return machine_.ask(Apply{package_of(texts), stage, adopt, run});
  }
  ApplyReply applied(const TextsByFile& texts, Stage stage, const std::string& run = "r1",
                     const std::vector<std::string>& adopt = {}) {
    const Reply reply = apply(texts, stage, run, adopt);
    EXPECT_TRUE(std::holds_alternative<ApplyReply>(reply)) << problems_text(reply);
    const auto* done = std::get_if<ApplyReply>(&reply);
    return done == nullptr ? ApplyReply{} : *done;
  }
  BlobMachine machine_;
  const TextsByFile two_ = {{"a", a_text}, {"b", b_text}, {"abstractions/acme", "/acme r,\n"}};
};

TEST_F(ApplyTest, WritesAllAndLoadsItInOneStep) {
  const ApplyReply reply = applied(two_, Stage::final);
  EXPECT_TRUE(reply.changed);
  EXPECT_EQ(reply.revision, 1u);
  EXPECT_EQ(reply.revision_before, 0u);
  EXPECT_EQ(machine_.policy(), two_);
  EXPECT_EQ(machine_.kernel.replaced.size(), 1u);
  EXPECT_EQ(machine_.kernel.modes(),
            (ModesByName{{"a", "enforce"}, {"a//sub", "enforce"}, {"b", "enforce"}}));
  ASSERT_EQ(reply.profiles.size(), 3u);
  for (const ProfileState& profile : reply.profiles) {
    EXPECT_TRUE(profile.as_requested) << profile.profile;
    EXPECT_EQ(profile.mode, "enforce");
    EXPECT_FALSE(profile.hash.empty());
  }
}

TEST_F(ApplyTest, TheSameAgainChangesNothing) {
  (void)applied(two_, Stage::final);
  const auto content = machine_.files.content;
  machine_.kernel.replaced.clear();
  const ApplyReply reply = applied(two_, Stage::final);
  EXPECT_FALSE(reply.changed);
  EXPECT_EQ(reply.revision, 1u);
  EXPECT_EQ(machine_.files.content, content);
  EXPECT_TRUE(machine_.kernel.replaced.empty());
  // By its digest alone the node knows it, too.
  Package known = package_of(two_);
  known.bytes.clear();
  const Reply by_digest = machine_.ask(Apply{known, Stage::final, {}, "r1"});
  ASSERT_TRUE(std::holds_alternative<ApplyReply>(by_digest)) << problems_text(by_digest);
  EXPECT_FALSE(std::get<ApplyReply>(by_digest).changed);
}

TEST_F(ApplyTest, WhatSomebodyElseLoadedIsLoadedAgain) {
  (void)applied(two_, Stage::final);
  machine_.kernel.load("b", "enforce", "another");
  EXPECT_TRUE(applied(two_, Stage::final).changed);
  EXPECT_NE(machine_.kernel.hashed["b"].profile, "another");
}

TEST_F(ApplyTest, TheComplainStageLeavesWhatDeniesAlready) {
  machine_.write_and_load("b", b_old);
  const ApplyReply reply = applied(two_, Stage::complain, "r1", {"b"});
  EXPECT_EQ(machine_.kernel.modes(),
            (ModesByName{{"a", "complain"}, {"a//sub", "complain"}, {"b", "enforce"}}));
  EXPECT_EQ(machine_.policy()["b"], b_old);
  EXPECT_NE(machine_.policy()["a"].find("profile a /bin/a flags=(complain) {"), std::string::npos);
  EXPECT_NE(machine_.policy()["a"].find("profile sub flags=(complain) {"), std::string::npos);
  EXPECT_EQ(reply.notes.size(), 1u);
  EXPECT_TRUE(applied(two_, Stage::final, "r1", {"b"}).changed);
  EXPECT_EQ(machine_.kernel.mode("a"), "enforce");
  EXPECT_EQ(machine_.policy(), two_);
}

TEST_F(ApplyTest, RefusesWhatIsNotOurs) {
  machine_.write("a", "# somebody's\n");
  EXPECT_EQ(first_problem(apply(two_, Stage::final)), "foreign-file");
  EXPECT_EQ(machine_.policy(), (TextsByFile{{"a", "# somebody's\n"}}));
  EXPECT_TRUE(applied(two_, Stage::final, "r1", {"a"}).changed);
  machine_.write("owned", "# a package's\n");
  EXPECT_EQ(first_problem(apply({{"owned", "profile o /bin/o {\n}\n"}}, Stage::final)),
            "foreign-file");
  EXPECT_EQ(first_problem(apply({{"d", "profile docker-default {\n}\n"}}, Stage::final)),
            "reserved-name");
}

TEST_F(ApplyTest, RefusesToConfineLess) {
  (void)applied(two_, Stage::final);
  TextsByFile less = two_;
  less["a"] = "profile a /bin/a flags=(complain) {\n}\n";
  EXPECT_EQ(first_problem(apply(less, Stage::final, "r2")), "less-confined");
  EXPECT_EQ(machine_.policy(), two_);
  const Reply parked = machine_.ask(Park{{"a"}, "r2"});
  ASSERT_TRUE(std::holds_alternative<ApplyReply>(parked)) << problems_text(parked);
  EXPECT_TRUE(applied(less, Stage::final, "r2").changed);
  EXPECT_EQ(machine_.kernel.mode("a"), "complain");
}

TEST_F(ApplyTest, AProfileThatDoesNotCompileStopsAll) {
  TextsByFile bad = two_;
  bad["b"] = "profile b /bin/b {\n  /REFUSE r,\n}\n";
  const Reply reply = apply(bad, Stage::final);
  EXPECT_EQ(first_problem(reply), "does-not-compile");
  EXPECT_NE(problems_text(reply).find("/etc/apparmor.d/b:1"), std::string::npos)
      << problems_text(reply);
  EXPECT_TRUE(machine_.policy().empty());
  EXPECT_TRUE(machine_.kernel.loaded.empty());
}

TEST_F(ApplyTest, WhatTheKernelRefusesIsPutBack) {
  machine_.write_and_load("b", b_old);
  const auto modes = machine_.kernel.modes();
  int asked = 0;
  machine_.kernel.on_replace = [&](std::string_view) -> Status {
    if (++asked > 1) return Unit{};
    return Error{ErrorKind::system, "load", "policy", "Protocol error"};
  };
  const Reply reply = apply(two_, Stage::final, "r1", {"b"});
  EXPECT_EQ(first_problem(reply), "kernel-refused") << problems_text(reply);
  EXPECT_EQ(machine_.policy(), (TextsByFile{{"b", b_old}}));
  EXPECT_EQ(machine_.kernel.modes(), modes);
  EXPECT_EQ(machine_.state().revision, 0u);
  EXPECT_TRUE(applied(two_, Stage::final, "r1", {"b"}).changed);
}

TEST_F(ApplyTest, ADamagedBundleIsRefused) {
  Package package = package_of(two_);
  package.bytes[package.bytes.size() / 2] ^= 1;
  EXPECT_EQ(first_problem(machine_.ask(Apply{package, Stage::final, {}, "r1"})), "bad-digest");
  EXPECT_TRUE(machine_.policy().empty());
}

TEST_F(ApplyTest, TwentyRevisionsAreKept) {
  for (int i = 1; i <= 25; ++i)
    (void)applied({{"a", "profile a /bin/a {\n  /" + std::to_string(i) + " r,\n}\n"}}, Stage::final,
                  "r" + std::to_string(i));
  const auto revisions = machine_.state().revisions;
  ASSERT_EQ(revisions.size(), 20u);
  EXPECT_EQ(revisions.front().number, 6u);
  EXPECT_EQ(first_problem(machine_.ask(Rollback{"", 4})), "no-revision");
  EXPECT_EQ(first_problem(machine_.ask(Rollback{"", 26})), "no-revision");
  const Reply back = machine_.ask(Rollback{"", 5});
  ASSERT_TRUE(std::holds_alternative<ApplyReply>(back)) << problems_text(back);
  EXPECT_NE(machine_.policy()["a"].find("/5 r,"), std::string::npos);
}

}  // namespace
}  // namespace profgen::node
