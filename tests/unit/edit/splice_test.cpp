#include <gtest/gtest.h>

#include "profgen/edit.hpp"

namespace profgen::edit {
namespace {

TEST(Apply, LeavesTheTextWithoutSplices) { EXPECT_EQ(apply("abc", {}), "abc"); }

TEST(Apply, InsertsReplacesAndRemoves) {
  EXPECT_EQ(apply("0123456789", {{{8, 9}, ""}, {{0, 0}, "<"}, {{3, 5}, "x"}, {{10, 10}, ">"}}),
            "<012x5679>");
}

TEST(Apply, KeepsTheOrderOfInsertionsAtOnePlace) {
  EXPECT_EQ(apply("ab", {{{1, 1}, "1"}, {{1, 1}, "2"}, {{0, 0}, "0"}, {{1, 1}, "3"}}), "0a123b");
}

TEST(Apply, TakesAnInsertionAtBothEndsOfAReplacement) {
  EXPECT_EQ(apply("abc", {{{1, 1}, "<"}, {{1, 2}, "B"}, {{2, 2}, ">"}}), "a<B>c");
}

TEST(Apply, InsertsInFrontOfAReplacementWhicheverIsNamedFirst) {
  EXPECT_EQ(apply("abc", {{{1, 2}, "B"}, {{1, 1}, "<"}}), "a<Bc");
}

}  // namespace
}  // namespace profgen::edit
