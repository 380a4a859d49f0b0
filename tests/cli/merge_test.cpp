#include "cli/cli.hpp"

namespace profgen::test {
namespace {

using Merge = CliTest;

constexpr const char* ours = "profile p {\n  # ours\n  /a r,\n}\n";
constexpr const char* theirs = "profile p {\n  # theirs\n  /b r,\n}\n";
constexpr const char* both = "profile p {\n  # ours\n  /a r,\n\n  # theirs\n  /b r,\n}\n";

TEST_F(Merge, PrintsTheResult) {
  write("a", ours);
  write("b", theirs);
  const Finished done = profgen({"merge", path("a"), path("b")});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_EQ(done.output, both);
  EXPECT_EQ(read(path("a")), ours);
  EXPECT_EQ(profgen({"merge", path("a"), "-"}, theirs).output, both);
}

TEST_F(Merge, WritesInPlaceOrElsewhere) {
  write("a", ours);
  write("b", theirs);
  const Finished there = profgen({"merge", path("a"), path("b"), "-o", path("c")});
  EXPECT_EQ(there.exit_code, 0) << there.errors;
  EXPECT_EQ(read(path("c")), both);
  EXPECT_EQ(read(path("a")), ours);
  EXPECT_EQ(profgen({"merge", "-i", path("a"), path("b")}).exit_code, 0);
  EXPECT_EQ(read(path("a")), both);
  // Once more there is nothing to write.
  const Finished again = profgen({"merge", "-i", path("a"), path("b")});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_FALSE(has(again.output, "wrote")) << again.output;
  EXPECT_EQ(profgen({"diff", "--only=removed", path("b"), path("a")}).exit_code, 0);
}

TEST_F(Merge, TakesSeveralFiles) {
  write("a", ours);
  write("b", theirs);
  write("c", "profile q {\n  /c r,\n}\n");
  const Finished done = profgen({"merge", path("a"), path("b"), path("c")});
  EXPECT_EQ(done.output, std::string(both) + "\nprofile q {\n  /c r,\n}\n") << done.errors;
}

TEST_F(Merge, IncludesBesideTheFileAreFound) {
  write("d/tunables/here", "@{HERE}=/here\n");
  write("d/abstractions/x", "@{HERE}/x r,\n");
  write("d/a", "include <tunables/here>\nprofile p {\n  /a r,\n}\n");
  write("d/b", "include <tunables/here>\nprofile p {\n  include <abstractions/x>\n}\n");
  const Finished done = profgen({"merge", "-i", path("d/a"), path("d/b")});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_TRUE(has(read(path("d/a")), "include <abstractions/x>")) << done.errors;
}

TEST_F(Merge, ConflictsAreShownWithBothPlaces) {
  write("a", "profile p {\n  /bin/x ix,\n}\n");
  write("b", "profile p {\n  /bin/x Px,\n}\n");
  const Finished done = profgen({"merge", path("a"), path("b")});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(done.output, "profile p {\n  /bin/x ix,\n}\n");
  EXPECT_TRUE(has(done.errors, path("b") + ":2:3: warning:")) << done.errors;
  EXPECT_TRUE(has(done.errors, path("a") + ":2:3")) << done.errors;
  const Finished other = profgen({"merge", "--prefer=theirs", path("a"), path("b")});
  EXPECT_EQ(other.exit_code, 0) << other.errors;
  EXPECT_EQ(other.output, "profile p {\n  /bin/x Px,\n}\n");
}

TEST_F(Merge, WhatCannotBeUsedIsTold) {
  write("a", ours);
  write("broken", "profile p {\n  /x rq,\n}\n");
  const Finished broken = profgen({"merge", "-i", path("a"), path("broken")});
  EXPECT_EQ(broken.exit_code, 3);
  EXPECT_EQ(broken.output, "");
  EXPECT_EQ(read(path("a")), ours);
  EXPECT_EQ(profgen({"merge", path("a"), path("nothing")}).exit_code, 3);
  EXPECT_EQ(profgen({"merge", path("a")}).exit_code, 2);
  EXPECT_EQ(profgen({"merge", "--prefer=mine", path("a"), path("a")}).exit_code, 2);
  EXPECT_EQ(profgen({"merge", "-i", "-o", path("c"), path("a"), path("a")}).exit_code, 2);
}

}  // namespace
}  // namespace profgen::test
