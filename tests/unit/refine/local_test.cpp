// --local: which file the decided lines of a standing profile go into.
#include <gmock/gmock.h>

#include "base/memory_files.hpp"
#include "unit/refine/fixture.hpp"

namespace profgen::refine::test {
namespace {

using ::testing::HasSubstr;

class Local : public ::testing::Test {
 protected:
  Outcome decide(const std::string& log) {
    policy::LoadOptions where;
    where.policy_dir = "/p";
    where.include_dirs = {"/etc/apparmor.d"};
    const policy::Policy policy = policy::Policy::load(files_, where);
    const auto evidence = evidence_of(log);
    SessionOptions options = exact();
    options.into_local = true;
    Session session(evidence, policy, options);
    while (session.current() != nullptr) session.answer(RuleAnswer{});
    return session.outcome();
  }
  static std::string after(const Outcome& outcome, const std::string& path) {
    for (const FileChange& change : outcome.changes)
      if (change.path == path) return change.after;
    return "not changed";
  }

  MemoryFiles files_;
  const std::string log_ = file_record(1, "t", "/etc/b", "r");
  const std::string with_include_ =
      "profile t {\n  /etc/a r,\n\n  include if exists <local/t>\n}\n";
};

TEST_F(Local, ANewFileIsMade) {
  files_.content["/p/t"] = with_include_;
  const Outcome outcome = decide(log_);
  ASSERT_EQ(outcome.changes.size(), 1u);
  EXPECT_FALSE(outcome.changes[0].before);
  EXPECT_EQ(after(outcome, "/p/local/t"), "/etc/b r,\n");
  EXPECT_TRUE(outcome.notes.empty());
}

TEST_F(Local, AStandingFileIsSpliced) {
  files_.content["/p/t"] = with_include_;
  files_.content["/p/local/t"] = "# ours\n\n/etc/c r,  # why\n";
  const Outcome outcome = decide(log_);
  ASSERT_EQ(outcome.changes.size(), 1u);
  EXPECT_EQ(after(outcome, "/p/local/t"), "# ours\n\n/etc/c r,  # why\n/etc/b r,\n");
}

TEST_F(Local, AWiderRuleLeavesTheProfilesOwnAsItIs) {
  files_.content["/p/t"] = "profile t {\n  /etc/b r,\n  include if exists <local/t>\n}\n";
  const Outcome outcome = decide(file_record(1, "t", "/etc/b", "w"));
  EXPECT_EQ(after(outcome, "/p/t"), "not changed");
  EXPECT_THAT(after(outcome, "/p/local/t"), HasSubstr("/etc/b "));
}

TEST_F(Local, AMissingIncludeIsAddedAndTold) {
  files_.content["/p/t"] = "profile t {\n  /etc/a r,\n}\n";
  const Outcome outcome = decide(log_);
  EXPECT_EQ(after(outcome, "/p/t"),
            "profile t {\n  /etc/a r,\n\n  include if exists <local/t>\n}\n");
  EXPECT_EQ(after(outcome, "/p/local/t"), "/etc/b r,\n");
  ASSERT_EQ(outcome.notes.size(), 1u);
  EXPECT_EQ(outcome.notes[0].severity, Severity::note);
  EXPECT_THAT(outcome.notes[0].message, HasSubstr("<local/t>` is added"));
}

// The reason is told, and the lines stand in the profile.
TEST_F(Local, FallsBackToTheProfileWithAReason) {
  const std::string with_hat =
      "profile t {\n  include if exists <local/t>\n\n  ^h {\n    /etc/a r,\n  }\n}\n";
  const struct {
    std::map<std::string, std::string> content;
    std::string log, reason;
  } cases[] = {
      {{{"/p/t", with_hat}}, file_record(1, "t//h", "/etc/b", "r"), "child or hat"},
      {{{"/p/t", "profile t {\n}\nprofile u {\n}\n"}}, log_, "holds other profiles"},
      {{{"/p/t", with_include_}, {"/p/u", "profile u {\n  include if exists <local/t>\n}\n"}},
       log_,
       "is read by u, too"},
      {{{"/p/t", with_include_}, {"/etc/apparmor.d/local/t", "/etc/c r,\n"}},
       log_,
       "stands in /etc/apparmor.d"},
      {{{"/p/t", "profile t {\n}\n"}, {"/p/local/t", "/etc/c r,\n"}}, log_, "does not include"},
  };
  for (const auto& one : cases) {
    files_.content = one.content;
    const Outcome outcome = decide(one.log);
    ASSERT_EQ(outcome.changes.size(), 1u) << one.reason;
    EXPECT_EQ(outcome.changes[0].path, "/p/t") << one.reason;
    EXPECT_THAT(outcome.changes[0].after, HasSubstr("/etc/b r,"));
    ASSERT_EQ(outcome.notes.size(), 1u) << one.reason;
    EXPECT_THAT(outcome.notes[0].message, HasSubstr(one.reason));
  }
}

TEST_F(Local, AHatWithItsOwnFileHasItsLinesThere) {
  files_.content["/p/t"] =
      "profile t {\n  include if exists <local/t>\n\n  ^h {\n    include if exists "
      "<local/t-h>\n  }\n}\n";
  const Outcome outcome = decide(file_record(1, "t//h", "/etc/b", "r"));
  ASSERT_EQ(outcome.changes.size(), 1u);
  EXPECT_EQ(after(outcome, "/p/local/t-h"), "/etc/b r,\n");
}

TEST_F(Local, NewProfilesAreWholeFiles) {
  const Outcome outcome = decide(file_record(1, "/usr/bin/new", "/etc/b", "r"));
  ASSERT_EQ(outcome.changes.size(), 1u);
  EXPECT_THAT(outcome.changes[0].after, HasSubstr("/etc/b r,"));
}

}  // namespace
}  // namespace profgen::refine::test
