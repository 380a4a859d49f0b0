#include "suggest/labels.hpp"

#include <gtest/gtest.h>

namespace profgen::suggest {
namespace {

TEST(Labels, SplitAtEveryNullMark) {
  const Label label = split_label("P//null-/usr/bin/a//null-/opt/b");
  EXPECT_EQ(label.base, "P");
  ASSERT_EQ(label.chain.size(), 2u);
  EXPECT_EQ(label.chain[0], "/usr/bin/a");
  EXPECT_EQ(label.chain[1], "/opt/b");
}

TEST(Labels, StandingChildrenStayInTheBase) {
  const Label label = split_label("P//kid//null-/bin/cat");
  EXPECT_EQ(label.base, "P//kid");
  ASSERT_EQ(label.chain.size(), 1u);
}

TEST(Labels, OddLabels) {
  EXPECT_TRUE(split_label("").chain.empty());
  EXPECT_EQ(split_label("//null-").chain.size(), 1u);
  EXPECT_EQ(split_label("P//null-//null-x").chain.size(), 2u);
}

TEST(Labels, KindsOfPieces) {
  EXPECT_EQ(piece_kind("/usr/bin/x"), PieceKind::program);
  EXPECT_EQ(piece_kind("2d"), PieceKind::counter);
  EXPECT_EQ(piece_kind("nohat"), PieceKind::hat);
  EXPECT_EQ(piece_kind(""), PieceKind::hat);
  EXPECT_EQ(piece_kind("123456789"), PieceKind::hat);
}

}  // namespace
}  // namespace profgen::suggest
