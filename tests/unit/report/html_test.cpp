#include "report/html.hpp"

#include <gtest/gtest.h>

namespace profgen::report {
namespace {

TEST(Html, NothingGetsThroughThatIsNotText) {
  const struct {
    std::string_view bytes;
    const char* html;
  } cases[] = {{"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
               {"\" onload='x' a=\"", "&quot; onload=&#39;x&#39; a=&quot;"},
               {"&lt;", "&amp;lt;"},
               {{"a\0b", 3}, "a\\x00b"},
               {"\x1b[2J", "\\x1b[2J"},
               {"\xff\xfe", "\\xff\\xfe"},
               {"\u202egpj.exe", "\\u202egpj.exe"},
               {"a\nb\tc", "a\\nb\\tc"},
               {"/srv/ä…", "/srv/ä…"}};
  for (const auto& one : cases) EXPECT_EQ(escaped(one.bytes), one.html);
}

TEST(Html, LongTextIsCutInTheMiddle) {
  const std::string cut = escaped(std::string(5000, '<'), 11);
  EXPECT_EQ(cut, "&lt;&lt;&lt;&lt;&lt;…&lt;&lt;&lt;&lt;&lt;");
}

TEST(Html, NumbersAndTimes) {
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1234567), "1\u202f234\u202f567");
  EXPECT_EQ(counted(1, "access"), "1 access");
  EXPECT_EQ(counted(2, "access"), "2 accesses");
  EXPECT_EQ(time_html(0), "–");
  EXPECT_EQ(time_html(1795457176476000),
            "<time datetime=\"2026-11-23T18:06:16Z\">2026-11-23 18:06:16</time>");
}

}  // namespace
}  // namespace profgen::report
