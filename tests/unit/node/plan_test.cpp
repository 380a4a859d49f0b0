#include <gtest/gtest.h>

#include "node/state.hpp"
#include "unit/node/blob_machine.hpp"

namespace profgen::node {
namespace {

using test::BlobMachine;
using test::package_of;

const std::string wide = "profile a /bin/a {\n  /a r,\n  /b r,\n}\n";
const std::string narrow = "profile a /bin/a {\n  /a r,\n}\n";

class PlanTest : public ::testing::Test {
 protected:
  PlanReply plan(const std::map<std::string, std::string>& texts, Stage stage = Stage::final,
                 const std::vector<std::string>& adopt = {}) {
    const auto before = machine_.policy();
    const Reply reply = machine_.ask(Plan{package_of(texts), stage, adopt});
    EXPECT_TRUE(std::holds_alternative<PlanReply>(reply)) << test::problems_text(reply);
    EXPECT_EQ(machine_.policy(), before);
    EXPECT_TRUE(machine_.kernel.replaced.empty());
    const auto* found = std::get_if<PlanReply>(&reply);
    return found == nullptr ? PlanReply{} : *found;
  }
  void applied(const std::string& text) {
    const Reply reply = machine_.ask(Apply{package_of({{"a", text}}), Stage::final, {}, "r0"});
    EXPECT_TRUE(std::holds_alternative<ApplyReply>(reply)) << test::problems_text(reply);
    machine_.kernel.replaced.clear();
  }
  BlobMachine machine_;
};

TEST_F(PlanTest, ANewProfileIsAddedAndWhoNeedsARestartIsNamed) {
  machine_.kernel.running = {{10, "unconfined", "", "/bin/a", 77},
                             {11, "unconfined", "", "/bin/b"},
                             {12, "unconfined", "", "/bin/a (deleted)", 5}};
  const PlanReply reply = plan({{"a", wide}});
  ASSERT_EQ(reply.profiles.size(), 1u);
  const ProfilePlan& one = reply.profiles[0];
  EXPECT_EQ(one.action, Action::add);
  EXPECT_EQ(one.mode_before, "");
  EXPECT_EQ(one.mode_after, "enforce");
  EXPECT_EQ(one.users,
            (std::vector<User>{{10, 77, "/bin/a", false}, {12, 5, "/bin/a (deleted)", false}}));
  EXPECT_EQ(one.differences, std::vector<std::string>{"new: a"});
}

TEST_F(PlanTest, WhatIsThereAlreadyIsUnchanged) {
  applied(wide);
  EXPECT_EQ(plan({{"a", wide}}).profiles.at(0).action, Action::unchanged);
  // Somebody loaded another policy under the name.
  machine_.kernel.hashed["a"].profile = "other";
  EXPECT_EQ(plan({{"a", wide}}).profiles.at(0).action, Action::replace);
}

TEST_F(PlanTest, AReplacementTellsWhatItGrantsByMeaning) {
  applied(narrow);
  machine_.kernel.running = {{5, "a//&c", "mixed", "/bin/a", 1}, {6, "ab", "enforce", "/x", 1}};
  const PlanReply reply = plan({{"a", wide}});
  EXPECT_EQ(reply.profiles.at(0).action, Action::replace);
  EXPECT_EQ(reply.profiles.at(0).differences, std::vector<std::string>{"granted: /b r,"});
  EXPECT_EQ(reply.profiles.at(0).users, (std::vector<User>{{5, 1, "/bin/a", true}}));
}

TEST_F(PlanTest, AChangeOfAnIncludeIsAReplacement) {
  const std::string text = "profile a /bin/a {\n  include <abstractions/acme>\n}\n";
  const auto with = [&](const char* rule) {
    return std::map<std::string, std::string>{{"a", text}, {"abstractions/acme", rule}};
  };
  (void)machine_.ask(Apply{package_of(with("/a r,\n")), Stage::final, {}, "r0"});
  machine_.kernel.replaced.clear();
  const PlanReply reply = plan(with("/a r,\n/b w,\n"));
  EXPECT_EQ(reply.profiles.at(0).action, Action::replace);
  EXPECT_EQ(reply.profiles.at(0).differences, std::vector<std::string>{"granted: /b w,"});
}

TEST_F(PlanTest, OnlyTheModeChanges) {
  applied("profile a /bin/a flags=(complain) {\n  /a r,\n}\n");
  const PlanReply reply = plan({{"a", narrow}});
  EXPECT_EQ(reply.profiles.at(0).action, Action::mode);
  EXPECT_EQ(reply.profiles.at(0).mode_before, "complain");
  EXPECT_EQ(reply.profiles.at(0).mode_after, "enforce");
}

TEST_F(PlanTest, ComplainKeepsWhatDeniesAlreadyTextAndAll) {
  applied(narrow);
  const PlanReply kept = plan({{"a", wide}}, Stage::complain);
  EXPECT_EQ(kept.profiles.at(0).action, Action::kept);
  EXPECT_EQ(kept.profiles.at(0).mode_after, "enforce");
  EXPECT_TRUE(kept.profiles.at(0).differences.empty());

  machine_.kernel.load("a", "complain");
  const PlanReply eased = plan({{"a", wide}}, Stage::complain);
  EXPECT_EQ(eased.profiles.at(0).action, Action::replace);
  EXPECT_EQ(eased.profiles.at(0).mode_after, "complain");
}

TEST_F(PlanTest, ForeignThingsBlockUntilTheyAreAdoptedByName) {
  struct Case {
    const char* id;
    std::map<std::string, std::string> bundle;
    std::function<void(BlobMachine&)> first;
    const char* adopt;  // "": cannot be adopted
  };
  const Case cases[] = {
      {"foreign-file", {{"a", wide}}, [](BlobMachine& n) { n.write("a", narrow); }, "a"},
      {"foreign-file",
       {{"owned", "profile a {\n}\n"}},
       [](BlobMachine& n) { n.write("owned", narrow); },
       "/etc/apparmor.d/owned"},
      {"reserved-name",
       {{"d", "profile docker-default {\n}\n"}},
       [](BlobMachine&) {},
       "docker-default"},
      {"disabled", {{"a", wide}}, [](BlobMachine& n) { n.write("disable/a", ""); }, "a"},
      {"elsewhere", {{"a", wide}}, [](BlobMachine& n) { n.write("other", narrow); }, ""},
      {"does-not-compile", {{"a", "profile a {\n  /REFUSE r,\n}\n"}}, [](BlobMachine&) {}, ""},
  };
  for (const Case& one : cases) {
    BlobMachine node;
    one.first(node);
    const auto planned = [&](const std::vector<std::string>& adopt) {
      const Reply reply = node.ask(Plan{package_of(one.bundle), Stage::final, adopt});
      const auto* found = std::get_if<PlanReply>(&reply);
      return found == nullptr || found->profiles.empty() ? ProfilePlan{} : found->profiles[0];
    };
    const ProfilePlan blocked = planned({});
    EXPECT_EQ(blocked.action, Action::blocked) << one.id;
    ASSERT_EQ(blocked.problems.size(), 1u) << one.id;
    EXPECT_EQ(blocked.problems[0].id, one.id);
    EXPECT_TRUE(blocked.problems[0].blocks);
    const ProfilePlan adopted = planned({*one.adopt == '\0' ? "a" : one.adopt});
    EXPECT_EQ(adopted.action, *one.adopt == '\0' ? Action::blocked : Action::add) << one.id;
  }
}

TEST_F(PlanTest, AFeatureThatThisKernelLacksIsWorthKnowing) {
  bundle::Bundle bundle;
  bundle.name = "t";
  bundle.files = {{"a", "profile a {\n  userns,\n}\n"}};
  bundle.profiles = {{"a", "a", "enforce", {}}};
  bundle.features = {"userns"};
  Package package;
  package.bytes = bundle::write(bundle);
  package.digest = bundle::digest(package.bytes);
  const Reply reply = machine_.ask(Plan{package, Stage::final, {}});
  ASSERT_TRUE(std::holds_alternative<PlanReply>(reply)) << test::problems_text(reply);
  const auto& problems = std::get<PlanReply>(reply).problems;
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].id, "not-mediated");
  EXPECT_FALSE(problems[0].blocks);
}

