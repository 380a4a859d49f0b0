// Lints that look beyond one rule, and the checker that runs them.
#include <gmock/gmock.h>

#include <span>

#include "unit/policy/lint_helpers.hpp"

namespace profgen::policy {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> found(const std::string& text, const MemoryFiles& files = lint_files()) {
  std::vector<std::string> out;
  for (const Diagnostic& one : lint(text, {}, files))
    out.push_back(std::to_string(one.at.line) + ":" + std::to_string(one.at.column) + " " + one.id);
  return out;
}

struct Expected {
  const char* rules;
  const char* id;  // the only finding; "": none
};

void expect_each(std::span<const Expected> cases) {
  for (const Expected& one : cases) {
    const auto ids = ids_of(lint(in_profile(one.rules)));
    if (*one.id == '\0')
      EXPECT_THAT(ids, IsEmpty()) << one.rules;
    else
      EXPECT_THAT(ids, ElementsAre(one.id)) << one.rules;
  }
}

TEST(Lint, RulesAreComparedByMeaning) {
  const struct {
    const char* rules;
    std::vector<std::string> found;
  } cases[] = {
      // wider and narrower, in either order, variables looked through
      {"@{PROC}/demo/** r,\n@{PROC}/demo/x r,\n", {"6:1 covered-rule"}},
      {"/a/b r,\n/a/* r,\n", {"5:1 covered-rule"}},
      {"/a/* w,\n/a/b a,\n", {"6:1 covered-rule"}},
      {"/a/* rw,\nowner /a/b r,\n", {"6:1 covered-rule"}},
      {"capability chown,\ncapability chown kill,\n", {"5:1 covered-rule"}},
      {"network inet,\nnetwork inet stream,\n", {"6:1 covered-rule"}},
      {"/{a,b} r,\n/{b,a} r,\n", {"6:1 covered-rule"}},
      {"/a/* rm,\n/a/b ix,\n", {}},
      {"/a/* ix,\n/a/b m,\n", {"6:1 covered-rule"}},
      {"/a/* Px -> backup,\n/a/b m,\n", {}},
      // not the same voice
      {"owner /a/* rw,\n/a/b r,\n", {}},
      {"/a/* r,\naudit /a/b r,\n", {}},
      {"/a/* r,\ndeny /a/b r,\n", {}},
      {"/a/* ix,\n/a/b px -> backup,\n", {}},
      {"/a/* r,\n/a/b/c r,\n", {}},
      // deny
      {"/a/b r,\ndeny /a/** r,\n", {"5:1 denied-rule"}},
      {"/a/b rw,\ndeny /a/** w,\n", {}},
      {"owner /a/b r,\ndeny other /a/** r,\n", {}},
      {"capability kill,\ndeny capability kill,\n", {"5:1 denied-rule"}},
      // twice
      {"/a r,\nfile /a r,\n", {"6:1 duplicate-rule"}},
      {"allow /a r,\n/a r,\n", {"6:1 duplicate-rule"}},
      {"audit {\n  /a r,\n}\naudit /a r,\n", {"8:1 duplicate-rule"}},
      // an include
      {"/dev/null r,\n", {"5:1 useless"}},
      {"/dev/null k,\n", {}},
  };
  for (const auto& one : cases) EXPECT_EQ(found(in_profile(one.rules)), one.found) << one.rules;
}

TEST(Lint, AKnobOfTheFileCoversNothing) {
  EXPECT_THAT(found("abi <abi/4.0>,\n@{ROOT} = \"\"\nprofile demo /usr/bin/demo {\n"
                    "  @{ROOT}/run/x rw,\n  /run/x w,\n  include if exists <local/demo>\n}\n"),
              IsEmpty());
}

TEST(Lint, EveryArmOfAConditionalIsRead) {
  EXPECT_THAT(found("abi <abi/4.0>,\n${B} = false\nprofile demo /usr/bin/demo {\n"
                    "  if ${B} {\n    /etc/** rw,\n  } else {\n    /usr/** rw,\n  }\n"
                    "  include if exists <local/demo>\n}\n"),
              ElementsAre("5:5 too-wide", "7:5 too-wide"));
}

TEST(Lint, OtherProfilesOfTheDirectoryAreKnown) {
  EXPECT_THAT(found(in_profile("/usr/bin/tar Px -> backup,\n")), IsEmpty());
  EXPECT_THAT(found(in_profile("/usr/bin/tar Px -> backpu,\n")),
              ElementsAre("5:20 missing-profile"));
  EXPECT_THAT(found(in_profile("/usr/bin/* Px,\n")), IsEmpty());
  EXPECT_THAT(found(in_profile("/usr/sbin/* Px,\n")), ElementsAre("5:1 unattached-exec"));
  // A stack, a namespace, a pattern: not ours to say.
  EXPECT_THAT(found(in_profile("/usr/bin/tar Px -> backup//&demo,\n/usr/bin/a Px -> :ns:x,\n")),
              IsEmpty());
  MemoryFiles alone = lint_files();
  alone.content.erase("/etc/apparmor.d/usr.bin.backup");
  EXPECT_THAT(found(in_profile("/usr/bin/tar Px -> backpu,\n/usr/sbin/x Px,\n"), alone), IsEmpty());
}

TEST(Lint, AChildMayBeNamedByItsPath) {
  EXPECT_THAT(found("abi <abi/4.0>,\nprofile demo /usr/bin/demo {\n  /usr/bin/tar Cx,\n"
                    "  profile /usr/bin/tar {\n    /x r,\n  }\n"
                    "  include if exists <local/demo>\n}\n"),
              IsEmpty());
  EXPECT_THAT(found(in_profile("/usr/bin/tar Cx,\n")), ElementsAre("5:1 missing-profile"));
}

TEST(Lint, AnAttachmentThatAnotherFileHasIsToldWithItsPlace) {
  const std::string text =
      "abi <abi/4.0>,\nprofile demo /usr/bin/backup {\n  include if exists <local/demo>\n}\n";
  const auto diagnostics = lint(text);
  ASSERT_EQ(diagnostics.size(), 1U) << rendered(diagnostics);
  EXPECT_EQ(diagnostics[0].message,
            "this profile and `backup` in /etc/apparmor.d/usr.bin.backup:2 attach to "
            "`/usr/bin/backup` with equal right: the kernel cannot choose");
  MemoryFiles disabled = lint_files();
  disabled.content["/etc/apparmor.d/disable/usr.bin.backup"] = "";
  EXPECT_THAT(found(text, disabled), IsEmpty());
  // A pattern beside a literal one is no tie.
  EXPECT_THAT(found("abi <abi/4.0>,\nprofile demo /usr/bin/back* {\n  include if exists "
                    "<local/demo>\n}\n"),
              IsEmpty());
}

TEST(Lint, PathsThatAreDirectories) {
  const struct {
    const char* rules;
    std::vector<std::string> found;
  } cases[] = {
      {"/tmp r,\n", {"5:1 directory-mark"}},
      {"owner /tmp r,\n", {"5:7 directory-mark"}},
      {"/tmp/ r,\n", {}},
      {"/srv/x r,\n/srv/x/y r,\n", {"5:1 directory-mark"}},
      // It may be made as a file, or executed as one.
      {"/srv/x rw,\n/srv/x/y r,\n", {}},
      {"/srv/x rix,\n/srv/x/y r,\n", {}},
      {"/srv/x* r,\n/srv/x/y r,\n", {}},
      {"pivot_root /srv/new,\n", {"5:12 directory-mark"}},
      {"pivot_root /srv/new/,\n", {}},
  };
  for (const auto& one : cases) EXPECT_EQ(found(in_profile(one.rules)), one.found) << one.rules;
}

TEST(Lint, NumbersOfOneUserOrProcess) {
  const Expected cases[] = {
      {"@{run}/user/1000/x rw,\n", "hard-coded"},
      {"@{PROC}/4711/stat r,\n", "hard-coded"},
      {"/home/alice/x rw,\n", "hard-coded"},
      {"@{PROC}/1/stat r,\n", ""},
      {"@{run}/user/@{uid}/x rw,\n", ""},
      {"@{run}/user/1000abc rw,\n", ""},
      {"/home/lost+found/ r,\n", ""},
      {"/home/*/x rw,\n", "tunables"},
  };
  expect_each(cases);
}

TEST(Lint, WideRules) {
  const Expected cases[] = {
      {"/** r,\n", "too-wide"},
      {"/{,**} rw,\n", "too-wide"},
      {"file,\n", "too-wide"},
      {"/**.txt rw,\n", ""},
      {"/usr/** r,\n", ""},
      {"/usr/** w,\n", "too-wide"},
      {"@{HOME}/** rw,\n", "too-wide"},
      {"@{HOME}/** r,\n", ""},
      {"@{HOME}/.demo/** rw,\n", ""},
      {"/tmp/** rw,\n", ""},
      {"deny /** w,\n", ""},
      {"/etc/apparmor.d/** rw,\n", "policy-write"},
      {"/etc/apparmor*/** w,\n", "policy-write"},
      {"/srv/** rwix,\n", "write-exec"},
      {"/srv/** rwm,\n", ""},
      {"/srv/a ix,\n/srv/b rw,\n", ""},
  };
  expect_each(cases);
}

TEST(Lint, AVariableMayBeUsedWhereItIsIncluded) {
  MemoryFiles files = lint_files();
  files.content["/etc/apparmor.d/abstractions/base"] = "@{data}/* r,\n";
  const std::string text =
      "abi <abi/4.0>,\n@{data} = /srv\n@{more} = /opt\nprofile demo "
      "/usr/bin/demo {\n  include <abstractions/base>\n"
      "  include if exists <local/demo>\n}\n";
  EXPECT_THAT(found(text, files), ElementsAre("3:1 unused-variable"));
}

TEST(Lint, LevelsCanBeSet) {
  LintOptions options;
  options.levels["all"] = LintLevel::off;
  EXPECT_THAT(lint(in_profile("/etc/** rw,\n"), options), IsEmpty());
  options.levels["too-wide"] = LintLevel::error;
  const auto one = lint(in_profile("/etc/** rw,\n"), options);
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].severity, Severity::error);
  options.levels["all"] = LintLevel::info;
  options.levels.erase("too-wide");
  for (const Diagnostic& note : lint(in_profile("/etc/** rw,\n"), options))
    EXPECT_EQ(note.severity, Severity::note) << note.id;
}

