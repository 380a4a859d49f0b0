#include "refine/glob_steps.hpp"

#include <gtest/gtest.h>

#include <string>

namespace profgen::refine {
namespace {

struct Step {
  const char* from;
  const char* to;
};

TEST(GlobSteps, OneStep) {
  const Step steps[] = {
      {"/a/b/c", "/a/b/*"},
      {"/a/b/*", "/a/**"},
      {"/a/b/**", "/a/**"},
      {"/a/**", "/**"},
      {"/a", "/*"},
      {"/*", "/**"},
      {"/**", "/**"},
      {"/a/b**", "/a/**"},
      {"/a/**b", "/a/**"},
      {"/a/b**c", "/a/**"},
      {"/a/b*", "/a/*"},
      {"/a/.hidden", "/a/*"},
      // folders
      {"/a/b/", "/a/*/"},
      {"/a/*/", "/**/"},
      {"/a/b/**/", "/a/**/"},
      {"/a/b**/", "/a/**/"},
      {"/", "/"},
      {"/**/", "/**/"},
      // variables have nothing above them
      {"@{HOME}/.config/x", "@{HOME}/.config/*"},
      {"@{HOME}/.config/*", "@{HOME}/**"},
      {"@{HOME}/*", "@{HOME}/**"},
      {"@{HOME}/**", "@{HOME}/**"},
      {"@{exec_path}", "@{exec_path}"},
      {"@{PROC}/@{pid}/stat", "@{PROC}/@{pid}/*"},
      // a slash within braces, a class or behind an escape parts nothing
      {"/a/{b/c,d}", "/a/*"},
      {"/a/{b/c,d}/e", "/a/{b/c,d}/*"},
      {"/a/{b/c,d}/*", "/a/**"},
      {"/a/[/]x", "/a/*"},
      {R"(/a/b\{c/d)", R"(/a/b\{c/*)"},
      {R"(/a\052/b)", R"(/a\052/*)"},
      {"", ""},
  };
  for (const Step& step : steps) EXPECT_EQ(glob_step(step.from), step.to) << step.from;
}

TEST(GlobSteps, WithExtension) {
  const Step steps[] = {
      {"/a/b/c.txt", "/a/b/*.txt"},
      {"/a/b/*.txt", "/a/**.txt"},
      {"/a/**.txt", "/**.txt"},
      {"/**.txt", "/**.txt"},
      {"/a/c.tar.gz", "/a/*.tar.gz"},
      {"/a/*.tar.gz", "/**.tar.gz"},
      {"/a/b**.txt", "/a/**.txt"},
      {"/a/**b.txt", "/a/**.txt"},
      {"/a.d/c.conf", "/a.d/*.conf"},
      {"@{HOME}/x.png", "@{HOME}/*.png"},
      {"@{HOME}/*.png", "@{HOME}/**.png"},
      // no extension
      {"/a/b", "/a/b"},
      {"/a.d/b", "/a.d/b"},
      {"/a/.bashrc", "/a/.bashrc"},
      {"/a/b.", "/a/b."},
      {"/a/b.d/", "/a/b.d/"},
      {"/a/{x.y,z}", "/a/{x.y,z}"},
      {R"(/a/b\.c)", R"(/a/b\.c)"},
      {"", ""},
  };
  for (const Step& step : steps)
    EXPECT_EQ(glob_step_with_extension(step.from), step.to) << step.from;
}

// Whatever it begins with, some steps later nothing changes any more.
TEST(GlobSteps, ComeToAnEnd) {
  for (std::string pattern : {"/a/b/c/d/e/f.g", "/a/b/c/d/", "@{HOME}/a/b/c.d", "/{a,b/c}/d/e",
                              "/a[/b", "/a{/b/c", "}/x"}) {
    for (const bool extension : {true, false}) {
      std::string now = pattern, next = now;
      int steps = 0;
      do {
        now = next;
        next = extension ? glob_step_with_extension(now) : glob_step(now);
      } while (next != now && ++steps < 20);
      EXPECT_LT(steps, 20) << pattern;
    }
  }
}

}  // namespace
}  // namespace profgen::refine
