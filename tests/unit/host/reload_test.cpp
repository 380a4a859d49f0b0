// What the kernel is given when profiles are saved, and what it has when it refuses.
#include <gtest/gtest.h>

#include "host/fake_kernel.hpp"
#include "unit/host/saving.hpp"

namespace profgen::host {
namespace {

using test::new_text;
using test::old_text;
using test::outside_state;
using test::parser;
using test::with;
using Blobs = std::vector<std::string>;

class ReloadTest : public ::testing::Test {
 protected:
  Result<SaveReport> save_all(const std::vector<FileChange>& changes) {
    SaveOptions options = with();
    options.kernel = &kernel_;
    return save(files_, processes_, changes, test::policy_in("/p"), options);
  }
  void load(const std::string& name) { kernel_.loaded.push_back({name, "enforce"}); }
  // The kernel refuses blobs with this in them, and keeps the others.
  void refuse(const std::string& part) {
    kernel_.on_replace = [part](std::string_view blob) -> Status {
      if (blob.find(part) == std::string_view::npos) return Unit{};
      return Error{ErrorKind::system, "load", "policy", "Protocol error"};
    };
  }

  MemoryFiles files_;
  FakeProcesses processes_ = parser();
  FakeKernel kernel_;
};

TEST_F(ReloadTest, LoadsWhatTheKernelHasAfterTheFilesAreWritten) {
  files_.content["/p/x"] = old_text;
  load("x");
  kernel_.on_replace = [this](std::string_view) -> Status {
    EXPECT_EQ(files_.content["/p/x"], new_text);
    return Unit{};
  };
  const auto report = save_all({{"/p/x", old_text, new_text}});
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(kernel_.replaced, Blobs{"blob: " + new_text});
  EXPECT_EQ(report->loaded, std::vector<std::string>{"/p/x"});
  EXPECT_EQ(report->not_loaded, "");
}

TEST_F(ReloadTest, LoadsNothingThatTheKernelDoesNotHave) {
  files_.content["/p/x"] = old_text;
  load("y");
  const auto report = save_all({{"/p/x", old_text, new_text}});
  ASSERT_TRUE(report);
  EXPECT_TRUE(kernel_.replaced.empty());
  EXPECT_NE(report->not_loaded, "");
  EXPECT_EQ(files_.content["/p/x"], new_text);
}

TEST_F(ReloadTest, WithOneOfThemAllAreLoadedTheNewOnesLast) {
  files_.content["/p/x"] = old_text;
  load("x");
  const std::string fresh = "profile a /bin/a {\n}\n";
  const auto report = save_all({{"/p/a", std::nullopt, fresh}, {"/p/x", old_text, new_text}});
  ASSERT_TRUE(report);
  EXPECT_EQ(kernel_.replaced, (Blobs{"blob: " + new_text, "blob: " + fresh}));
}

TEST_F(ReloadTest, AnIncludedFileReloadsTheProfilesThatReadIt) {
  const std::string direct = "profile x /bin/x {\n  include if exists <local/x>\n}\n";
  const std::string nested = "profile y /bin/y {\n  include <abstractions/n>\n}\n";
  files_.content = {{"/p/x", direct},
                    {"/p/y", nested},
                    {"/p/z", "profile z /bin/z {\n  include if exists <local/x>\n}\n"},
                    {"/p/other", "profile other {\n}\n"},
                    {"/p/abstractions/n", "include if exists <local/x>\n"}};
  load("x");
  load("y");
  load("other");
  const auto report = save_all({{"/p/local/x", std::nullopt, "/b r,\n"}});
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(kernel_.replaced, (Blobs{"blob: " + direct, "blob: " + nested}));
}

TEST_F(ReloadTest, ARefusalPutsFilesAndPolicyBack) {
  const std::string second = "profile y /bin/y {\n}\n", third = "profile z /bin/z {\n}\n";
  files_.content = {{"/p/x", old_text}, {"/p/y", second}, {"/p/z", third}};
  const auto before = outside_state(files_);
  for (const char* name : {"x", "y", "z"}) load(name);
  refuse("# bad");
  const auto report = save_all({{"/p/x", old_text, new_text},
                                {"/p/y", second, second + "# bad\n"},
                                {"/p/z", third, third + "# good\n"}});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::system);
  EXPECT_EQ(report.error().object, "/p/y");
  EXPECT_NE(report.error().reason.find("Protocol error"), std::string::npos);
  EXPECT_EQ(kernel_.replaced, (Blobs{"blob: " + new_text, "blob: " + old_text}));
  EXPECT_EQ(outside_state(files_), before);
  EXPECT_TRUE(saves(files_, with())->empty());
  EXPECT_FALSE(files_.exists("/state/pending"));
}

TEST_F(ReloadTest, WithoutAppArmorOrRightsTheFilesAreSaved) {
  files_.content["/p/x"] = old_text;
  kernel_.now = {false, "this kernel has no AppArmor", ""};
  const auto report = save_all({{"/p/x", old_text, new_text}});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->not_loaded, "this kernel has no AppArmor");
  EXPECT_EQ(files_.content["/p/x"], new_text);
}