TEST(Lint, WithoutLintOnlyTheCompilersWordStands) {
  const MemoryFiles files = lint_files();
  Checker checker(files, {}, std::nullopt);
  EXPECT_THAT(checker.check(lint_path, in_profile("/etc/** rw,\n")), IsEmpty());
  EXPECT_THAT(checker.check(lint_path, in_profile("/etc/x rz,\n")), Not(IsEmpty()));
}

TEST(Lint, AFileWithErrorsIsNotLinted) {
  EXPECT_THAT(ids_of(lint(in_profile("/etc/** rw,\n/x zz,\n"))), Not(Contains("too-wide")));
}

// What is wrong with an include that two files share is told for both, though it is read once.
TEST(Lint, ASharedIncludeIsJudgedForEachFile) {
  MemoryFiles files = lint_files();
  files.content["/etc/apparmor.d/abstractions/base"] = "/x zz,\n";
  Checker checker(files, {}, LintOptions{});
  const std::string text = in_profile("/etc/x r,\n");
  const auto first = checker.check("/a", text);
  EXPECT_TRUE(has_errors(first)) << rendered(first);
  EXPECT_EQ(rendered(checker.check("/b", text)), rendered(first));
  EXPECT_EQ(rendered(checker.check("/a", text)), rendered(first));
}

TEST(Lint, OneCheckerFindsWhatAFreshOneDoes) {
  const MemoryFiles files = lint_files();
  Checker shared(files, {}, LintOptions{});
  for (const char* rules : {"/etc/** rw,\n", "/a r,\n/a r,\n", "/x zz,\n", "/dev/null r,\n", ""})
    for (int round = 0; round < 2; ++round)
      EXPECT_EQ(rendered(shared.check(lint_path, in_profile(rules))),
                rendered(lint(in_profile(rules))));
}

TEST(Lint, HostileNamesAreMadeVisible) {
  const auto diagnostics = lint(in_profile("\"/home/al\x1b[2Jice/x\" rw,\n"));
  EXPECT_EQ(rendered(diagnostics).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace profgen::policy
