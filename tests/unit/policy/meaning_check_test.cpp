// What check_text() finds beyond one file's own text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/memory_files.hpp"
#include "profgen/policy.hpp"

namespace profgen::policy {
namespace {

struct CheckRow {
  const char* text;
  std::vector<std::string> ids;
};

TEST(MeaningCheck, Table) {
  const CheckRow rows[] = {
      {"profile p { /bin/* Px, /bin/** ix, }", {"exec-conflict"}},
      {"profile p { /bin/* Px, owner /bin/** ix, }", {"exec-conflict"}},
      {"profile p { other /bin/* Px, owner /bin/** ix, }", {}},
      {"profile p { /bin/a* Px, /bin/b* ix, }", {}},
      {"profile p { /bin/a* Px, /bin/*b ix, }", {"exec-conflict"}},
      {"profile p { /bin/* Px, /bin/x ix, }", {}},
      {"profile p { /bin/x Px, /bin/x ix, }", {"exec-conflict"}},
      {"profile p { /bin/x Px, priority=1 /bin/* ix, }", {}},
      {"profile p { /bin/* Px, priority=1 /bin/** ix, }", {}},
      {"profile p { /bin/* Px -> a, /bin/** Px -> b, }", {"exec-conflict"}},
      {"profile p { /bin/* Px, safe /bin/** px, /bin/y* rPx, }", {}},
      {"profile p { /bin/* PUx, /bin/** Pux, }", {}},
      {"profile p { deny /bin/* x, /bin/** ix, }", {}},
      {"@{bin}=/bin /usr/bin\nprofile p { @{bin}/* Px, /usr/** ix, }", {"exec-conflict"}},
      {"profile p { change_profile safe /x -> a, change_profile unsafe /x -> a, }",
       {"exec-conflict"}},
      {"profile p { change_profile safe /x -> a, change_profile unsafe /x -> b, }", {}},
      {"profile p { change_profile /x -> a*, change_profile unsafe /* -> *b, }", {"exec-conflict"}},
      {"profile p { change_profile safe /x -> a*, change_profile unsafe /x -> ab, }", {}},
      {"profile p { change_profile safe /x -> a, deny change_profile unsafe /x -> a, }", {}},
      {"@{A}=x\nprofile p @{A} { }", {}},
      {"@{A}=/x /y\nprofile p @{A} { }", {}},
      {"@{A}=x\nprofile p flags=(attach_disconnected.path=@{A}) { }", {"value"}},
      {"@{A}=/x /y\nprofile p flags=(attach_disconnected.path=@{A}) { }", {"value"}},
      {"@{A}=x\nprofile p flags=(attach_disconnected.path=/@{A}) { }", {}},
      {"profile p flags=(attach_disconnected.path=/@{A}) { }", {"undeclared-variable"}},
      {"profile p /@{A} { }", {"undeclared-variable"}},
      {"profile p @{profile_name} { }", {"undeclared-variable"}},
      {"@{A}=x\nprofile @{A} { }", {}},
      {"@{A}=p\nprofile p { } profile q { } profile @{A} { }", {}},
      {"profile p { hat h { } } profile p//h { }", {}},
      {"profile p { hat h { } profile h { } }", {"duplicate-profile"}},
      {"profile :n:p { } profile :n://p { }", {"duplicate-profile"}},
      {"profile p { if true { hat h { } } else { hat h { } } }", {}},
      {"profile p { if true { hat h { } } hat h { } }", {"duplicate-profile"}},
      // A pattern without * ? [^ ] speaks for single programs, groups and classes too.
      {"profile p { /bin/{x,y} Px, /bin/** ix, }", {}},
      {"profile p { /bin/[xy] Px, /bin/** ix, }", {}},
      {"profile p { /bin/[^x] Px, /bin/** ix, }", {"exec-conflict"}},
      {"profile p { /bin/x Px, /bin/{x,y} ix, }", {"exec-conflict"}},
      {"profile p { /bin/\\* Px, /bin/** ix, }", {}},
      {"@{A}=/bin/x /bin/y\nprofile p { @{A} Px, /bin/* ix, }", {}},
      // `file,` executes everything by ix; prompt rules stand apart.
      {"profile p { file, /bin/* Px, }", {"exec-conflict"}},
      {"profile p { file, /bin/x Px, /** ix, }", {}},
      {"profile p { owner file, other /bin/* Px, }", {}},
      {"profile p { all, /bin/* Px, }", {}},
      {"profile p { prompt file, /bin/* Px, }", {}},
      {"profile p { prompt /bin/* Px, prompt /bin/** ix, }", {"exec-conflict"}},
      // With a target, ix and ux are what pix and px are; what is inherited counts as scrubbed.
      {"profile p { /bin/* ix -> t, /bin/** Pix -> t, }", {}},
      {"profile p { /bin/* ix -> t, /bin/** pix -> t, }", {"exec-conflict"}},
      {"profile p { /bin/* Ux -> t, /bin/** Px -> t, }", {}},
      {"profile p { /bin/* ix, unsafe ix /bin/**, }", {"exec-conflict"}},
      {"profile p { /bin/* pUx, /bin/** pux, }", {}},
      {"profile p { /bin/* pux, /bin/** Pux, }", {"exec-conflict"}},
      // Values that break a pattern.
      {"@{A}={x\nprofile p { /@{A} r, }", {"value"}},
      {"@{A}={x\nprofile p { /a r, }", {}},
      {"@{A}=x\nprofile p { /{@{A}} r, }", {"value"}},
      {"@{A}=x\nprofile p { /{@{A},y} r, }", {}},
      {"@{A}={x\nprofile p { signal peer=@{A}, }", {"value"}},
      // The target of an exec transition is kept as it stands.
      {"profile p { /a Px -> @{A}, }", {}},
      {"profile p { /@{A} Px -> b, }", {"undeclared-variable"}},
      {"$A=true\n@{A}=x\nprofile p { }", {"variable-redefined"}},
      {"@{A}=x\n$A=true\nprofile p { }", {"variable-redefined"}},
      {"@{A}=x\n$A ?= true\nprofile p { }", {}},
      {"@{exec_path}=/x\nprofile p { @{exec_path} r, }", {}},
      // What the arms say that are not taken.
      {"profile p { if false { include <none> } }", {"missing-include"}},
      {"profile p { if true { } else if $NONE { } }", {"bad-condition"}},
      {"profile p { if false { if $NONE { } } }", {"bad-condition"}},
      {"profile p { if false { /@{none} r, } }", {}},
      {"@{A}=@{none}\nprofile p { if @{A} == x { } }", {"bad-condition"}},
      {"@{A}=@{profile_name}\nprofile p { if x in @{A} { } }", {"bad-condition"}},
      // No blank is needed before these operators; before := it is.
      {"@{A}?=x\n@{A}?=\"y z\" w\nprofile p { /@{A} r, }", {}},
      {"@A+=x\nprofile p { }", {"undeclared-variable"}},
      {"@{A}=x\n@{A}:=y\nprofile p { }", {"syntax"}},
      {"@{A}=x\nprofile p { @{A}?x r, }", {"syntax"}},
      {"@{A}=x\nprofile p { \"@{A}?x\" r, }", {}},
      {"$A = true\r\nprofile p { }", {"value"}},
      {"@{A} = true\r\nprofile p { }", {}},
      {"abi <\"kernel\">,\nprofile p { }", {}},
      {"abi < >,\nprofile p { }", {"syntax"}},
      {"abi < \"kernel\">,\nprofile p { }", {"syntax"}},
      {"profile p { include if exists < \"none\">\n}", {"syntax"}},
      {"profile p { include if exists <no\"ne>\n}", {"syntax"}},
      {"profile p { include if exists <\"none\">\n}", {}},
      {"alias a -> /b,\nprofile p { }", {"syntax"}},
      {"@{A}=@x @y\nprofile p { unix addr=@{A}, }", {"value"}},
      {"@{A}=@x @y\nprofile p { unix addr=@z@{A}, }", {}},
      {"@{A}=@x\nprofile p { unix peer=(addr=@{A}), }", {}},
      {"profile p { if -5 < 0x10 { } }", {}},
      {"profile p { if 08 < 9 { } }", {"bad-condition"}},
      {"profile p { if 5 < 99999999999999999999 { } }", {"bad-condition"}},
      {"abi <none>,\nprofile p { }", {"missing-abi"}},
      {"abi \"kernel\",\nprofile p { }", {"missing-abi"}},
      {"abi <kernel>,\nabi <default>,\nprofile p { }", {}},
      {"profile p { } profile :ns:p { }", {}},
      {"@{A}=@{B}\n@{B}=@{A}\nprofile p { /@{A} r, }", {"recursive-variable"}},
      {"@{A}=@{B}\n@{B}=@{A}\nprofile p { }", {}},
      {"@{A}=@{none}\nprofile p { /@{A} r, }", {"undeclared-variable"}},
      {"profile p { @{exec_path} r, }", {"undeclared-variable"}},
      {"profile p /x { @{exec_path} r, @{profile_name} r, }", {}},
      {"profile p { include <none> }", {"missing-include"}},
      {"profile p { include if exists <none> }", {}},
  };
  for (const CheckRow& row : rows) {
    MemoryFiles files;
    std::vector<std::string> ids;
    for (const Diagnostic& found : check_text(files, "f", row.text, {}))
      if (found.severity == Severity::error) ids.push_back(found.id);
    EXPECT_EQ(ids, row.ids) << row.text;
  }
}

TEST(MeaningCheck, AConflictNamesBothPlacesAndAProgram) {
  MemoryFiles files;
  const auto found = check_text(files, "f", "profile p {\n  /bin/a* Px,\n  /bin/*b ix,\n}\n", {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].at, (Position{3, 3}));
  EXPECT_THAT(found[0].message, ::testing::HasSubstr("f:2"));
  EXPECT_THAT(found[0].message, ::testing::HasSubstr("`/bin/ab`"));
}

// Variables that double each other make long patterns: told, not carried out.
TEST(MeaningCheck, HostileVariablesAndIncludesEnd) {
  std::string text = "@{V0}=/a /b\n";
  for (int i = 1; i < 60; ++i) {
    const std::string inner = "@{V" + std::to_string(i - 1) + "}";
    text += "@{V" + std::to_string(i) + "}=" + inner + inner + "\n";
  }
  text += "profile p { @{V59} r, }\n";
  MemoryFiles files;
  const auto found = check_text(files, "f", text, {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].id, "variable-too-long");

  // A chain of variables is no deep recursion.
  std::string chain = "@{V0}=/a\n";
  for (int i = 1; i < 50000; ++i)
    chain += "@{V" + std::to_string(i) + "}=@{V" + std::to_string(i - 1) + "}\n";
  const auto deep = check_text(files, "f", chain + "profile p { @{V49999} r, }\n", {});
  ASSERT_EQ(deep.size(), 1U);
  EXPECT_EQ(deep[0].id, "variable-depth");
  EXPECT_TRUE(check_text(files, "f", chain + "profile p { @{V900} r, }\n", {}).empty());

  for (int i = 0; i < 300; ++i)
    files.content["/etc/apparmor.d/i" + std::to_string(i)] =
        "include <i" + std::to_string(i + 1) + ">\n";
  EXPECT_TRUE(has_errors(check_text(files, "f", "profile p { include <i0> }", {})));
  EXPECT_TRUE(has_errors(check_text(files, "f", "include <i0>\nprofile p { }", {})));
}

// An included file is judged as the text itself, and by the place where it is included.
TEST(MeaningCheck, IncludedFiles) {
  MemoryFiles files;
  const std::string base = "/etc/apparmor.d/";
  files.content[base + "rules"] = "/a r,\n";
  files.content[base + "vars"] = "@{A}=x\n";
  files.content[base + "profiles"] = "profile q { }\n";
  files.content[base + "wrong"] = "capability nonsense,\n";
  files.content[base + "exec"] = "/bin/x ix,\n";
  files.content[base + "abi"] = "abi <none>,\n";
  const CheckRow rows[] = {
      {"include <rules>\nprofile p { }", {"structure"}},
      {"include <vars>\nprofile p { /@{A} r, }", {}},
      {"profile p { include <vars> }", {"structure"}},
      {"profile p { }\ninclude <vars>\n", {"structure"}},
      {"profile p { }\ninclude <profiles>\n", {}},
      {"profile p { include <profiles> }", {}},
      {"profile p { include <wrong> }", {"unknown-word"}},
      {"profile p { include <exec> }", {}},
      {"profile p { deny { include <exec> } }", {"permissions"}},
      {"profile p { include <abi> }", {"missing-abi"}},
      {"profile p { include < rules > }", {}},
      {"profile p { include <\"rules\"> }", {}},
      {"profile p {\n#include<rules>\n}", {}},
      {"profile p {\n#included\n}", {"missing-include"}},
  };
  for (const CheckRow& row : rows) {
    std::vector<std::string> ids;
    for (const Diagnostic& found : check_text(files, "f", row.text, {}))
      if (found.severity == Severity::error) ids.push_back(found.id);
    EXPECT_EQ(ids, row.ids) << row.text;
  }
}

}  // namespace
}  // namespace profgen::policy
