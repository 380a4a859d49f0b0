// `profgen fleet nodes`: by the built program.
#include <nlohmann/json.hpp>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

class FleetNodes : public CliTest {
 protected:
  [[nodiscard]] Finished nodes(std::vector<std::string> more) const {
    std::vector<std::string> call = {"fleet", "nodes", "-i", path("fleet.yaml"), "--color=never"};
    call.insert(call.end(), more.begin(), more.end());
    return profgen(call);
  }
};

TEST_F(FleetNodes, AreListed) {
  write("fleet.yaml",
        "fleet: x\nnodes:\n- {host: \"web[1-2]\", user: me, labels: {zone: a}}\n"
        "- {host: \"::1\", name: db, port: 22, jump: gate, groups: [data]}\n"
        "rollout: {canary: db}\n");
  const Finished all = nodes({});
  EXPECT_EQ(all.exit_code, 0) << all.errors;
  EXPECT_EQ(all.output,
            "web1  me@web1            zone=a\n"
            "web2  me@web2            zone=a\n"
            "db    [::1]:22 via gate  @data  canary\n"
            "3 of 3 nodes of the fleet x\n");
  const Finished some = nodes({"-l", "@data", "--json"});
  EXPECT_EQ(some.exit_code, 0) << some.errors;
  const auto json = nlohmann::json::parse(some.output);
  ASSERT_EQ(json["nodes"].size(), 1u);
  EXPECT_EQ(json["nodes"][0]["name"], "db");
  EXPECT_EQ(json["nodes"][0]["port"], 22);
  EXPECT_EQ(json["nodes"][0]["canary"], true);
}

TEST_F(FleetNodes, WhatIsWrongHasItsExitCode) {
  write("fleet.yaml", "fleet: x\nnodes: [{host: a, grups: [b]}]\n");
  const Finished wrong = nodes({});
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_TRUE(has(wrong.errors, "fleet.yaml:2:19: error: unknown key `grups`")) << wrong.errors;
  EXPECT_TRUE(has(wrong.errors, "did you mean `groups`?")) << wrong.errors;
  write("fleet.yaml", "fleet: x\nnodes: [{host: a, labels: {k: v}}]\n");
  const Finished none = nodes({"-l", "k=w"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_TRUE(has(none.errors, "takes none of the 1 nodes")) << none.errors;
  EXPECT_EQ(nodes({"-l", "b"}).exit_code, 2);
  EXPECT_EQ(nodes({"extra"}).exit_code, 2);
  const Finished missing = profgen({"fleet", "nodes", "-i", path("none.yaml")});
  EXPECT_EQ(missing.exit_code, 3);
}

TEST_F(FleetNodes, TheSampleIsRead) {
  const Finished done = profgen({"fleet", "nodes", "-i", sample("fleet") + "/fleet.yaml"});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_TRUE(has(done.output, "25 of 25 nodes of the fleet web\n")) << done.output;
}

}  // namespace
}  // namespace profgen::test
