// The commands of a fleet by the built program. What stands for ssh is a script that answers as a
// node would; real nodes are those of tests/e2e/fleet.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

// Keeps the mode of the one profile in a file for each host; "away" there: the host is not reached.
constexpr const char* node_script = R"sh(#!/bin/sh
here=${0%/*}
case $* in *' -O exit '*) exit;; esac
take=
for word; do
  [ -z "$take" ] || { host=$word; break; }
  [ "$word" != -- ] || take=yes
done
mode=$(cat "$here/$host.mode" 2>/dev/null)
[ "$mode" != away ] || { echo "ssh: connect to host $host port 22: No route to host" >&2; exit 255; }
say() { printf '{"profgen-node":1,"reply":"%s",%s}\n' "$1" "$2"; }
state() { printf '{"profile":"demo","file":"demo","mode":"%s","hash":"","as_requested":true}' "$1"; }
applied() { say apply '"changed":true,"revision":1,"revision_before":0,"profiles":['"$(state "$1")" '],"notes":[]';
}
echo 'PROFGEN ready' while IFS = read - r line;
do
  mode=$(cat "$here/$host.mode" 2>/dev/null)
  case $line in
  *'"request":"preflight"'*) say preflight '"hostname":"h","os":"Debian","kernel":"6.1","machine":"x86_64","boot_id":"b","time_us":'"$(date +%s)"'000000,"node_version":"0.1.0","parser":"3.0.8","newest_abi":"4.0","features":[],"free_bytes":99999999999,"problems":[]';
;
  *'"request":"plan"'*) say plan '"profiles":[{"profile":"demo","file":"demo","action":"add","mode_before":"","mode_after":"enforce","users":[{"pid":7,"started":70,"exe":"/bin/demo","confined":false}],"differences":["granted: /x r"],"problems":[]}],"problems":[]';
  ;
  *'"request":"apply"'*)
    case $line in *'"stage":"complain"'*) mode=complain;
  ; *) mode=enforce;
  ;
  esac echo "$mode" > "$here/$host.mode";
  applied "$mode";
  ;
  *'"request":"relax"'*) echo complain >"$here/$host.mode";
  applied complain;
  ;
  *'"request":"rollback"'*) : >"$here/$host.mode";
  applied unconfined;
  ;
  *'"request":"park"'* | *'"request":"retire"'*) applied unconfined;
  ;
  *'"request":"status"'*) say status '"boot_id":"b","revision":1,"run":"r","digest":"sha256:0","stage":"final","profiles":['"$(state "$mode")"'],"revisions":[1]';
  ;
  *'"request":"drift"'*)
    kind=as-desired;
  [!-e "$here/$host.drift"] || kind =
      disk -
      differs say
          drift '"items":[{"profile":"demo","file":"demo","kind":"' $kind '","detail":"","who":"uid 0"}]';
  ;
  *'"request":"events"'*) say events '"cursor":"c1","evidence":"","allowed":0,"denied":0,"gaps":[]';
  ;
  *'"request":"usage"'*) say usage '"users":[]';
  ;
  esac
done
)sh";

class FleetCommands : public CliTest {
   protected:
    void SetUp() override {
      CliTest::SetUp();
      if (!has_parser()) GTEST_SKIP() << "no apparmor_parser, which checks what goes into a bundle";
      write("ssh", node_script);
      std::filesystem::permissions(path("ssh"), std::filesystem::perms::owner_all);
      write("fleet.yaml",
            "fleet: test\nnodes:\n- {host: \"n[1-3]\"}\n"
            "rollout: {complain: {bake: 0s, starts: 0}, enforce: {bake: 0s, starts: 0},\n"
            "  waves: [1, 100%], poll: 1s}\n"
            "ssh: {program: " +
                path("ssh") + ", attempts: 1}\n");
      write("policy/demo", "profile demo /bin/demo {\n  /x r,\n}\n");
      const Finished made = profgen({"fleet", "bundle", path("policy/demo"), "--name", "demo",
                                     "--policy-dir", path("policy"), "-o", path("demo.bundle")});
      ASSERT_EQ(made.exit_code, 0) << made.errors;
      const Finished shown = profgen({"fleet", "show", path("demo.bundle"), "--json"});
      digest_ = nlohmann::json::parse(shown.output)["digest"];
    }
    [[nodiscard]] Finished fleet(std::vector<std::string> words) const {
      words.insert(words.begin(), "fleet");
      words.insert(words.end(), {"-i", path("fleet.yaml"), "--color=never"});
      return profgen(words);
    }
    [[nodiscard]] std::string mode_of(const std::string& host) const {
      return read(path(host + ".mode"));
    }
    std::string digest_;
  };

  TEST_F(FleetCommands, PreflightAndPlanFoldWhatIsAlike) {
    write("n3.mode", "away");
    const Finished fit = fleet({"preflight"});
    EXPECT_EQ(fit.exit_code, 4);
    EXPECT_EQ(fit.output.substr(0, fit.output.find("    No route")),
              "2 nodes: n[1-2]\n    Debian, kernel 6.1 (x86_64), apparmor_parser 3.0.8, abi 4.0\n"
              "unreachable 1 node: n3\n")
        << fit.output;
    std::filesystem::remove(path("n3.mode"));
    const Finished plan = fleet({"plan", path("demo.bundle")});
    EXPECT_EQ(plan.exit_code, 0) << plan.errors;
    EXPECT_EQ(plan.output,
              "demo (demo)\n  add       enforce                3 nodes: n[1-3]\n"
              "      granted: /x r\n      3 processes without it: confined when started anew\n");
    EXPECT_NE(plan.errors.find("--digest " + digest_), std::string::npos) << plan.errors;
  }

  TEST_F(FleetCommands, ARolloutIsApprovedByItsDigest) {
    const Finished without = fleet({"deploy", path("demo.bundle")});
    EXPECT_EQ(without.exit_code, 2);
    EXPECT_NE(without.errors.find(digest_), std::string::npos);
    EXPECT_EQ(fleet({"deploy", path("demo.bundle"), "--digest", "sha256:0"}).exit_code, 2);
    const Finished done =
        fleet({"deploy", path("demo.bundle"), "--digest", digest_, "--run", "one"});
    EXPECT_EQ(done.exit_code, 0) << done.errors;
    for (const char* host : {"n1", "n2", "n3"}) EXPECT_EQ(mode_of(host), "enforce\n");
    const Finished told = fleet({"status", "--run", "last", "--json"});
    EXPECT_EQ(told.exit_code, 0) << told.errors;
    EXPECT_EQ(nlohmann::json::parse(told.output)["state"], "done");
    const Finished asked = fleet({"status"});
    EXPECT_NE(asked.output.find("3 nodes: n[1-3]"), std::string::npos) << asked.output;

    const Finished back = fleet({"rollback", "one"});
    EXPECT_EQ(back.exit_code, 5) << back.errors;
    for (const char* host : {"n1", "n2", "n3"}) EXPECT_EQ(mode_of(host), "");
  }

  TEST_F(FleetCommands, ANodeThatIsAwayStopsTheRunWhichIsResumed) {
    write("n2.mode", "away");
    const Finished stopped =
        fleet({"deploy", path("demo.bundle"), "--digest", digest_, "--run", "two"});
    EXPECT_NE(stopped.exit_code, 0);
    EXPECT_NE((stopped.output + stopped.errors).find("n2"), std::string::npos);
    write("n2.mode", "");
    const Finished done = fleet({"resume", "two"});
    EXPECT_EQ(done.exit_code, 0) << done.output << done.errors;
    for (const char* host : {"n1", "n2", "n3"}) EXPECT_EQ(mode_of(host), "enforce\n") << host;
  }

  TEST_F(FleetCommands, DriftIsFoundAndCorrected) {
    EXPECT_EQ(fleet({"verify", path("demo.bundle")}).exit_code, 0);
    write("n2.drift", "");
    const Finished found = fleet({"verify", path("demo.bundle")});
    EXPECT_EQ(found.exit_code, 1);
    EXPECT_EQ(found.output,
              "demo disk-differs on 1 node: n2\n    by uid 0\nas desired on 2 nodes: n1 n3\n");
    const Finished corrected = fleet({"verify", path("demo.bundle"), "--correct"});
    EXPECT_EQ(corrected.exit_code, 1);
    EXPECT_NE(corrected.output.find("corrected on 1 node: n2\n"), std::string::npos);
    EXPECT_EQ(mode_of("n2"), "enforce\n");
  }

  TEST_F(FleetCommands, RetiringParksFirst) {
    const Finished parked = fleet({"retire", "demo"});
    EXPECT_EQ(parked.exit_code, 1) << parked.errors;
    EXPECT_EQ(parked.output, "parked   demo\n");
    const Finished waiting = fleet({"retire", "demo"});
    EXPECT_EQ(waiting.exit_code, 1);
    EXPECT_NE(waiting.output.find("waiting  demo: unused; its files go in 6 days"),
              std::string::npos)
        << waiting.output;
    EXPECT_EQ(fleet({"retire", "demo", "--unused-for", "soon"}).exit_code, 2);
  }

  TEST_F(FleetCommands, CollectsNothingNew) {
    const Finished done = fleet({"collect", "-o", path("all.ev")});
    EXPECT_EQ(done.exit_code, 0) << done.errors;
    EXPECT_NE(done.errors.find("0 distinct accesses"), std::string::npos) << done.errors;
  }

  }  // namespace
  }  // namespace profgen::test
