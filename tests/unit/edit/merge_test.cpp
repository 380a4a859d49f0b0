#include "profgen/merge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/cases.hpp"
#include "tests/unit/edit/compare_helpers.hpp"
#include "tests/unit/edit/reading.hpp"

namespace profgen::edit {
namespace {

namespace fs = std::filesystem;
using test::content;
using test::lines_of;
using test::policy_of;
using test::profile_text;

Merged merged(const std::string& ours, const std::string& theirs, bool prefer_theirs = false) {
  return merge(test::include_files(), test::load_options(), {"ours", ours}, {"theirs", theirs},
               {prefer_theirs});
}

// "exec warning 4:3": kind, whether it is open, place in theirs.
std::vector<std::string> conflicts_of(const Merged& result) {
  std::vector<std::string> lines;
  for (const Diagnostic& one : result.conflicts)
    lines.push_back(one.id + " " + std::string(name_of(one.severity)) + " " +
                    std::to_string(one.at.line) + ":" + std::to_string(one.at.column));
  return lines;
}

// NAME.ours and NAME.theirs make NAME.merged; with --prefer=theirs, NAME.theirs-merged.
std::vector<std::string> merged_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(PROFGEN_SOURCE_DIR "/tests/data/edit/merge"))
    if (entry.path().extension() == ".ours") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

class MergeGolden : public ::testing::TestWithParam<std::string> {};

TEST_P(MergeGolden, IsAsWritten) {
  const std::string base = PROFGEN_SOURCE_DIR "/tests/data/edit/merge/" + GetParam();
  const std::string ours = content(base + ".ours"), theirs = content(base + ".theirs");
  const Merged result = merged(ours, theirs);
  EXPECT_TRUE(result.errors.empty()) << render(result.errors.at(0));
  EXPECT_EQ(result.text, content(base + ".merged"));
  if (fs::exists(base + ".theirs-merged")) {
    EXPECT_EQ(merged(ours, theirs, true).text, content(base + ".theirs-merged"));
  }
  // Once more adds nothing.
  const Merged again = merged(result.text, theirs);
  EXPECT_EQ(again.text, result.text);
  EXPECT_EQ(again.added, 0U);
  EXPECT_EQ(merged(ours, ours).text, ours);
  EXPECT_EQ(merged(theirs, theirs).text, theirs);
}

INSTANTIATE_TEST_SUITE_P(All, MergeGolden, ::testing::ValuesIn(merged_names()),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Merge, WhatIsGrantedAlreadyIsNotAdded) {
  const char* const pairs[][2] = {
      {"/x/** rw,", "/x/a r,\nowner /x/b w,"},
      {"include <abstractions/more>", "include <abstractions/base>\n/etc/more r,"},
      {"owner @{HOME}/.x rw,", "owner /root/.x r,"},
      {"capability,", "capability chown kill,"},
      {"/a r,\n/b r,", "/{a,b} r,"},
      {"deny /x/** w,", "deny /x/a w,"},
      {"audit /a r,", "/a r,"},
      {"/a r,\nif true {\n/b r,\n}", "/b r,"},
  };
  for (const auto& [ours, theirs] : pairs) {
    const Merged result = merged(profile_text(ours), profile_text(theirs));
    EXPECT_EQ(result.text, profile_text(ours)) << theirs;
    EXPECT_EQ(result.added, 0U);
    EXPECT_EQ(conflicts_of(result), std::vector<std::string>{});
  }
}

TEST(Merge, ContradictionsAreToldWithBothPlaces) {
  using Strings = std::vector<std::string>;
  const struct {
    const char* ours;
    const char* theirs;
    Strings conflicts;
  } rows[] = {
      {"/bin/x ix,", "/bin/x Px,", {"exec warning 3:1"}},
      {"/bin/* ix,", "/bin/x Px,", {"exec warning 3:1"}},
      {"/bin/x ix,", "/bin/* Px,", {"exec warning 3:1"}},
      {"/bin/x rix,", "/bin/x mrPx,", {"exec warning 3:1"}},
      {"deny /a r,", "/a r,", {"allow-deny warning 3:1"}},
      {"/a r,", "deny /a r,", {"allow-deny warning 3:1"}},
      {"/a r,", "deny /** r,", {"allow-deny warning 3:1"}},
      {"set rlimit nofile <= 1,", "set rlimit nofile <= 2,", {"rlimit warning 3:1"}},
      {"priority=1 /a r,", "priority=2 /a r,", {"priority warning 3:1"}},
      {"/a r,", "/a r,\n/b r,", {}},
  };
  for (const auto& row : rows) {
    const Merged result = merged(profile_text(row.ours), profile_text(row.theirs));
    EXPECT_EQ(conflicts_of(result), row.conflicts) << row.ours << "\n---\n" << row.theirs;
    EXPECT_TRUE(result.errors.empty()) << row.theirs;
    for (const Diagnostic& one : result.conflicts)
      EXPECT_NE(one.message.find("ours:3:1"), std::string::npos) << one.message;
    // What we grant stays, whatever they say.
    for (const std::string& line :
         lines_of(compare(policy_of("a", profile_text(row.ours)), policy_of("b", result.text))))
      EXPECT_NE(line.compare(0, 7, "removed"), 0) << line;
  }
}

TEST(Merge, TheOtherSideCanBePreferred) {
  const struct {
    const char* ours;
    const char* theirs;
    const char* result;
  } rows[] = {
      {"  /bin/x ix,", "/bin/x Px,", "  /bin/x Px,"},
      {"  /bin/x mrix,", "/bin/x Px,", "  /bin/x mr,\n  /bin/x Px,"},
      {"  deny /a r,", "/a r,", "  /a r,"},
      {"  /a r,", "deny /a r,", "  /a r,\n\n  deny /a r,"},
      {"  priority=1 /a r,", "priority=2 /a r,", "  priority=2 /a r,"},
  };
  for (const auto& row : rows) {
    const Merged result = merged(profile_text(row.ours), profile_text(row.theirs), true);
    EXPECT_EQ(result.text, profile_text(row.result));
    for (const Diagnostic& one : result.conflicts) EXPECT_EQ(one.severity, Severity::note);
  }
  const Merged header = merged("profile p /bin/p {\n  /a r,\n}\n",
                               "profile p /bin/{p,q} flags=(complain) {\n  /a r,\n}\n", true);
  EXPECT_EQ(header.text, "profile p /bin/{p,q} flags=(complain) {\n  /a r,\n}\n");
}

TEST(Merge, HeadersAndVariablesThatDifferAreConflicts) {
  using Strings = std::vector<std::string>;
  EXPECT_EQ(conflicts_of(merged("profile p /bin/p {}\n", "profile p /bin/q flags=(complain) {}\n")),
            (Strings{"mode warning 1:1", "attachment warning 1:1"}));
  EXPECT_EQ(conflicts_of(merged("@{X}=/a\nprofile p { @{X}/k r, }\n",
                                "# theirs\n@{X}=/b\nprofile p { @{X}/c r, }\n")),
            Strings{"variable warning 2:1"});
  // Equal in meaning, or not needed: nothing to tell.
  EXPECT_EQ(conflicts_of(merged("@{X}=/a /b\nprofile p { @{X}/k r, }\n",
                                "@{X}=/b /a\nprofile p { @{X}/c r, }\n")),
            Strings{});
  EXPECT_EQ(
      conflicts_of(merged("@{X}=/a\nprofile p { /k r, }\n", "@{X}=/b\nprofile p { /c r, }\n")),
      Strings{});
}

TEST(Merge, BooleansComeAlong) {
  const Merged result = merged("profile p {\n}\n",
                               "$B = true\n${C} = false\n$D = true\nprofile q {\n"
                               "  if $B and not ${C} {\n    /a r,\n  }\n}\n");
  EXPECT_TRUE(result.errors.empty());
  EXPECT_EQ(result.text,
            "$B = true\n${C} = false\n\nprofile p {\n}\n\nprofile q {\n"
            "  if $B and not ${C} {\n    /a r,\n  }\n}\n");
}

// A name with variables may be another one in the other file.
TEST(Merge, ANameThatMeansAnotherProfileIsNotAddedTwice) {
  const std::string ours =
      "@{X}=a b\nprofile @{X} /p {\n}\nprofile q {\n  profile @{X} {\n  }\n}\n";
  const std::string theirs =
      "@{X}=a\nprofile @{X} /p {\n}\nprofile q {\n  profile @{X} {\n  }\n}\n";
  const Merged result = merged(ours, theirs);
  EXPECT_EQ(result.text, ours);
  EXPECT_EQ(conflicts_of(result),
            (std::vector<std::string>{"not-merged warning 2:1", "not-merged warning 5:3"}));
}

// Each of thousands is found without going through all others.
TEST(Merge, ManyHatsAndRules) {
  std::string ours = "profile p {\n", theirs = ours;
  constexpr std::size_t many = proof::cases(2000);
  for (std::size_t i = 0; i < many; ++i) {
    const std::string number = std::to_string(i);
    ours += "  /a/" + number + " r,\n";
    theirs += "  /b/" + number + " r,\n";
    ours += "  hat h" + number + " {\n    /c r,\n  }\n";
    theirs += "  hat h" + number + " {\n    /d r,\n  }\n  hat i" + number + " {\n  }\n";
  }
  const Merged result = merge(test::include_files(), test::load_options(), {"ours", ours + "}\n"},
                              {"theirs", theirs + "}\n"});
  EXPECT_TRUE(result.errors.empty());
  EXPECT_TRUE(result.conflicts.empty());
  EXPECT_EQ(result.added, 3 * many);
}

TEST(Merge, BrokenFilesAreRefused) {
  const Merged result = merged("profile p { /a r, }\n", "profile p { /b rq, }\n");
  ASSERT_FALSE(result.errors.empty());
  EXPECT_EQ(result.errors[0].file, "theirs");
  EXPECT_EQ(result.text, "profile p { /a r, }\n");
}

}  // namespace
}  // namespace profgen::edit
