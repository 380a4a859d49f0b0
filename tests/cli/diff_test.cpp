#include <nlohmann/json.hpp>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

using Diff = CliTest;

TEST_F(Diff, EqualMeaningIsSilent) {
  write("a", "profile p {\n  /x r,\n  /y w,\n}\n");
  write("b", "# the same\nprofile p {\n  /{x,x} r,\n  deny /z r,\n  /y w,\n}\n");
  write("c", "# the same\nprofile p {\n  /y w,\n  /{x,x} r,\n}\n");
  const Finished same = profgen({"diff", path("a"), path("c")});
  EXPECT_EQ(same.exit_code, 0) << same.errors;
  EXPECT_EQ(same.output + same.errors, "");
  EXPECT_EQ(profgen({"diff", path("a"), path("b")}).exit_code, 1);
}

TEST_F(Diff, ShowsWhatIsWiderAndWhatIsNarrower) {
  write("old",
        "profile p {\n  /x/* r,\n  /bin/t ix,\n  /gone r,\n  deny /d w,\n}\nprofile a {\n}\n");
  write(
      "new",
      "profile p flags=(complain) {\n  /x/** rw,\n  /bin/t Px,\n  capability chown,\n  deny /e r,\n"
      "}\nprofile b {\n}\n");
  const Finished done = profgen({"diff", path("old"), path("new")});
  EXPECT_EQ(done.exit_code, 1) << done.errors;
  const std::string old = path("old"), fresh = path("new");
  EXPECT_EQ(done.output,
            "a  only in " + old + " (" + old + ":7)\nb  only in " + fresh + " (" + fresh +
                ":7)\np  wider and narrower  old " + old + ":1  new " + fresh +
                ":1\n"
                "  mode\n"
                "    + enforce → complain  new:1\n"
                "  capability\n"
                "    + chown  new:4\n"
                "  exec\n"
                "    ~ execute /bin/t: ix → Px  new:3; was old:3\n"
                "  file\n"
                "    + /x/** rw,   new:2; e.g. /x/a\n"
                "    - /gone r,    old:4\n"
                "    + deny /d w,  old:5; is gone; still not allowed\n"
                "    - deny /e r,  new:5; was not allowed either\n"
                "1 profile differs: + 4 wider, - 2 narrower, ~ 1 changed; 1 profile only in " +
                old + "; 1 profile only in " + fresh + "\n");
}

TEST_F(Diff, OneDirectionCanBeAskedFor) {
  write("old", "profile p {\n  /x r,\n}\n");
  write("new", "profile p {\n  /x rw,\n}\n");
  EXPECT_EQ(profgen({"diff", "--only=granted", path("old"), path("new")}).exit_code, 1);
  const Finished removed = profgen({"diff", "--only=removed", path("old"), path("new")});
  EXPECT_EQ(removed.exit_code, 0);
  EXPECT_EQ(removed.output, "");
}

TEST_F(Diff, AChangedAbstractionIsToldOnce) {
  for (const char* side : {"old", "new"}) {
    const std::string folder = side;
    write(folder + "/abstractions/base",
          folder == "old" ? "/lib/** r,\n" : "/lib/** r,\n/etc/** r,\n");
    for (const char* name : {"p", "q", "r"})
      write(folder + "/" + name,
            "profile " + std::string(name) + " {\n  include <abstractions/base>\n}\n");
  }
  const Finished done = profgen({"diff", path("old"), path("new")});
  EXPECT_EQ(done.exit_code, 1) << done.errors;
  EXPECT_EQ(done.output, "3 profiles  wider: p, q, r\n  file\n    + /etc/** r,  " +
                             path("new/abstractions/base") +
                             ":2; e.g. /etc/a\n3 profiles differ: + 3 wider, - 0 narrower, ~ 0 "
                             "changed\n");
}

TEST_F(Diff, ManyRulesOfOneIncludeAreCounted) {
  std::string many;
  for (char c = 'a'; c <= 'j'; ++c) many += std::string("/") + c + " r,\n";
  write("d/abstractions/many", many);
  write("d/old", "profile p {\n}\n");
  write("d/new", "profile p {\n  include <abstractions/many>\n}\n");
  const Finished done = profgen({"diff", path("d/old"), path("d/new")});
  EXPECT_TRUE(has(done.output, "+ 10 rules of abstractions/many  10 file; -v lists them"))
      << done.output;
  const Finished all = profgen({"diff", "-v", path("d/old"), path("d/new")});
  EXPECT_TRUE(has(all.output, "+ /j r,")) << all.output;
}

TEST_F(Diff, JsonHoldsEverything) {
  write("old", "profile p {\n  /x/** r,\n}\n");
  write("new", "profile p {\n  /x/** rw,\n}\n");
  const Finished done = profgen({"diff", "--json", path("old"), path("new")});
  EXPECT_EQ(done.exit_code, 1);
  const auto json = nlohmann::json::parse(done.output);
  EXPECT_TRUE(json.at("wider").get<bool>());
  const auto& one = json.at("profiles").at(0);
  EXPECT_EQ(one.at("status"), "differs");
  const auto& difference = one.at("differences").at(0);
  EXPECT_EQ(difference.at("change"), "granted");
  EXPECT_EQ(difference.at("class"), "file");
  EXPECT_EQ(difference.at("permissions"), "w");
  EXPECT_EQ(difference.at("by").at("line"), 2);
  EXPECT_EQ(difference.at("by").at("side"), "after");
  EXPECT_TRUE(has(difference.at("example"), "/x/a"));
  const Finished same = profgen({"diff", "--json", path("old"), path("old")});
  EXPECT_EQ(same.exit_code, 0);
  EXPECT_TRUE(nlohmann::json::parse(same.output).at("profiles").empty());
}

TEST_F(Diff, StandardInputIsASide) {
  write("new", "profile p {\n  /x rw,\n}\n");
  const Finished done = profgen({"diff", "-", path("new")}, "profile p {\n  /x r,\n}\n");
  EXPECT_EQ(done.exit_code, 1) << done.errors;
  EXPECT_TRUE(has(done.output, "old <stdin>:1")) << done.output;
}

TEST_F(Diff, WhatCannotBeReadIsTold) {
  write("a", "profile p {\n  /x r,\n}\n");
  write("broken", "profile p {\n  /x rq,\n}\n");
  EXPECT_EQ(profgen({"diff", path("a"), path("nothing")}).exit_code, 3);
  const Finished broken = profgen({"diff", path("a"), path("broken")});
  EXPECT_EQ(broken.exit_code, 3);
  EXPECT_TRUE(has(broken.errors, "broken:2")) << broken.errors;
  EXPECT_EQ(profgen({"diff", path("a")}).exit_code, 2);
  EXPECT_EQ(profgen({"diff", "-", "-"}).exit_code, 2);
  EXPECT_EQ(profgen({"diff", "--only=more", path("a"), path("a")}).exit_code, 2);
}

TEST_F(Diff, NoByteOfAFileMovesTheCursor) {
  write("old", "profile p {\n}\n");
  write("new", "profile p {\n  \"/a\x1b[2Jb\" r,\n}\n");
  const Finished done = profgen({"diff", path("old"), path("new")});
  EXPECT_FALSE(has(done.output + done.errors, "\x1b"));
}

}  // namespace
}  // namespace profgen::test
