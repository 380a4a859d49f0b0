#include "base/duration.hpp"

#include <gtest/gtest.h>

namespace profgen {
namespace {

constexpr std::int64_t second = 1'000'000;

TEST(Duration, IsReadAsPeopleWriteIt) {
  const struct {
    const char* text;
    std::int64_t seconds;
  } cases[] = {{"0s", 0},         {"90s", 90},      {"15m", 900},
               {"12h", 43200},    {"7d", 604800},   {"2w", 1209600},
               {"1d12h", 129600}, {"1d1d", 172800}, {"400000w", 241'920'000'000}};
  for (const auto& one : cases)
    EXPECT_EQ(parse_duration(one.text), one.seconds * second) << one.text;
}

TEST(Duration, EverythingElseIsRefused) {
  for (const char* text : {"", "7", "d", "7x", "-7d", "7 d", "7D", "1.5h", "7d ", "1d5", "400001w",
                           "999999999w", "9999999999s", "400000w1s", "\xff"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Duration, IsWrittenInItsTwoLargestUnits) {
  const struct {
    std::int64_t seconds;
    const char* text;
  } cases[] = {{-5, "0 seconds"},     {0, "0 seconds"},          {1, "1 second"},
               {60, "1 minute"},      {3661, "1 hour 1 minute"}, {7200, "2 hours"},
               {86400 + 59, "1 day"}, {90000, "1 day 1 hour"},   {61, "1 minute 1 second"},
               {1'209'600, "14 days"}};
  for (const auto& one : cases) EXPECT_EQ(duration_text(one.seconds * second), one.text);
}

}  // namespace
}  // namespace profgen
