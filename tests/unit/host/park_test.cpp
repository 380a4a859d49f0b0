// Profiles switched off and on again in a kernel in memory.
#include <gmock/gmock.h>

#include "base/fake_processes.hpp"
#include "base/memory_files.hpp"
#include "host/fake_kernel.hpp"
#include "host/park_mark.hpp"
#include "profgen/modes.hpp"

namespace profgen::host {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using State = PolicyOutcome::State;

const std::string web =
    "@{bin}=/usr/bin\n"
    "profile web @{bin}/web flags=(complain, attach_disconnected) {\n  /x r,\n  ^hat {\n  }\n}\n"
    "profile other {\n}\n";

class Park : public ::testing::Test {
 protected:
  void SetUp() override {
    files.content["/p/web"] = web;
    kernel.loaded = {{"docker-default", "enforce"},
                     {"other", "enforce"},
                     {"web", "complain"},
                     {"web//hat", "enforce"},
                     {"web//null-/bin/x", "complain"}};
    processes.programs["apparmor_parser"] = [this](const Command& command) {
      if (command.argv.back() == "--version")
        return Finished{0, "AppArmor parser version 3.0.8\n", ""};
      if (!refused.empty() && command.input.find(refused) != std::string::npos)
        return Finished{1, "", "AppArmor parser error at line 1: no\n"};
      return Finished{0, command.input, ""};
    };
  }
  PolicyOutcome parked(const std::vector<std::string>& words, bool persist = false) {
    return check(park(tools(), policy::Policy::load(files, {"/p", {}, {}}), words, persist));
  }
  PolicyOutcome undone(const std::vector<std::string>& words) {
    return check(unpark(tools(), policy::Policy::load(files, {"/p", {}, {}}), words));
  }
  HostTools tools() { return {files, processes, &kernel, {}}; }
  static PolicyOutcome check(const Result<PolicyOutcome>& outcome) {
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().text());
    return outcome ? *outcome : PolicyOutcome{};
  }

  MemoryFiles files;
  FakeProcesses processes;
  FakeKernel kernel;
  std::string refused;
};

TEST_F(Park, ReplacesTheProfileAndItsChildrenAndNoFile) {
  const PolicyOutcome outcome = parked({"web"});
  EXPECT_EQ(outcome.state, State::done);
  EXPECT_EQ(files.content["/p/web"], web);
  EXPECT_THAT(kernel.replaced,
              ElementsAre("@{bin}=/usr/bin\n"
                          "profile web @{bin}/web flags=(unconfined, attach_disconnected) {}\n\n"
                          "profile web//hat flags=(unconfined) {}\n"));
  ASSERT_EQ(outcome.profiles.size(), 2U);
  EXPECT_EQ(outcome.profiles[0].before, "complain");
  EXPECT_EQ(outcome.profiles[0].after, "unconfined");
}

TEST_F(Park, UndoLoadsThatProfileOnly) {
  const PolicyOutcome outcome = undone({"web"});
  EXPECT_EQ(outcome.state, State::done);
  ASSERT_EQ(kernel.replaced.size(), 1U);
  EXPECT_THAT(kernel.replaced[0], HasSubstr("flags=(complain, attach_disconnected) {\n  /x r,\n"));
  EXPECT_THAT(kernel.replaced[0], Not(HasSubstr("other")));
}

TEST_F(Park, PersistMarksTheFileAndUndoTakesTheMarkAway) {
  (void)parked({"web"}, true);
  EXPECT_EQ(files.content["/p/web"],
            "@{bin}=/usr/bin\n"
            "# profgen: parked, had flags=(complain, attach_disconnected)\n"
            "profile web @{bin}/web flags=(unconfined, attach_disconnected) {\n  /x r,\n"
            "  # profgen: parked, had no flags\n  ^hat flags=(unconfined) {\n  }\n}\n"
            "profile other {\n}\n");
  (void)parked({"web"}, true);  // once is enough
  (void)undone({"web"});
  EXPECT_EQ(files.content["/p/web"], web);
}

TEST_F(Park, TheMarkIsGoneAgainWhereTheKernelRefuses) {
  kernel.on_replace = [](std::string_view) {
    return Error{ErrorKind::system, "load", "policy", "no room"};
  };
  const PolicyOutcome outcome = parked({"web"}, true);
  EXPECT_EQ(outcome.state, State::rolled_back);
  EXPECT_EQ(files.content["/p/web"], web);
}

