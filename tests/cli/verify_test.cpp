#include <nlohmann/json.hpp>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

using Verify = CliTest;
using nlohmann::json;

std::string allowed_record(int serial, const std::string& profile, const std::string& name,
                           const std::string& mask) {
  return "type=AVC msg=audit(1795457176.476:" + std::to_string(serial) +
         "): apparmor=\"ALLOWED\" operation=\"open\" profile=\"" + profile + "\" name=\"" + name +
         "\" pid=1 comm=\"c\" requested_mask=\"" + mask + "\" denied_mask=\"" + mask +
         "\" fsuid=0 ouid=0\n";
}

TEST_F(Verify, AProfileTextIsJudgedByTheLog) {
  write("audit.log", allowed_record(1, "p", "/srv/a", "r") +
                         allowed_record(2, "p", "/srv/b\x1b[2J", "w") +
                         allowed_record(3, "q", "/x", "r"));
  write("p.profile", "profile p {\n  /srv/a r,\n  capability chown,\n}\n");
  const Finished bad = profgen({"verify", "--policy-dir", path("none"), path("p.profile"),
                                path("audit.log"), "--color=never"});
  EXPECT_EQ(bad.exit_code, 1) << bad.errors;
  EXPECT_TRUE(has(bad.output, "p  1 of 2 accesses allowed, 1 without a rule\n")) << bad.output;
  EXPECT_TRUE(has(bad.output, "1 rule nothing used\n    capability chown,")) << bad.output;
  EXPECT_FALSE(has(bad.output, "/srv/a")) << bad.output;
  EXPECT_FALSE(has(bad.output, "\x1b")) << bad.output;
  EXPECT_FALSE(has("\n" + bad.output, "\nq  ")) << "another profile's business: " << bad.output;
  const Finished all = profgen({"verify", "--all", "--policy-dir", path("none"), path("p.profile"),
                                path("audit.log"), "--color=never"});
  EXPECT_TRUE(has(all.output, "/srv/a r,  " + path("p.profile") + ":2\n")) << all.output;

  write("p.profile", "profile p {\n  /srv/* rw,\n}\n");
  const Finished good = profgen(
      {"verify", "--json", "--policy-dir", path("none"), path("p.profile"), path("audit.log")});
  EXPECT_EQ(good.exit_code, 0) << good.output << good.errors;
  const json told = json::parse(good.output);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0]["counts"]["allowed"], 2);
  EXPECT_EQ(told[0]["accesses"][0]["by"][0]["line"], 2);
}

TEST_F(Verify, ProfilesOfThePolicyAreNamed) {
  write("audit.log", allowed_record(1, "p", "/srv/a", "r") + allowed_record(2, "p//c", "/x", "r"));
  write("d/p", "profile p {\n  /srv/a r,\n  profile c {\n  }\n}\n");
  const Finished named =
      profgen({"verify", "--policy-dir", path("d"), "p", path("audit.log"), "--color=never"});
  EXPECT_EQ(named.exit_code, 1) << named.errors;
  EXPECT_TRUE(has(named.output, "p//c  0 of 1 access")) << named.output;
  const Finished every =
      profgen({"verify", "--policy-dir", path("d"), path("audit.log"), "--color=never"});
  EXPECT_EQ(every.output, named.output);
  const Finished unknown =
      profgen({"verify", "--policy-dir", path("d"), "nobody", path("audit.log")});
  EXPECT_EQ(unknown.exit_code, 3);
  EXPECT_TRUE(has(unknown.errors, "`nobody` is neither a file nor a profile")) << unknown.errors;
}

}  // namespace
}  // namespace profgen::test
