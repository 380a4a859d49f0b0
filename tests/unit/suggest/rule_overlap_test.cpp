#include "suggest/rule_overlap.hpp"

#include <gtest/gtest.h>

namespace profgen::suggest {
namespace {

policy::Rule rule(const char* text) {
  const auto read = policy::rule_from_text(text);
  EXPECT_TRUE(read) << text;
  return read.value_or(policy::Rule{});
}

TEST(RuleOverlap, ByMeaning) {
  const struct {
    const char* a;
    const char* b;
    bool overlaps, a_contains_b;
  } cases[] = {
      {"/a/* r,", "/a/b r,", true, true},
      {"/a/b r,", "/a/* r,", true, false},
      {"/a/* r,", "/a/b w,", false, false},
      {"/a/* rw,", "/a/b r,", true, true},
      {"owner /a/* r,", "/a/b r,", true, false},
      {"/a/* r,", "owner /a/b r,", true, true},
      {"@{PROC}/** r,", "/proc/cpuinfo r,", true, true},
      {"@{UNKNOWN}/x r,", "/a/x r,", true, true},
      {"network inet,", "network inet stream,", true, true},
      {"network inet stream,", "network,", true, false},
      {"network inet stream,", "network inet dgram,", false, false},
      {"capability,", "capability chown,", true, true},
      {"capability chown fowner,", "capability chown,", true, true},
      {"signal send peer=a,", "signal send set=term peer=a,", true, true},
      {"signal send peer=a,", "signal receive peer=a,", false, false},
      {"mount fstype=tmpfs,", "mount fstype=ext4,", false, false},
      {"mount,", "mount fstype=ext4 /dev/x -> /mnt/,", true, true},
      {"mount,", "umount /mnt/,", false, false},
      {"dbus bus=system,", "dbus send bus=system path=/a,", true, true},
      {"file,", "/a r,", true, true},
      {"deny /a r,", "/a r,", false, false},
      {"/a r,", "deny /a r,", false, false},
      {"/a r,", "capability chown,", false, false},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(overlap(rule(one.a), rule(one.b)), one.overlaps) << one.a << " and " << one.b;
    EXPECT_EQ(overlap(rule(one.b), rule(one.a)), one.overlaps) << one.b << " and " << one.a;
    EXPECT_EQ(contains(rule(one.a), rule(one.b)), one.a_contains_b) << one.a << " of " << one.b;
  }
}

}  // namespace
}  // namespace profgen::suggest
