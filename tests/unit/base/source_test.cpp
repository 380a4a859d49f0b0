#include "profgen/source.hpp"

#include <gtest/gtest.h>

namespace profgen {
namespace {

TEST(Source, PositionsCountFromOne) {
  const Source source("f", "ab\ncd\r\n\nx");
  EXPECT_EQ(source.position(0), (Position{1, 1}));
  EXPECT_EQ(source.position(2), (Position{1, 3})) << "the newline belongs to its line";
  EXPECT_EQ(source.position(3), (Position{2, 1}));
  EXPECT_EQ(source.position(8), (Position{4, 1}));
  EXPECT_EQ(source.position(9), (Position{4, 2})) << "the end of the text has a place";
}

TEST(Source, LinesComeWithoutTheirEnds) {
  const Source source("f", "ab\ncd\r\n\nx");
  EXPECT_EQ(source.line(1), "ab");
  EXPECT_EQ(source.line(2), "cd");
  EXPECT_EQ(source.line(3), "");
  EXPECT_EQ(source.line(4), "x");
  EXPECT_EQ(source.line(0), "");
  EXPECT_EQ(source.line(5), "");
  EXPECT_EQ(source.text(Span{3, 5}), "cd");
}

}  // namespace
}  // namespace profgen
