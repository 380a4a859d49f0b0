#include "report/chart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace profgen::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t start = 1'795'457'160;  // 2026-11-23 18:06:00

Timeline with(const std::vector<std::int64_t>& seconds) {
  Timeline timeline;
  for (const std::int64_t second : seconds) {
    Record record;
    record.time_us = second * 1'000'000;
    Event event;
    event.verdict = Verdict::denied;
    event.profile = "p";
    event.access = CapabilityAccess{"chown"};
    timeline.add(record, event);
  }
  return timeline;
}

TEST(Chart, TheAxisHoldsAllInFewBars) {
  EXPECT_EQ(axis_of(Timeline()).bars, 0u);
  const Axis one = axis_of(with({start}));
  EXPECT_EQ(one.bars, 1u);
  std::vector<std::int64_t> seconds;
  for (std::int64_t i = 0; i < 200; ++i) seconds.push_back(start + i);
  const Axis many = axis_of(with(seconds));
  EXPECT_EQ(many.from, start);
  EXPECT_EQ(many.bar_seconds, 4);
  EXPECT_EQ(many.bars, 50u);
}

TEST(Chart, OneRecordOfAnotherCenturyLeavesRoomForTheOthers) {
  std::vector<std::int64_t> seconds = {5};
  for (std::int64_t i = 0; i < 200; ++i) seconds.push_back(start + i);
  const Axis axis = axis_of(with(seconds));
  EXPECT_EQ(axis.from, start);
  EXPECT_EQ(axis.before, 1u);
  EXPECT_EQ(axis.behind, 0u);
}

TEST(Chart, BarsLabelsAndNumbers) {
  const Timeline timeline = with({start, start, start + 10});
  std::string out;
  put_chart(out, "<p>", timeline.all(), axis_of(timeline));
  EXPECT_THAT(out, HasSubstr("<b>&lt;p&gt;</b>3 denied"));
  EXPECT_THAT(out, HasSubstr("aria-label=\"Events of &lt;p&gt; over time: 3 denied; at most 2 in "
                             "1 second\""));
  EXPECT_THAT(out,
              HasSubstr("<title>2026-11-23 18:06:00: 2 denied</title>"
                        "<rect class=\"v2\" x=\"0\" y=\"0.0\" width=\".86\" height=\"100.0\"/>"));
  EXPECT_THAT(out, HasSubstr("x=\"10\" y=\"50.0\" width=\".86\" height=\"50.0\"/>"));
  EXPECT_THAT(out, HasSubstr("<span>2026-11-23 18:06:00</span><span>18:06:11</span>"));
  EXPECT_THAT(out, HasSubstr("18:06:10</time></td><td class=\"n\">0</td><td class=\"n\">0</td>"
                             "<td class=\"n\">1</td>"));
  EXPECT_THAT(out, Not(HasSubstr("<p>")));
}

TEST(Chart, WidthsInWords) {
  EXPECT_EQ(width_text(1), "1 second");
  EXPECT_EQ(width_text(90), "90 seconds");
  EXPECT_EQ(width_text(600), "10 minutes");
  EXPECT_EQ(width_text(7200), "2 hours");
  EXPECT_EQ(width_text(604800), "7 days");
}

}  // namespace
}  // namespace profgen::report
