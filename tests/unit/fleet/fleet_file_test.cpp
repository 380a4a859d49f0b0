#include <gtest/gtest.h>

#include "fleet/inventory/range.hpp"
#include "fleet/inventory/words.hpp"
#include "unit/fleet/inventory_files.hpp"

namespace profgen::fleet {
namespace {

using test::shown;
using test::told;

TEST(FleetFile, EverythingAtOnce) {
  test::Ground ground;
  const ReadInventory read = ground.read(R"(
fleet: web
defaults: {user: deploy, port: 22, labels: {env: prod, zone: x}, groups: [all-of-them]}
nodes:
  - host: web[01-02].example.org
    groups: [web]
    labels: {zone: a}
  - {host: [10.0.0.7, "2001:db8::1"], name: "db[1,3]", user: root, port: 2222, jump: "me@gate:22,none"}
rollout:
  complain: {bake: 1d12h, starts: 20, max_new_denials: any, give_up: 2d}
  enforce: {bake: 10m, starts: 5, max_new_denials: 3, max_failed_nodes: 2.5%}
  canary: zone=a
  waves: [1, 10%, 100%]
  spread: [zone]
  poll: 30s
  skip_complain: true
ssh: {fan_out: 8, connect_timeout: 5s, request_timeout: 1m, attempts: 1, sudo: false,
      program: /opt/ssh, config: ssh_config, node_dir: /opt/profgen}
adopt: [usr.sbin.ntpd, docker-default]
)");
  EXPECT_EQ(shown(read),
            "web01.example.org deploy@web01.example.org:22 via  [all-of-them web ] {env=prod "
            "zone=a }\n"
            "web02.example.org deploy@web02.example.org:22 via  [all-of-them web ] {env=prod "
            "zone=a }\n"
            "db1 root@10.0.0.7:2222 via me@gate:22,none [all-of-them ] {env=prod zone=x }\n"
            "db3 root@2001:db8::1:2222 via me@gate:22,none [all-of-them ] {env=prod zone=x }\n");
  ASSERT_TRUE(read.inventory);
  EXPECT_EQ(told(read.inventory->warnings), "");
  EXPECT_EQ(read.inventory->fleet, "web");
  EXPECT_EQ(read.inventory->nodes[2].from, "f/fleet.yaml:8");
  Strategy strategy;
  strategy.complain = {129600, 20, UINT64_MAX, {}, 172800};
  strategy.enforce = {600, 5, 3, {2.5, true}, 0};
  strategy.canary = "zone=a";
  strategy.waves = {{1, false}, {10, true}, {100, true}};
  strategy.spread = {"zone"};
  strategy.poll_seconds = 30;
  strategy.skip_complain = true;
  EXPECT_TRUE(read.inventory->strategy == strategy);
  EXPECT_TRUE(read.inventory->ssh ==
              (SshOptions{8, 5, 60, 1, false, "/opt/ssh", {"-F", "f/ssh_config"}, "/opt/profgen"}));
  EXPECT_EQ(read.inventory->adopt, (std::vector<std::string>{"usr.sbin.ntpd", "docker-default"}));
}

TEST(FleetFile, WhatIsLeftOutIsAsDeclared) {
  test::Ground ground;
  const ReadInventory read = ground.read("fleet: x\nnodes: [{host: a}]\n");
  ASSERT_TRUE(read.inventory) << told(read.diagnostics);
  EXPECT_TRUE(read.inventory->strategy == Strategy{});
  EXPECT_TRUE(read.inventory->ssh == SshOptions{});
}

TEST(FleetFile, SaysWhatIsWrongAndWhere) {
  const std::string head = "fleet: x\nnodes: [{host: a}]\n";
  const struct {
    std::string text, told;
  } cases[] = {
      {"", "1:1: error: expected a mapping for the file, found nothing"},
      {"fleet: x\n",
       "0:0: error: `nodes` is missing: what the fleet consists of | for example nodes: [{host: "
       "web1.example.org}]"},
      {"nodes: [{host: a}]\n",
       "0:0: error: `fleet` is missing: the name of the fleet | for example fleet: web"},
      {"fleet: X y\nnodes: [{host: a}]\n",
       "1:8: error: no name of a fleet, `X y` | it is of small letters, digits, `.` and `-`"},
      {"fleet: x\nfleet: y\nnodes: [{host: a}]\n",
       "2:1: error: the key `fleet` stands twice | it stands at line 1 already"},
      {"fleet: x\nnodes: []\n", "2:8: error: the fleet has no nodes"},
      {"fleet: x\nnodes: {host: a}\n", "2:8: error: expected a list for nodes, found a mapping"},
      {"fleet: x\nnodes: [{hots: a, host: a}]\n",
       "2:10: error: unknown key `hots` in an entry of nodes | did you mean `host`?"},
      {"fleet: x\nnodes: [{user: a}]\n",
       "2:9: error: an entry of nodes needs one of host, ansible, kubectl, this has 0"},
      {"fleet: x\nnodes: [{host: a, kubectl: }]\n",
       "2:9: error: an entry of nodes needs one of host, ansible, kubectl, this has 2"},
      {"fleet: x\nnodes: [{host: a, only: b}]\n",
       "2:25: error: `only` and `except` are for `ansible` only | kubectl has its own `selector`"},
      {"fleet: x\nnodes: [{host: -oProxyCommand=id}]\n",
       "2:16: error: host, `-oProxyCommand=id`: it begins with `-`"},
      {"fleet: x\nnodes: [{host: \"a b\"}]\n", "2:16: error: host, `a b`: it holds ` `"},
      {"fleet: x\nnodes: [{host: \"a\\nb\"}]\n", "2:16: error: host, `a\\nb`: it holds `\\n`"},
      {"fleet: x\nnodes: [{host: a/b}]\n", "2:16: error: host, `a/b`: it holds `/`"},
      {"fleet: x\nnodes: [{host: me@a}]\n",
       "2:16: error: host, `me@a`: it holds `@` | the user stands beside it: `user: NAME`"},
      {"fleet: x\nnodes: [{host: \"a[1-3\"}]\n",
       "2:16: error: host, `a[1-3`: a `[` without its `]`"},
      {"fleet: x\nnodes: [{host: \"a[1-3]\", name: b}]\n", "2:32: error: 1 names for 3 hosts"},
      {"fleet: x\nnodes: [{host: a, user: -l}]\n", "2:25: error: user, `-l`: it begins with `-`"},
      {"fleet: x\nnodes: [{host: a, port: 0}]\n",
       "2:25: error: expected a number from 1 to 65535 for port, found `0`"},
      {"fleet: x\nnodes: [{host: a, jump: \"b:99999\"}]\n",
       "2:25: error: jump, the text `b:99999`: its port is no number from 1 to 65535"},
      {"fleet: x\nnodes: [{host: a, labels: {a b: c}}]\n",
       "2:28: error: no name of a label, `a b`: it holds ` `"},
      {"fleet: x\nnodes:\n- host: a\n- host: [b, a]\n",
       "4:9: error: the node `a` stands twice | it is of f/fleet.yaml:3 already"},
      {"fleet: x\nnodes: [{ansible: hosts.ini}]\n",
       "0:0: error: cannot be read: No such file or directory"},
      {head + "rollout: {canary: zone=a}\n",
       "3:10: error: the canary selector `zone=a` takes none of the 1 nodes"},
      {head + "rollout: {canary: \"@\"}\n",
       "3:19: error: canary, `@`: it is empty; a selector is "},
      {head + "rollout: {enforce: {bake: 10}}\n",
       "3:27: error: expected a time for bake, found `10` | a time is written as 90s, 10m, 24h, 7d "
       "or 1h30m"},
      {head + "rollout: {poll: 0s}\n", "3:17: error: expected at least 1s for poll, found `0s`"},
      {head + "rollout: {enforce: {bake: 10m, give_up: 5m}}\n",
       "3:20: error: the give_up of rollout.enforce ends before its bake | "},
      {head + "rollout: {enforce: {max_failed_nodes: 101%}}\n",
       "3:39: error: expected a number of nodes for max_failed_nodes, found `101%` | it is written "
       "as 3 or 10%"},
      {head + "rollout: {enforce: {max_failed_nodes: 1.5}}\n",
       "3:39: error: expected a number of nodes for max_failed_nodes, found `1.5` | "},
      {head + "rollout: {waves: [1, 10%]}\n",
       "3:18: error: the last wave must be 100% | nodes that shall not take part "},
      {head + "rollout: {waves: []}\n", "3:18: error: the last wave must be 100% | "},
      {head + "rollout: {waves: [50%, 10%, 100%]}\n",
       "3:24: error: the wave 10% is not more than 50% before it | "},
      {head + "rollout: {waves: [1, 1, 100%]}\n",
       "3:22: error: the wave 1 is not more than 1 before it | "},
      {head + "rollout: {waves: [10%, 5, 100%]}\n",
       "3:24: error: the wave 5 cannot stand behind 10% | "},
      {head + "rollout: {waves: [0, 100%]}\n", "3:19: error: a wave of no nodes | "},
      {head + "rollout: {wave: [100%]}\n",
       "3:11: error: unknown key `wave` in rollout | did you mean `waves`?"},
      {head + "ssh: {fan_out: 0}\n",
       "3:16: error: expected a number from 1 to 1000 for fan_out, found `0`"},
      {head + "ssh: {sudo: yes}\n", "3:13: error: expected true or false for sudo, found `yes`"},
      {head + "ssh: {program: -x}\n", "3:16: error: program, `-x`: it begins with `-`"},
      {head + "ssh: {node_dir: \"/a b\"}\n",
       "3:17: error: expected an absolute path of plain characters for node_dir, found "},
      {head + "ssh: {node_dir: /a/../b}\n",
       "3:17: error: expected an absolute path of plain characters for node_dir, found "},
      {head + "adopt: [a, a]\n", "3:8: error: adopt names `a` twice"},
      {head + "adopt: !x [a]\n", "3:8: error: the tag `!x` | write the value without a tag"},
      {"a: [\n", "2:1: error: not YAML: "},
  };
  for (const auto& one : cases) {
    test::Ground ground;
    const ReadInventory read = ground.read(one.text);
    EXPECT_FALSE(read.inventory) << one.text;
    ASSERT_EQ(read.diagnostics.size(), 1u) << one.text << told(read.diagnostics);
    std::string all = told(read.diagnostics);
    all.erase(0, all.find(':') + 1);
    EXPECT_EQ(all.substr(0, one.told.size()), one.told) << one.text;
    if (one.told.size() > 4 && one.told.substr(one.told.size() - 2) != "| " &&
        one.told.back() != ' ') {
      EXPECT_TRUE(all.size() == one.told.size() + 1) << all;
    }
  }
}

TEST(FleetFile, WarnsOfWhatIsOdd) {
  test::Ground ground;
  const ReadInventory read =
      ground.read("fleet: x\nnodes: [{host: a}, {host: a, name: b}]\nrollout: {spread: [zone]}\n");
  ASSERT_TRUE(read.inventory);
  EXPECT_EQ(told(read.inventory->warnings),
            "f/fleet.yaml:2:27: warning: the nodes `a` and `b` are one host, a | name it once, or "
            "two rollouts meet on it\n"
            "f/fleet.yaml:3:10: warning: no node has the label `zone` of spread\n");
}

TEST(FleetFile, AMissingFileIsAnError) {
  test::Ground ground;
  const auto read = read_inventory(ground.files, ground.processes, "none.yaml");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::input);
}

TEST(Range, StandsForManyHosts) {
  using Names = std::vector<std::string>;
  const struct {
    const char* pattern;
    RangeStyle style;
    Names names;
  } cases[] = {
      {"a", RangeStyle::fleet, {"a"}},
      {"a[1-3]", RangeStyle::fleet, {"a1", "a2", "a3"}},
      {"a[01-03]", RangeStyle::fleet, {"a01", "a02", "a03"}},
      {"a[8-10]", RangeStyle::fleet, {"a8", "a9", "a10"}},
      {"a[0-10/5]b", RangeStyle::fleet, {"a0b", "a5b", "a10b"}},
      {"a[1,3,7-8]", RangeStyle::fleet, {"a1", "a3", "a7", "a8"}},
      {"[a-c]", RangeStyle::fleet, {"a", "b", "c"}},
      {"r[1-2]n[a:b]", RangeStyle::fleet, {"r1na", "r1nb", "r2na", "r2nb"}},
      {"a[001:003:2]", RangeStyle::ansible, {"a001", "a003"}},
      {"a[:2]", RangeStyle::ansible, {"a0", "a1", "a2"}},
      {"a[y:B]", RangeStyle::ansible, {"ay", "az", "aA", "aB"}},
      {"a[a:z:99]", RangeStyle::ansible, {"aa"}},
  };
  for (const auto& one : cases) {
    std::string wrong;
    const auto names = expand_range(one.pattern, one.style, wrong);
    ASSERT_TRUE(names) << one.pattern << ": " << wrong;
    EXPECT_EQ(*names, one.names) << one.pattern;
  }
  const struct {
    const char* pattern;
    const char* wrong;
  } bad[] = {
      {"a[3-1]", "3 is more than 1"},
      {"a[c-a]", "c stands behind a"},
      {"a[01-3]", "01 and 3 have not the same number of digits"},
      {"a[1-x]", "`1-x` is no range of numbers or single letters"},
      {"a[]", "a range is [FIRST:LAST] or [FIRST:LAST:STEP]"},
      {"a[1-2/0]", "the step of a range is a number above 0"},
      {"a]", "a `]` without its `[`"},
      {"a[1", "a `[` without its `]`"},
      {"a[0-999999999]", "it stands for more than 100000 hosts"},
      {"a[1-999][1-999]", "it stands for more than 100000 hosts"},
      {"[1][1][1][1][1][1][1][1][1]", "more than 8 ranges in one name"},
      {"a[0-18446744073709551615]",
       "`0-18446744073709551615` is no range of numbers or single "
       "letters"},
  };
  for (const auto& one : bad) {
    std::string wrong;
    EXPECT_FALSE(expand_range(one.pattern, RangeStyle::fleet, wrong)) << one.pattern;
    EXPECT_EQ(wrong, one.wrong) << one.pattern;
  }
}

TEST(Words, NothingThatSshTakesForAnOption) {
  for (const char* good :
       {"a", "web01.example.org", "10.0.0.1", "2001:db8::1", "fe80::1%eth0", "_x"})
    EXPECT_FALSE(wrong_host(good)) << good;
  for (const char* bad :
       {"", "-a", "a b", "a\tb", "a;b", "$(id)", "`id`", "a'b", "a\x7f", "é", "../a"})
    EXPECT_TRUE(wrong_host(bad)) << bad;
  for (const char* good : {"root", "me@corp.example", "CORP\\me", "a.b-c_d"})
    EXPECT_FALSE(wrong_user(good)) << good;
  for (const char* bad : {"", "-l", "a b", "a\\", "a$b"}) EXPECT_TRUE(wrong_user(bad)) << bad;
  for (const char* good : {"gate", "me@gate:22", "a,b,c:2", "[::1]:22", "::1", "none"})
    EXPECT_FALSE(wrong_jump(good)) << good;
  for (const char* bad : {"", "a,", "-J", "me@-x", "a:0", "a:x", "[::1", "@a", "a b"})
    EXPECT_TRUE(wrong_jump(bad)) << bad;
  for (const char* secret : {"db_password", "API_TOKEN", "ssh_key", "VaultId"})
    EXPECT_TRUE(is_secret_key(secret)) << secret;
  for (const char* open : {"zone", "role", "keyboard"}) EXPECT_FALSE(is_secret_key(open)) << open;
}

}  // namespace
}  // namespace profgen::fleet
