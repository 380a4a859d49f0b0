// A save whose policy somebody else gives to the kernel.
#include <gtest/gtest.h>

#include "unit/host/saving.hpp"

namespace profgen::host {
namespace {

using test::new_text;
using test::old_text;
using test::outside_state;
using test::policy_in;

// Tells what it was asked, and of the disk at that time.
class TellingLoader : public PolicyLoader {
 public:
  explicit TellingLoader(const MemoryFiles& disk) : disk_(disk) {}
  std::vector<std::string> told;
  bool compiles = true, loads = true;

  Status compile(const Files& files, const policy::LoadOptions& options) override {
    told.push_back("compile " + *files.read("/p/x") + options.policy_dir + " over " + disk_text());
    return compiles ? Status(Unit{}) : Status(Error{ErrorKind::system, "compile", "x", "no"});
  }
  Status load() override {
    told.push_back("load " + disk_text());
    return loads ? Status(Unit{}) : Status(Error{ErrorKind::system, "load", "x", "no"});
  }
  std::string load_back() override {
    told.push_back("back");
    return "; and back";
  }

 private:
  [[nodiscard]] std::string disk_text() const { return disk_.content.at("/p/x"); }
  const MemoryFiles& disk_;
};

class LoaderTest : public ::testing::Test {
 protected:
  LoaderTest() { files_.content["/p/x"] = old_text; }
  Result<SaveReport> save_x() {
    SaveOptions options = test::with();
    options.loader = &loader_;
    return save(files_, processes_, {{"/p/x", old_text, new_text}}, policy_in("/p"), options);
  }

  MemoryFiles files_;
  FakeProcesses processes_ = test::parser();
  TellingLoader loader_{files_};
};

TEST_F(LoaderTest, CompilesBeforeAndLoadsAfterTheFilesAreWritten) {
  const auto report = save_x();
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(loader_.told, (std::vector<std::string>{"compile " + new_text + "/p over " + old_text,
                                                    "load " + new_text}));
}

TEST_F(LoaderTest, WhatDoesNotCompileIsNotWritten) {
  loader_.compiles = false;
  EXPECT_FALSE(save_x());
  EXPECT_EQ(loader_.told.size(), 1u);
  EXPECT_EQ(files_.content.at("/p/x"), old_text);
}

TEST_F(LoaderTest, WhatDoesNotLoadIsPutBack) {
  loader_.loads = false;
  EXPECT_FALSE(save_x());
  EXPECT_EQ(outside_state(files_), (std::map<std::string, std::string>{{"/p/x", old_text}}));
  EXPECT_FALSE(files_.exists("/state/pending"));
}

// The journal that cannot become a backup.
class UnfinishedFiles : public MemoryFiles {
 public:
  Status rename(const std::string& from, const std::string&) override {
    return Error{ErrorKind::system, "rename", from, "no space"};
  }
};

TEST_F(LoaderTest, ASaveThatDoesNotEndLoadsThePolicyBack) {
  UnfinishedFiles files;
  files.content["/p/x"] = old_text;
  TellingLoader loader(files);
  SaveOptions options = test::with();
  options.loader = &loader;
  const auto report =
      save(files, processes_, {{"/p/x", old_text, new_text}}, policy_in("/p"), options);
  ASSERT_FALSE(report);
  EXPECT_NE(report.error().reason.find("no space; and back"), std::string::npos);
  EXPECT_EQ(loader.told.back(), "back");
  EXPECT_EQ(files.content.at("/p/x"), old_text);
}

TEST_F(LoaderTest, RestoreRemovesFilesAndAsksNoParser) {
  files_.content["/p/bad"] = "# bad";
  SaveOptions options = test::with();
  options.loader = &loader_;
  const std::string refused = "profile x { # REFUSE\n}\n";
  const auto report =
      restore(files_, processes_, {{"/p/bad", "# bad", std::nullopt}, {"/p/x", old_text, refused}},
              policy_in("/p"), options);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(outside_state(files_), (std::map<std::string, std::string>{{"/p/x", refused}}));
  EXPECT_EQ(report->removed, std::vector<std::string>{"/p/bad"});
  EXPECT_TRUE(processes_.ran.empty());
  EXPECT_EQ(saves(files_, options)->size(), 1u);
}

}  // namespace
}  // namespace profgen::host