TEST_F(Park, AFileThatDoesNotCompileIsNoHindrance) {
  refused = "@{bin}";
  const PolicyOutcome outcome = parked({"web"});
  EXPECT_EQ(outcome.state, State::done);
  EXPECT_THAT(kernel.replaced, ElementsAre("profile web flags=(unconfined) {}\n"
                                           "profile web//hat flags=(unconfined) {}\n"));
  EXPECT_THAT(outcome.notes, Contains(HasSubstr("could not keep its attachment")));
}

TEST_F(Park, WhatIsNotOnDiskCanBeParkedButNotBroughtBack) {
  const PolicyOutcome outcome = parked({"docker-default"});
  EXPECT_THAT(kernel.replaced, ElementsAre("profile docker-default flags=(unconfined) {}\n"));
  EXPECT_THAT(outcome.notes, Contains(HasSubstr("--undo cannot bring it back")));
  const auto undo =
      unpark(tools(), policy::Policy::load(files, {"/p", {}, {}}), {"docker-default"});
  ASSERT_FALSE(undo);
  EXPECT_EQ(undo.error().kind, ErrorKind::input);
}

TEST_F(Park, RefusesWhatIsNotLoaded) {
  kernel.loaded.clear();
  const auto outcome = park(tools(), policy::Policy::load(files, {"/p", {}, {}}), {"web"}, false);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::usage);
  EXPECT_THAT(kernel.replaced, IsEmpty());
}

TEST_F(Park, MarksOfEveryFormComeOffAgain) {
  for (const std::string text :
       {"profile a {}\n", "/bin/a {\n}\n", "profile a flags=(complain) {\n}\n",
        "profile a (audit,kill) {\n  profile b /b flags=(kill) {\n  }\n}\n",
        "profile a\r\n{\r\n}\r\n", "# top\nprofile a /bin/a {\n\t^h {\n\t}\n}\n",
        "profile a flags=(unconfined) {\n}\n"}) {
    const policy::Tree tree = policy::parse(make_source("f", text));
    const policy::Item* item = edit::find_profile(tree, text[0] == '/' ? "/bin/a" : "a");
    ASSERT_NE(item, nullptr) << text;
    const std::string marked = edit::apply(text, mark_parked(tree, *item));
    EXPECT_THAT(marked, HasSubstr("# profgen: parked, had "));
    const policy::Tree again = policy::parse(make_source("f", marked));
    EXPECT_TRUE(again.diagnostics.empty()) << marked;
    const policy::Item* header = edit::find_profile(again, text[0] == '/' ? "/bin/a" : "a");
    ASSERT_NE(header, nullptr) << marked;
    EXPECT_THAT(std::get<policy::ProfileHeader>(header->value).flags, Contains("unconfined"));
    EXPECT_EQ(edit::apply(marked, unmark_parked(again, *header)), text) << marked;
  }
}

TEST_F(Park, LoadIsAllOrNone) {
  files.content["/p/one"] = "profile one {}\n";
  files.content["/p/off"] = "profile off {}\n";
  files.content["/p/disable/off"] = "";
  files.content["/p/empty"] = "# nothing\n";
  const policy::LoadOptions options{"/p", {}, {}};
  const std::vector<std::string> all = {"/p/empty", "/p/off", "/p/one", "/p/web"};
  PolicyOutcome outcome = check(load_files(tools(), all, options, true));
  EXPECT_EQ(outcome.state, State::done);
  EXPECT_THAT(kernel.replaced, IsEmpty()) << "a dry run";
  outcome = check(load_files(tools(), all, options, false));
  EXPECT_THAT(kernel.replaced, ElementsAre("profile one {}\n" + web));
  EXPECT_THAT(outcome.skipped, ElementsAre("/p/off"));
  EXPECT_THAT(outcome.notes, Contains(HasSubstr("/p/empty holds no profile")));
  ASSERT_EQ(outcome.profiles.size(), 4U);
  EXPECT_EQ(outcome.profiles[0].before, "");
  EXPECT_EQ(outcome.profiles[1].before, "complain");

  files.content["/p/one"] = "profile one {\n  capability nonsense,\n}\n";
  outcome = check(load_files(tools(), all, options, false));
  EXPECT_EQ(outcome.state, State::refused);
  EXPECT_TRUE(has_errors(outcome.diagnostics));
  EXPECT_EQ(kernel.replaced.size(), 1U);
  EXPECT_FALSE(load_files(tools(), {"/p/missing"}, options, false));
  EXPECT_EQ(check(load_files(tools(), {"/p/empty"}, options, false)).state, State::refused);
}

}  // namespace
}  // namespace profgen::host
