// From line to line: what one of them leaves behind must not be seen in the next.
#include <gtest/gtest.h>

#include "reading.hpp"

namespace profgen::log {
namespace {

std::string body_of(const std::string& profile, const std::string& name) {
  return R"(apparmor="DENIED" operation="open" class="file" profile=")" + profile + R"(" name=")" +
         name + R"(" pid=12 comm="c" requested_mask="r" denied_mask="r" fsuid=0 ouid=0)";
}
std::string usual(const std::string& serial, const std::string& rest) {
  return "type=AVC msg=audit(1795457176.476:" + serial + "): " + rest;
}

TEST(Reader, FormatsMayChangeWithEveryLine) {
  const std::string text = usual("1", body_of("p", "/a")) + "\n" + "node=far " +
                           usual("2", body_of("q", "/b")) + "\r\n" +
                           usual("3", body_of("p", "/c")) + "\r\n" +
                           "Nov 23 18:12:38 near kernel: [    1.0] audit: type=1400 "
                           "audit(1795457177.476:4): " +
                           body_of("q", "/d") + "\n" + usual("5", body_of("", "/e")) + "\n" +
                           usual("6", body_of(":ns:p", "/f"));
  const Read read = read_all(text);
  ASSERT_EQ(read.events.size(), 6u);
  const char* hosts[] = {"", "far", "", "near", "", ""};
  const char* profiles[] = {"p", "q", "p", "q", "", "p"};
  const char* spaces[] = {"", "", "", "", "", "ns"};
  for (std::size_t i = 0; i < read.events.size(); ++i) {
    const auto& [record, event] = read.events[i];
    EXPECT_EQ(record.serial, i + 1);
    EXPECT_EQ(record.type, "AVC") << i;
    EXPECT_EQ(record.host, hosts[i]) << i;
    EXPECT_EQ(event.profile, profiles[i]) << i;
    EXPECT_EQ(event.name_space, spaces[i]) << i;
    EXPECT_EQ(record.get("ouid"), "0") << i;
    EXPECT_EQ(record.time_us, i == 3 ? 1795457177476000 : 1795457176476000) << i;
    EXPECT_EQ(std::get<FileAccess>(event.access).path, "/" + std::string(1, "abcdef"[i])) << i;
  }
}

// Lines on both sides of what is_usual_record() looks at.
TEST(Reader, SerialsOfEveryLengthAndLinesThatEndSoon) {
  for (std::size_t digits = 1; digits <= 20; ++digits) {
    const std::string serial = "1" + std::string(digits - 1, '0');
    const Read read = read_all(usual(serial, body_of("p", "/a")) + "\n");
    ASSERT_EQ(read.events.size(), 1u) << digits;
    EXPECT_EQ(std::to_string(read.events[0].first.serial), serial);
    EXPECT_EQ(read.events[0].first.transport, Transport::audit) << digits;
  }
  const std::string whole = usual("1", R"(apparmor="STATUS" operation="x")");
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    // In memory of its own size, so that a sanitizer sees a look beyond the end.
    const std::vector<char> line(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const Read read = read_all({line.data(), line.size()});
    EXPECT_EQ(read.report.lines, size == 0 ? 0u : 1u) << size;
    // Every line that names us is an event, or told, or both.
    const bool names_us = whole.substr(0, size).find("apparmor=") != std::string::npos;
    EXPECT_EQ(read.report.events != 0 || !read.report.ignored.empty(), names_us) << size;
  }
}

TEST(Reader, AnotherWorkloadOrNone) {
  const std::string pod = R"({"log":"audit: )" +
                          std::string(R"(type=1400 audit(1.0:1): apparmor=\"DENIED\" )") +
                          R"(operation=\"capable\" profile=\"p\" capname=\"kill\"","kubernetes":)" +
                          R"({"namespace_name":"n","pod_name":"o","container_name":"c"}})";
  const Read read = read_all(pod + "\n" + usual("2", body_of("p", "/a")) + "\n");
  ASSERT_EQ(read.events.size(), 2u);
  EXPECT_EQ(read.events[0].first.workload, "n/o/c");
  EXPECT_EQ(read.events[0].first.transport, Transport::user);
  EXPECT_EQ(read.events[1].first.workload, "");
  EXPECT_EQ(read.events[1].first.transport, Transport::audit);
}

}  // namespace
}  // namespace profgen::log
