// `profgen unused`: by the built program, over a host in a folder.
#include <nlohmann/json.hpp>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

using nlohmann::json;

class Unused : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    write("root/etc/apparmor.d/here",
          "profile here /usr/{s,}bin/here flags=(complain) {\n  /srv/a r,\n  /srv/b r,\n"
          "  deny /srv/no r,\n  profile kid {\n    /srv/k r,\n  }\n}\n");
    write("root/etc/apparmor.d/gone", "/opt/*/bin/gone {\n  /srv/a r,\n}\n");
    write("root/usr/bin/here", "");
    write("root/opt/x/bin/other", "");
    write("audit.log",
          "type=AVC msg=audit(1795457176.476:1): apparmor=\"ALLOWED\" operation=\"open\" "
          "profile=\"here\" name=\"/srv/a\" pid=1 comm=\"c\" requested_mask=\"r\" "
          "denied_mask=\"r\" fsuid=0 ouid=1\n");
  }
  [[nodiscard]] Finished unused(std::vector<std::string> more) const {
    std::vector<std::string> call = {"unused", "-q", "--root", path("root"), "--color=never"};
    call.insert(call.end(), more.begin(), more.end());
    return profgen(call);
  }
};

TEST_F(Unused, TellsOfProgramsProfilesAndRules) {
  const Finished done = unused({path("audit.log")});
  EXPECT_EQ(done.exit_code, 1) << done.errors;
  const std::string file = path("root") + "/etc/apparmor.d/";
  EXPECT_EQ(done.output,
            "1 profile of a program that is not here\n  /opt/*/bin/gone  " + file +
                "gone\n\n2 profiles that no record is of\n  /opt/*/bin/gone  " + file +
                "gone\n  here//kid  " + file + "here\n\nhere  1 of 2 rules nothing used\n  " +
                file +
                "here:3  /srv/b r,\n\n3 profiles looked at, 1 rule nothing used\n"
                "what a rule in force allows is not logged: only logs of a time when it did not "
                "stand, or\nwas audited, show its use; see that they are among these before it "
                "goes\n");
}

TEST_F(Unused, AProfileIsNamed) {
  write("root/opt/x/bin/gone", "");
  const Finished gone = unused({"/opt/*/bin/gone", path("audit.log"), "--json"});
  EXPECT_EQ(gone.exit_code, 1) << gone.errors;
  const json told = json::parse(gone.output);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0]["profile"], "/opt/*/bin/gone");
  EXPECT_EQ(told[0]["no_program"], false);
  EXPECT_EQ(told[0]["accesses"], 0);
  const json here = json::parse(unused({"here", path("audit.log"), "--json"}).output);
  ASSERT_EQ(here.size(), 2u);
  EXPECT_EQ(here[0]["unused"][0]["rule"], "/srv/b r,");
  EXPECT_EQ(here[0]["unused"][0]["line"], 3);
  EXPECT_EQ(unused({"nobody", path("audit.log")}).exit_code, 3);
}

TEST_F(Unused, NothingToTell) {
  write("root/etc/apparmor.d/gone", "");
  write("root/etc/apparmor.d/here", "profile here /usr/{s,}bin/here {\n  /srv/a r,\n}\n");
  const Finished done = unused({path("audit.log")});
  EXPECT_EQ(done.exit_code, 0) << done.output;
  EXPECT_EQ(done.output, "1 profile looked at, 0 rules nothing used\n");
}

}  // namespace
}  // namespace profgen::test
