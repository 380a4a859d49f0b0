#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "profgen/system.hpp"

namespace profgen {
namespace {

namespace fs = std::filesystem;

class RealFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "profgen-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { fs::remove_all(directory_); }
  [[nodiscard]] std::string path(const std::string& name) const { return directory_ + "/" + name; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }

  std::string directory_;
  std::unique_ptr<Files> files_ = real_files();
};

TEST_F(RealFilesTest, ReadsWholeFilesAndSaysWhyNot) {
  write("a", std::string("x\0y\n", 4));
  EXPECT_EQ(*files_->read(path("a")), std::string("x\0y\n", 4));
  const auto missing = files_->read(path("none"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::input);
  EXPECT_EQ(missing.error().reason, "No such file or directory");
  const auto directory = files_->read(directory_);
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().reason, "Is a directory");
}

TEST_F(RealFilesTest, ReplaceKeepsModeAndLeavesNothingBehind) {
  write("p", "old");
  ::chmod(path("p").c_str(), 0640);
  ASSERT_TRUE(files_->replace(path("p"), "new"));
  EXPECT_EQ(*files_->read(path("p")), "new");
  EXPECT_EQ(files_->info(path("p"))->mode, 0640u);
  EXPECT_EQ(*files_->list(directory_), std::vector<std::string>{"p"});
  ASSERT_TRUE(files_->replace(path("fresh"), "text", 0600));
  EXPECT_EQ(files_->info(path("fresh"))->mode, 0600u);
}

TEST_F(RealFilesTest, RenameReplacesAndDirectoriesAreMadeWithTheirMode) {
  write("a", "new");
  write("b", "old");
  ASSERT_TRUE(files_->rename(path("a"), path("b")));
  EXPECT_EQ(*files_->read(path("b")), "new");
  EXPECT_FALSE(files_->exists(path("a")));
  EXPECT_FALSE(files_->rename(path("a"), path("b")));
  ASSERT_TRUE(files_->make_directories(path("x/y/z"), 0700));
  EXPECT_EQ(files_->info(path("x/y/z"))->mode, 0700u);
  ASSERT_TRUE(files_->make_directories(path("x/y/z"), 0755));
  EXPECT_EQ(files_->info(path("x/y/z"))->mode, 0700u) << "a standing one stays as it is";
  EXPECT_FALSE(files_->make_directories(path("b/z"), 0755));
  ASSERT_TRUE(files_->remove(path("b")));
  EXPECT_FALSE(files_->remove(path("b")));
}

TEST_F(RealFilesTest, ALockIsOnesAtATimeAndGoesWithItsHolder) {
  auto held = files_->lock(path("lock"), 0);
  ASSERT_TRUE(held) << held.error().text();
  const auto refused = files_->lock(path("lock"), 0.05);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::system);
  held->reset();
  EXPECT_TRUE(files_->lock(path("lock"), 0));

  const pid_t child = ::fork();
  if (child == 0) {
    const auto theirs = real_files()->lock(path("lock"), 0);
    ::raise(SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(files_->lock(path("lock"), 0));
}

TEST_F(RealFilesTest, ReplaceFollowsALink) {
  write("real", "old");
  fs::create_symlink("real", path("link"));
  ASSERT_TRUE(files_->replace(path("link"), "new"));
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(*files_->read(path("real")), "new");
}

TEST_F(RealFilesTest, ReplaceRefusesWhatItMayNotWrite) {
  EXPECT_FALSE(files_->replace(path("no/such/folder"), "x"));
  fs::create_directory(path("folder"));
  EXPECT_FALSE(files_->replace(path("folder"), "x"));
  EXPECT_TRUE(fs::is_directory(path("folder")));
}

// Killed at any moment, the file is whole: old or new.
TEST_F(RealFilesTest, ReplaceSurvivesBeingKilled) {
  const std::string old_text(300000, 'o');
  const std::string new_text(300000, 'n');
  write("p", old_text);
  for (int round = 0; round < 40; ++round) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      for (;;) {
        (void)files_->replace(path("p"), new_text);
        (void)files_->replace(path("p"), old_text);
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(300 + 370 * round));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const std::string now = *files_->read(path("p"));
    ASSERT_TRUE(now == old_text || now == new_text) << "round " << round;
  }
}

}  // namespace
}  // namespace profgen
