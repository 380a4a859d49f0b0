// Modes changed in files and kernel together, with twins of both.
#include <gmock/gmock.h>

#include "base/fake_processes.hpp"
#include "base/memory_files.hpp"
#include "host/fake_kernel.hpp"
#include "profgen/modes.hpp"

namespace profgen::host {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using State = PolicyOutcome::State;

const std::string nginx =
    "# The web.\nprofile nginx /usr/sbin/nginx {\n  /etc/nginx/** r, # all\n  ^worker {\n  }\n}\n"
    "profile other flags=(complain) {\n}\n";

class ChangeMode : public ::testing::Test {
 protected:
  void SetUp() override {
    files.content["/p/nginx"] = nginx;
    kernel.loaded = {{"nginx", "enforce"}, {"nginx//worker", "enforce"}, {"other", "complain"}};
    // The "blob" is the text, so that what is replaced can be read.
    processes.programs["apparmor_parser"] = [](const Command& command) {
      if (command.argv.back() == "--version")
        return Finished{0, "AppArmor parser version 3.0.8\n", ""};
      if (command.input.find("REFUSE") != std::string::npos)
        return Finished{1, "", "AppArmor parser error at line 1: no\n"};
      std::string options;
      for (const std::string& word : command.argv)
        if (word == "--Complain") options = "[complain]";
      return Finished{0, options + command.input, ""};
    };
  }
  Result<PolicyOutcome> change(const std::vector<std::string>& words, const ModeChange& to) {
    const policy::Policy policy = policy::Policy::load(files, {"/p", {}, {}});
    return change_mode({files, processes, uses_kernel ? &kernel : nullptr, {}}, policy, words, to);
  }
  PolicyOutcome done(const std::vector<std::string>& words, const ModeChange& to) {
    const auto outcome = change(words, to);
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().text());
    return outcome ? *outcome : PolicyOutcome{};
  }
  [[nodiscard]] const std::string& text() { return files.content["/p/nginx"]; }

  MemoryFiles files;
  FakeProcesses processes;
  FakeKernel kernel;
  bool uses_kernel = true;
};

ModeChange mode(const std::string& word, bool with_children = false) {
  return {word, {}, with_children};
}

TEST_F(ChangeMode, EditsOneHeaderAndReplacesTheFile) {
  const PolicyOutcome outcome = done({"nginx"}, mode("complain"));
  EXPECT_EQ(outcome.state, State::done);
  EXPECT_EQ(text(),
            "# The web.\nprofile nginx /usr/sbin/nginx flags=(complain) {\n  /etc/nginx/** r, # "
            "all\n  ^worker {\n  }\n}\nprofile other flags=(complain) {\n}\n");
  ASSERT_EQ(outcome.profiles.size(), 1U);
  EXPECT_EQ(outcome.profiles[0].before, "enforce");
  EXPECT_EQ(outcome.profiles[0].after, "complain");
  EXPECT_TRUE(outcome.profiles[0].in_kernel);
  EXPECT_THAT(kernel.replaced, ElementsAre(text()));
  EXPECT_THAT(outcome.notes, Contains(HasSubstr("nginx//worker")));

  (void)done({"nginx"}, mode("enforce"));
  EXPECT_EQ(text(), nginx);
}

TEST_F(ChangeMode, NamesAreProfilesFilesAndPrograms) {
  for (const char* word : {"nginx", "/usr/sbin/nginx"}) {
    const PolicyOutcome outcome = done({word}, mode("complain"));
    ASSERT_EQ(outcome.profiles.size(), 1U) << word;
    EXPECT_EQ(outcome.profiles[0].profile, "nginx");
  }
  files.content["/p/usr.sbin.x"] = "profile x {}\nprofile y {}\n";
  for (const char* word : {"usr.sbin.x", "/p/usr.sbin.x"}) {
    const PolicyOutcome outcome = done({word}, mode("complain"));
    ASSERT_EQ(outcome.profiles.size(), 2U) << word;
  }
  const auto none = change({"ngimx"}, mode("complain"));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::usage);
  EXPECT_THAT(none.error().reason, HasSubstr("did you mean `nginx`"));
}

TEST_F(ChangeMode, ChildrenWhereAskedFor) {
  (void)done({"nginx//worker"}, mode("kill"));
  EXPECT_THAT(text(), HasSubstr("^worker flags=(kill) {"));
  EXPECT_THAT(text(), HasSubstr("nginx /usr/sbin/nginx {"));
  (void)done({"nginx"}, mode("complain", true));
  EXPECT_THAT(text(), HasSubstr("^worker flags=(complain) {"));
  EXPECT_THAT(text(), HasSubstr("nginx /usr/sbin/nginx flags=(complain) {"));
}

TEST_F(ChangeMode, AuditBesideTheMode) {
  (void)done({"other"}, {"", {{}, {"audit"}}, false});
  EXPECT_THAT(text(), HasSubstr("other flags=(complain, audit) {"));
  (void)done({"other"}, {"", {{"audit"}, {}}, false});
  EXPECT_EQ(text(), nginx);
}

