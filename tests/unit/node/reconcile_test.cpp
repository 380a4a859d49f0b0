#include "node/reconcile.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "unit/node/blob_machine.hpp"

namespace profgen::node {
namespace {

const std::string desired_text = "profile a /bin/a {\n  /a r,\n}\n";
const std::string other_text = "profile a /bin/a {\n  /a r,\n  /b r,\n}\n";

class ReconcileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const Reply reply =
        machine_.ask(Apply{test::package_of({{"a", desired_text}}), Stage::final, {}, "r0"});
    ASSERT_TRUE(std::holds_alternative<ApplyReply>(reply)) << test::problems_text(reply);
  }
  int look(Correct correct = Correct::no, bool levels = false) {
    std::ostringstream out;
    const int code = reconcile(machine_.machine, correct, levels, out);
    said_ = out.str();
    return code;
  }
  test::BlobMachine machine_;
  std::string said_;
};

TEST_F(ReconcileTest, AsDesiredThereIsNothingToSay) {
  EXPECT_EQ(look(Correct::yes), 0);
  EXPECT_EQ(said_, "");
}

TEST_F(ReconcileTest, ANodeWithoutARolloutIsAsDesired) {
  test::BlobMachine fresh;
  fresh.write("a", other_text);
  std::ostringstream out;
  EXPECT_EQ(reconcile(fresh.machine, Correct::yes, false, out), 0);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(fresh.policy().at("a"), other_text);
}

TEST_F(ReconcileTest, DriftIsToldAndNothingChanged) {
  machine_.write("a", other_text);
  const auto before = machine_.policy();
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(said_.find("drift: a: disk-differs: "), 0u) << said_;
  EXPECT_EQ(machine_.policy(), before);
}

TEST_F(ReconcileTest, TheJournalReadsTheLevelOfALine) {
  machine_.kernel.load("a", "complain");
  EXPECT_EQ(look(Correct::no, true), 1);
  EXPECT_EQ(said_.find("<4>drift: a: other-mode"), 0u) << said_;
}

TEST_F(ReconcileTest, CorrectedItIsAsDesired) {
  machine_.write("a", other_text);
  machine_.kernel.load("a", "complain");
  EXPECT_EQ(look(Correct::yes), 0);
  EXPECT_NE(said_.find("drift: corrected\n"), std::string::npos) << said_;
  EXPECT_EQ(machine_.policy().at("a"), desired_text);
  EXPECT_EQ(machine_.kernel.mode("a"), "enforce");
  EXPECT_EQ(look(), 0);
}

TEST_F(ReconcileTest, WhatTheKernelRefusesIsNotCorrected) {
  machine_.write("a", other_text);
  machine_.fuse.left = 0;
  EXPECT_EQ(look(Correct::yes), 4);
  EXPECT_NE(said_.find("drift"), std::string::npos) << said_;
}

TEST_F(ReconcileTest, AParkedProfileIsLeftAlone) {
  const Reply parked = machine_.ask(Park{{"a"}, "r1"});
  ASSERT_TRUE(std::holds_alternative<ApplyReply>(parked)) << test::problems_text(parked);
  machine_.write("a", other_text);
  EXPECT_EQ(look(Correct::yes), 1);
  EXPECT_NE(said_.find("drift is not corrected"), std::string::npos) << said_;
  EXPECT_EQ(machine_.policy().at("a"), other_text);
}

TEST_F(ReconcileTest, NamesFromTheDiskDoNotReachTheTerminal) {
  machine_.write("a", "# Last Modified: \x1b[2J\n" + other_text);
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(said_.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace profgen::node
