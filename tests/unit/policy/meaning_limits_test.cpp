// What the value of an rlimit rule says.
#include <gtest/gtest.h>

#include "policy/plain_table.hpp"

namespace profgen::policy {
namespace {

TEST(MeaningLimits, AreNumbersWithUnits) {
  EXPECT_EQ(rlimit_value("fsize", "1GB"), std::uint64_t{1} << 30U);
  EXPECT_EQ(rlimit_value("fsize", "0GB"), 0u);
  EXPECT_EQ(rlimit_value("fsize", "17179869183GB"), std::uint64_t{17179869183} << 30U);
  // More than the kernel's 64 bits hold: what it is nobody knows, least of all that it is small.
  EXPECT_EQ(rlimit_value("fsize", "17179869184GB"), std::nullopt);
  EXPECT_EQ(rlimit_value("cpu", "99999999999999 days"), std::nullopt);
}

}  // namespace
}  // namespace profgen::policy