TEST_F(ChangeMode, WhatIsNotLoadedIsNotLoaded) {
  kernel.loaded.clear();
  const PolicyOutcome outcome = done({"nginx"}, mode("complain"));
  EXPECT_THAT(kernel.replaced, IsEmpty());
  EXPECT_FALSE(outcome.profiles[0].in_kernel);
  EXPECT_THAT(outcome.notes, Contains(HasSubstr("profgen load /p/nginx")));
}

TEST_F(ChangeMode, TheOldTextIsBackWhereTheKernelRefuses) {
  kernel.on_replace = [](std::string_view) {
    return Error{ErrorKind::system, "load", "policy", "no room"};
  };
  const PolicyOutcome outcome = done({"nginx"}, mode("complain"));
  EXPECT_EQ(outcome.state, State::rolled_back);
  EXPECT_THAT(outcome.reason, HasSubstr("no room"));
  EXPECT_EQ(text(), nginx);
  EXPECT_THAT(outcome.written, IsEmpty());
}

TEST_F(ChangeMode, NothingChangesWhereTheCompilerRefuses) {
  files.content["/p/nginx"] = nginx + "# REFUSE\n";
  const PolicyOutcome outcome = done({"nginx"}, mode("complain"));
  EXPECT_EQ(outcome.state, State::refused);
  EXPECT_TRUE(has_errors(outcome.diagnostics));
  EXPECT_EQ(text(), nginx + "# REFUSE\n");
  EXPECT_THAT(kernel.replaced, IsEmpty());
}

TEST_F(ChangeMode, SeveralFilesGoIntoTheKernelInOneStep) {
  files.content["/p/x"] = "profile x {}\n";
  kernel.loaded.push_back({"x", "enforce"});
  (void)done({"nginx", "x"}, mode("complain"));
  ASSERT_EQ(kernel.replaced.size(), 1U);
  EXPECT_EQ(kernel.replaced[0], text() + files.content["/p/x"]);
}

TEST_F(ChangeMode, ADisabledFileIsSwitchedOnByAMode) {
  files.content["/p/disable/nginx"] = "";
  kernel.loaded.clear();
  const PolicyOutcome outcome = done({"nginx"}, mode("enforce"));
  EXPECT_THAT(outcome.removed_links, ElementsAre("/p/disable/nginx"));
  EXPECT_EQ(files.content.count("/p/disable/nginx"), 0U);
  EXPECT_THAT(kernel.replaced, ElementsAre(nginx));
}

TEST_F(ChangeMode, AuditLeavesADisabledFileDisabled) {
  files.content["/p/disable/nginx"] = "";
  const PolicyOutcome outcome = done({"nginx"}, {"", {{}, {"audit"}}, false});
  EXPECT_EQ(files.content.count("/p/disable/nginx"), 1U);
  EXPECT_THAT(kernel.replaced, IsEmpty());
  EXPECT_THAT(outcome.notes, Contains(HasSubstr("is disabled")));
}

TEST_F(ChangeMode, ALinkThatContradictsGoes) {
  files.content["/p/force-complain/nginx"] = "";
  PolicyOutcome outcome = done({"nginx"}, mode("complain"));
  EXPECT_THAT(outcome.removed_links, IsEmpty());
  ASSERT_EQ(kernel.replaced.size(), 1U);
  EXPECT_THAT(kernel.replaced[0], HasSubstr("[complain]"));
  outcome = done({"nginx"}, mode("enforce"));
  EXPECT_THAT(outcome.removed_links, ElementsAre("/p/force-complain/nginx"));
  EXPECT_THAT(outcome.notes, Contains(HasSubstr("held every profile")));
  ASSERT_EQ(kernel.replaced.size(), 2U);
  EXPECT_EQ(kernel.replaced[1], nginx);
}

TEST_F(ChangeMode, ALinkStaysWhereTheKernelRefuses) {
  files.content["/p/force-complain/nginx"] = "";
  kernel.on_replace = [](std::string_view) {
    return Error{ErrorKind::system, "load", "policy", "no room"};
  };
  (void)done({"nginx"}, mode("kill"));
  EXPECT_EQ(files.content.count("/p/force-complain/nginx"), 1U);
  EXPECT_EQ(text(), nginx);
}

TEST_F(ChangeMode, BelowAnotherRootOnlyTheFilesChange) {
  uses_kernel = false;
  (void)done({"nginx"}, mode("complain"));
  EXPECT_THAT(text(), HasSubstr("flags=(complain)"));
  EXPECT_THAT(kernel.replaced, IsEmpty());
}

TEST_F(ChangeMode, WithoutAppArmorTheFilesChangeAndItIsSaid) {
  kernel.now = {false, "this kernel has no AppArmor", ""};
  const PolicyOutcome outcome = done({"nginx"}, mode("complain"));
  EXPECT_THAT(text(), HasSubstr("flags=(complain)"));
  EXPECT_THAT(outcome.notes, Contains(HasSubstr("this kernel has no AppArmor")));
}

TEST_F(ChangeMode, SaysWhosePackageTheFileIs) {
  processes.programs["dpkg-query"] = [](const Command&) {
    return Finished{0, "nginx-common: /p/nginx\n", ""};
  };
  const PolicyOutcome outcome = done({"nginx"}, mode("complain"));
  EXPECT_THAT(outcome.notes, Contains(HasSubstr("belongs to the package nginx-common")));
}

}  // namespace
}  // namespace profgen::host
