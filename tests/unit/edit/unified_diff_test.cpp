#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "profgen/edit.hpp"
#include "profgen/system.hpp"

namespace profgen::edit {
namespace {

namespace fs = std::filesystem;

TEST(UnifiedDiff, IsEmptyForEqualTexts) {
  EXPECT_EQ(unified_diff("x", "a\nb\n", "a\nb\n"), "");
  EXPECT_EQ(unified_diff("x", "", "", true), "");
}

TEST(UnifiedDiff, ShowsThreeLinesOfContext) {
  EXPECT_EQ(unified_diff("etc/x", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- a/etc/x\n+++ b/etc/x\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(UnifiedDiff, NamesNoFileForANewOne) {
  EXPECT_EQ(unified_diff("x", "", "a\nb\n", true),
            "--- /dev/null\n+++ b/x\n@@ -0,0 +1,2 @@\n+a\n+b\n");
}

TEST(UnifiedDiff, TellsAMissingNewline) {
  EXPECT_EQ(unified_diff("x", "a\nb", "a\nb\n"),
            "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
}

TEST(UnifiedDiff, QuotesNamesThatWouldEndALine) {
  const std::string diff = unified_diff("a\n+++ b/etc/passwd", "", "x\n", true);
  EXPECT_EQ(diff.substr(0, diff.find("@@")), "--- /dev/null\n+++ \"b/a\\012+++ b/etc/passwd\"\n");
}

// The real patch(1) on real files.
class Patch : public ::testing::Test {
 protected:
  void SetUp() override {
    if (processes_->find("patch").empty())
      GTEST_SKIP() << "patch(1) is not installed: diffs are not applied";
    std::string pattern = (fs::temp_directory_path() / "profgen-patch-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  void expect_patched(const std::string& name, const std::string& before, const std::string& after,
                      bool is_new = false) {
    const std::string path = folder_ + "/" + name;
    if (is_new)
      fs::remove(path);
    else
      std::ofstream(path, std::ios::binary) << before;
    const std::string diff = unified_diff(name, before, after, is_new);
    if (before == after) {
      EXPECT_EQ(diff, "");
      return;
    }
    Command command;
    command.argv = {"patch", "-p1", "-s", "--binary", "-F0", "-d", folder_};
    command.input = diff;
    const auto finished = processes_->run(command);
    ASSERT_TRUE(finished);
    ASSERT_EQ(finished->exit_code, 0) << finished->output << finished->errors << diff;
    std::ifstream file(path, std::ios::binary);
    const std::string now((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_EQ(now, after) << diff;
  }

  std::unique_ptr<Processes> processes_ = real_processes();
  std::string folder_;
};

TEST_F(Patch, TakesNewFilesMissingNewlinesAndCrLf) {
  expect_patched("new", "", "a\nb\n", true);
  expect_patched("new", "", "a", true);
  expect_patched("my file", "a\nb\nc\n", "a\nc\n");
  expect_patched("x", "a\nb", "a\nb\n");
  expect_patched("x", "a\nb\n", "a\nb");
  expect_patched("x", "a\nb", "a\nc");
  expect_patched("x", "", "a\n");
  expect_patched("x", "a\r\nb\r\n", "a\r\nx\r\nb\r\n");
  expect_patched("q\"uote", "a\nb\n", "b\n");
}

TEST_F(Patch, TakesRandomEdits) {
  std::mt19937 random(11);
  for (int round = 0; round < 150; ++round) {
    const auto text = [&](std::size_t lines, unsigned words) {
      std::string out;
      for (std::size_t i = 0; i < lines; ++i) out += std::to_string(random() % words) + "\n";
      if (random() % 4 == 0 && !out.empty()) out.pop_back();
      return out;
    };
    const unsigned words = random() % 2 == 0 ? 3 : 400;
    const std::string before = text(random() % 60 + 1, words);
    std::string after = random() % 5 == 0 ? text(random() % 60 + 1, words) : before;
    for (std::size_t edits = random() % 5; edits-- > 0 && !after.empty();)
      after.insert(random() % after.size(), random() % 2 == 0 ? "new\n" : "\n");
    if (after.empty()) continue;  // patch(1) removes a file that becomes empty
    expect_patched("x", before, after);
    if (HasFailure()) return;
  }
}

TEST(UnifiedDiff, IsMinimalForSmallChanges) {
  std::string before, after;
  for (int i = 0; i < 2000; ++i) {
    before += "line " + std::to_string(i % 50) + "\n";
    after += "line " + std::to_string(i % 50) + "\n";
    if (i == 1000) after += "added\n";
  }
  const std::string diff = unified_diff("x", before, after);
  EXPECT_EQ(std::count(diff.begin(), diff.end(), '\n'), 2 + 1 + 6 + 1);
}

// Where nothing and where everything repeats; no clock is read: the quadratic way would run into
// the time limit of the whole program.
TEST(UnifiedDiff, IsNotQuadratic) {
  for (const unsigned words : {2u, 100u, 1000000000u}) {
    std::mt19937 random(3);
    std::string before, after;
    for (std::size_t i = 0; i < 200000; ++i) {
      before += std::to_string(random() % words) + "\n";
      after += std::to_string(random() % words) + "\n";
    }
    EXPECT_FALSE(unified_diff("x", before, after).empty());
  }
}

}  // namespace
}  // namespace profgen::edit
