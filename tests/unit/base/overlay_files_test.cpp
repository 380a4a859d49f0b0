#include "base/overlay_files.hpp"

#include <gtest/gtest.h>

#include "base/memory_files.hpp"

namespace profgen {
namespace {

TEST(OverlayFiles, AreSeenAboveTheOthers) {
  MemoryFiles below;
  below.content = {{"/p/a", "old"}, {"/p/sub/c", "c"}};
  const OverlayFiles files(below, {{"/p/a", "newer"}, {"/p/local/b", "b"}});
  EXPECT_EQ(*files.read("/p/a"), "newer");
  EXPECT_EQ(*files.read("/p/local/b"), "b");
  EXPECT_EQ(*files.read("/p/sub/c"), "c");
  EXPECT_FALSE(files.read("/p/none"));
  EXPECT_EQ(*files.list("/p"), (std::vector<std::string>{"a", "local", "sub"}));
  EXPECT_EQ(*files.list("/p/local"), std::vector<std::string>{"b"});
  EXPECT_FALSE(files.list("/q"));
  EXPECT_EQ(files.info("/p/a")->size, 5u);
  EXPECT_EQ(files.info("/p/local")->type, FileInfo::Type::directory);
  EXPECT_EQ(files.info("/p/local/b")->type, FileInfo::Type::file);
  EXPECT_FALSE(files.info("/p/loc"));
}

TEST(OverlayFiles, WriteNothing) {
  MemoryFiles below;
  below.content = {{"/p/a", "old"}};
  OverlayFiles files(below, {});
  EXPECT_FALSE(files.replace("/p/a", "x", 0644));
  EXPECT_FALSE(files.append("/p/a", "x"));
  EXPECT_FALSE(files.remove("/p/a"));
  EXPECT_FALSE(files.rename("/p/a", "/p/b"));
  EXPECT_FALSE(files.make_directories("/p/d", 0755));
  EXPECT_FALSE(files.lock("/p/lock", 0));
  EXPECT_EQ(below.content, (std::map<std::string, std::string>{{"/p/a", "old"}}));
}

}  // namespace
}  // namespace profgen