TEST_F(ReloadTest, WhatDoesNotCompileIsNotWritten) {
  files_.content["/p/x"] = old_text;
  load("x");
  processes_.programs["apparmor_parser"] = [](const Command& command) {
    const bool compiles =
        std::find(command.argv.begin(), command.argv.end(), "--stdout") != command.argv.end();
    return Finished{compiles ? 1 : 0, "", ""};
  };
  EXPECT_FALSE(save_all({{"/p/x", old_text, new_text}}));
  EXPECT_EQ(files_.content["/p/x"], old_text);
  EXPECT_TRUE(kernel_.replaced.empty());
}

TEST_F(ReloadTest, TheLinksBesideProfilesAreHonoured) {
  const std::string other = "profile y /bin/y {\n}\n";
  files_.content = {{"/p/x", old_text},
                    {"/p/y", other},
                    {"/p/disable/y", other},
                    {"/p/force-complain/x", old_text}};
  load("x");
  load("y");
  ASSERT_TRUE(save_all({{"/p/x", old_text, new_text}, {"/p/y", other, other + "#\n"}}));
  EXPECT_EQ(kernel_.replaced, Blobs{"blob: " + new_text});
  bool complain = false;
  for (const Command& command : processes_.ran)
    complain = complain ||
               (command.input == new_text && std::find(command.argv.begin(), command.argv.end(),
                                                       "--Complain") != command.argv.end());
  EXPECT_TRUE(complain);
}

TEST_F(ReloadTest, UndoLoadsTheOldPolicyAndTellsWhatStays) {
  files_.content["/p/x"] = old_text;
  load("x");
  const std::string fresh = "profile a /bin/a {\n}\n";
  ASSERT_TRUE(save_all({{"/p/a", std::nullopt, fresh}, {"/p/x", old_text, new_text}}));
  load("a");
  kernel_.replaced.clear();
  SaveOptions options = with();
  options.kernel = &kernel_;
  const auto plan = plan_undo(files_, options);
  ASSERT_TRUE(plan);
  const auto undone = undo(files_, processes_, *plan, test::policy_in("/p"), options);
  ASSERT_TRUE(undone) << undone.error().text();
  EXPECT_EQ(kernel_.replaced, Blobs{"blob: " + old_text});
  EXPECT_EQ(undone->still_loaded, std::vector<std::string>{"a"});
}

// Killed between the load and the end of the save: the kernel has the new policy.
TEST_F(ReloadTest, RecoveryLoadsTheOldPolicyWhereTheNewOneMayBeLoaded) {
  files_.content["/p/x"] = old_text;
  load("x");
  std::map<std::string, std::string> at_load;
  kernel_.on_replace = [&](std::string_view) -> Status {
    at_load = files_.content;
    return Unit{};
  };
  ASSERT_TRUE(save_all({{"/p/x", old_text, new_text}}));
  kernel_.on_replace = nullptr;
  kernel_.replaced.clear();
  files_.content = at_load;
  SaveOptions options = with();
  options.kernel = &kernel_;
  const auto recovered = recover(files_, processes_, test::policy_in("/p"), options);
  ASSERT_TRUE(recovered);
  ASSERT_TRUE(*recovered);
  EXPECT_EQ((*recovered)->loaded, std::vector<std::string>{"/p/x"});
  EXPECT_EQ(kernel_.replaced, Blobs{"blob: " + old_text});
  EXPECT_EQ(files_.content["/p/x"], old_text);
}

}  // namespace
}  // namespace profgen::host
