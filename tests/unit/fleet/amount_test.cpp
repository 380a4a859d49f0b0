#include <gtest/gtest.h>

#include "profgen/inventory.hpp"

namespace profgen::fleet {
namespace {

TEST(Amount, IsRoundedUpAndNeverMoreThanThereAre) {
  EXPECT_EQ((Amount{3, false}).of(10), 3u);
  EXPECT_EQ((Amount{30, false}).of(10), 10u);
  EXPECT_EQ((Amount{10, true}).of(11), 2u);
  EXPECT_EQ((Amount{100, true}).of(7), 7u);
  EXPECT_EQ((Amount{0, true}).of(7), 0u);
}

}  // namespace
}  // namespace profgen::fleet
