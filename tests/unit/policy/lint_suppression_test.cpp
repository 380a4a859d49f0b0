#include <gmock/gmock.h>

#include "unit/policy/lint_helpers.hpp"

namespace profgen::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> lines_found(const std::string& text) {
  std::vector<std::string> out;
  for (const Diagnostic& one : lint(text))
    out.push_back(std::to_string(one.at.line) + " " + one.id);
  return out;
}

// The first rule of in_profile() stands in line 5.
TEST(LintSuppression, HoldsForItsLineOrTheNextOne) {
  const struct {
    const char* rules;
    std::vector<std::string> left;
  } cases[] = {
      {"/etc/** rw,\n", {"5 too-wide"}},
      {"/etc/** rw, # profgen: ignore[too-wide] edits all of it\n", {}},
      {"#profgen:ignore[too-wide]\n/etc/** rw,\n", {}},
      {"# profgen: ignore[too-wide] why\n# and more about it\n/etc/** rw,\n", {}},
      {"# profgen: ignore[write-exec, too-wide]\n/etc/** rw,\n", {"5 unused-suppression"}},
      {"# profgen: ignore[too-wide]\n\n/etc/** rw,\n", {"5 unused-suppression", "7 too-wide"}},
      {"# profgen: ignore[too-wide]\n/etc/** rw,\n/usr/** rw,\n", {"7 too-wide"}},
      {"/etc/** rw,\n# profgen: ignore[too-wide]\n", {"5 too-wide", "6 unused-suppression"}},
      // The other name of a lint.
      {"capability chown,\ncapability chown, # profgen: ignore[duplicate-capability]\n", {}},
      // A rule of several lines, with the comment behind any of them.
      {"dbus\n  , # profgen: ignore[broad-dbus]\n", {}},
      {"# profgen: ignore[no-such]\n", {"5 unknown-suppression"}},
      {"# profgen: ignore too-wide\n/etc/** rw,\n", {"6 too-wide"}},
      {"# to be done: profgen: ignore[too-wide]\n/etc/** rw,\n", {"6 too-wide"}},
  };
  for (const auto& one : cases)
    EXPECT_EQ(lines_found(in_profile(one.rules)), one.left) << one.rules;
}

TEST(LintSuppression, InTheHeaderItHoldsForTheFile) {
  EXPECT_THAT(lines_found("# profgen: ignore[too-wide] an editor\n\n" +
                          in_profile("/etc/** rw,\n/usr/** rw,\n")),
              IsEmpty());
  EXPECT_THAT(lines_found("# profgen: ignore[too-wide]\n" + in_profile("/etc/x r,\n")),
              ElementsAre("1 unused-suppression"));
}

TEST(LintSuppression, OnTheLineOfAProfileItIsAboutItsHead) {
  const std::string head = "abi <abi/4.0>,\nprofile demo /usr/bin/demo flags=(unconfined) {";
  const std::string rest = "\n  userns,\n  include if exists <local/demo>\n}\n";
  EXPECT_THAT(lines_found(head + rest), ElementsAre("2 unconfined-mode"));
  EXPECT_THAT(lines_found(head + " # profgen: ignore[unconfined-mode]" + rest), IsEmpty());
}

TEST(LintSuppression, ApparmorDsCommentsAreUnderstood) {
  EXPECT_THAT(lines_found(in_profile("/etc/** rw, #aa:lint ignore=too-wide\n")), IsEmpty());
  EXPECT_THAT(lines_found(in_profile(
                  "/srv/x r,\n#aa:lint ignore=too-wide\n# a paragraph\n/etc/** rw,\n/usr/** rw,\n"
                  "\n/var/** rw,\n")),
              ElementsAre("11 too-wide"));
  EXPECT_THAT(
      lines_found("abi <abi/4.0>,\n#aa:lint ignore=too-wide,include\nprofile demo /usr/bin/demo {\n"
                  "  /etc/** rw,\n}\n"),
      IsEmpty());
  // Its own ids that are not ours are no mistake of the file.
  EXPECT_THAT(lines_found(in_profile("/etc/x r, #aa:lint ignore=sbin\n")), IsEmpty());
}

TEST(LintSuppression, ErrorsStay) {
  EXPECT_THAT(lines_found(in_profile("/etc/x rz, # profgen: ignore[syntax]\n")),
              ElementsAre(::testing::StartsWith("5 ")));
  EXPECT_TRUE(has_errors(lint(in_profile("@{NO} r, # profgen: ignore[undeclared-variable]\n"))));
}

TEST(LintSuppression, WhatIsSwitchedOffIsNotUnused) {
  LintOptions options;
  options.levels["too-wide"] = LintLevel::off;
  EXPECT_THAT(ids_of(lint(in_profile("/etc/** rw, # profgen: ignore[too-wide]\n"), options)),
              IsEmpty());
}

TEST(LintSuppression, AnUnknownIdIsToldItsNearestOne) {
  const auto diagnostics = lint(in_profile("/etc/x r, # profgen: ignore[to-wide]\n"));
  EXPECT_EQ(rendered(diagnostics),
            "/etc/apparmor.d/demo:5:29: warning: there is no lint `to-wide` [unknown-suppression]\n"
            "  /etc/x r, # profgen: ignore[to-wide]\n"
            "                              ^\n"
            "  hint: did you mean `too-wide`?\n");
}

}  // namespace
}  // namespace profgen::policy