TEST_F(PlanTest, OtherBytesThanTheDigestNamesAreRefused) {
  Package package = package_of({{"a", wide}});
  package.bytes += " ";
  EXPECT_EQ(test::first_problem(machine_.ask(Plan{package, Stage::final, {}})), "bad-digest");
  package.bytes.clear();
  EXPECT_EQ(test::first_problem(machine_.ask(Plan{package, Stage::final, {}})), "unknown-bundle");
  package.digest = "sha256:../../etc/passwd";
  EXPECT_EQ(test::first_problem(machine_.ask(Plan{package, Stage::final, {}})), "bad-digest");
}

// ---- drift

class DriftTest : public PlanTest {
 protected:
  DriftItem drift(const std::string& text = narrow) {
    const Reply reply = machine_.ask(DriftOf{package_of({{"a", text}}), Stage::final});
    EXPECT_TRUE(std::holds_alternative<DriftReply>(reply)) << test::problems_text(reply);
    const auto* found = std::get_if<DriftReply>(&reply);
    return found == nullptr || found->items.empty() ? DriftItem{} : found->items[0];
  }
};

TEST_F(DriftTest, EachKindIsTold) {
  applied(narrow);
  const BlobMachine whole = machine_;
  EXPECT_EQ(drift().kind, "as-desired");

  machine_.write("a", wide);
  EXPECT_EQ(drift().kind, "disk-differs");
  EXPECT_EQ(drift().detail, "to be corrected: removed: /b r,");
  machine_.write("a", "# Last Modified: Fri Nov 27 2026\n" + wide);
  EXPECT_EQ(drift().who, "aa-logprof");

  machine_.files.content.erase("/etc/apparmor.d/a");
  EXPECT_EQ(drift().kind, "disk-missing");

  machine_.become(whole);
  machine_.kernel.loaded.clear();
  EXPECT_EQ(drift().kind, "not-loaded");

  machine_.become(whole);
  machine_.kernel.load("a", "complain");
  EXPECT_EQ(drift().kind, "other-mode");

  machine_.become(whole);
  machine_.kernel.hashed["a"].profile = "other";
  EXPECT_EQ(drift().kind, "kernel-differs");

  machine_.become(whole);
  machine_.write("disable/a", "");
  EXPECT_EQ(drift().kind, "disabled");
}

TEST_F(DriftTest, StatusKnowsWhatIsOursAndHowItStands) {
  applied(narrow);
  const Reply reply = machine_.ask(StatusOf{});
  ASSERT_TRUE(std::holds_alternative<StatusReply>(reply));
  const auto& status = std::get<StatusReply>(reply);
  EXPECT_EQ(status.revision, 1u);
  EXPECT_EQ(status.run, "r0");
  EXPECT_EQ(status.digest, package_of({{"a", narrow}}).digest);
  ASSERT_EQ(status.profiles.size(), 1u);
  EXPECT_TRUE(status.profiles[0].as_requested);
  machine_.kernel.load("a", "complain");
  const Reply later = machine_.ask(StatusOf{});
  EXPECT_FALSE(std::get<StatusReply>(later).profiles.at(0).as_requested);
}

}  // namespace
}  // namespace profgen::node
