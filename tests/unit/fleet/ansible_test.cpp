#include <gtest/gtest.h>

#include "fleet/inventory/ssh_arguments.hpp"
#include "unit/fleet/inventory_files.hpp"

namespace profgen::fleet {
namespace {

using test::shown;
using test::told;

TEST(AnsibleIni, IsReadAsItIs) {
  test::Ground ground;
  const ReadInventory read = ground.ansible("hosts.ini", R"(
; hosts before any section
lonely
[web]
web[01:02].example.org ansible_port=2222 zone=a  # a comment
"quoted" text="a \"b\" c" raw='x#y'
web01.example.org extra=1
10.0.0.5:2022
[::1]:22

[db] # two of them
db-[a:b] ansible_host=192.0.2.7 ansible_user=root

[data:children]
db
cache

[cache]
c1 ansible_connection=local
c2

[data:vars]
ansible_user = ops
tier=data   # stays
size=3      # goes
name = "a b" # goes, too
list=[1, 2]
db_password=secret
[all:vars]
env=prod
)");
  EXPECT_EQ(shown(read),
            "lonely @lonely:0 via  [] {env=prod }\n"
            "web01.example.org @web01.example.org:2222 via  [web ] {env=prod extra=1 zone=a }\n"
            "web02.example.org @web02.example.org:2222 via  [web ] {env=prod zone=a }\n"
            "quoted @quoted:0 via  [web ] {env=prod raw=x#y text=a \"b\" c }\n"
            "10.0.0.5 @10.0.0.5:2022 via  [web ] {env=prod }\n"
            "::1 @::1:22 via  [web ] {env=prod }\n"
            "db-a root@192.0.2.7:0 via  [data db ] {env=prod name=a b size=3 tier=data   # stays "
            "}\n"
            "db-b root@192.0.2.7:0 via  [data db ] {env=prod name=a b size=3 tier=data   # stays "
            "}\n"
            "c2 ops@c2:0 via  [cache data ] {env=prod name=a b size=3 tier=data   # stays }\n");
  ASSERT_TRUE(read.inventory);
  EXPECT_EQ(told(read.inventory->warnings),
            "f/hosts.ini:12:1: warning: the nodes `db-a` and `db-b` are one host, 192.0.2.7 | name "
            "it once, or two rollouts meet on it\n");
}

TEST(AnsibleYaml, IsReadAsItIs) {
  test::Ground ground;
  const ReadInventory read = ground.ansible("hosts.yml", R"(
all:
  vars: {env: prod, nested: {a: 1}}
  hosts:
    lonely:
  children:
    web:
      hosts:
        web[1:2]: {ansible_port: 2222, zone: a}
      vars: {ansible_user: deploy}
    db:
      hosts: {db1: {ansible_host: 192.0.2.7}}
      children: {old: {hosts: {db0: }}}
)");
  EXPECT_EQ(shown(read),
            "lonely @lonely:0 via  [] {env=prod }\n"
            "web1 deploy@web1:2222 via  [web ] {env=prod zone=a }\n"
            "web2 deploy@web2:2222 via  [web ] {env=prod zone=a }\n"
            "db1 @192.0.2.7:0 via  [db ] {env=prod }\n"
            "db0 @db0:0 via  [db old ] {env=prod }\n");
}

TEST(AnsibleVars, ComeFromTheFoldersBeside) {
  test::Ground ground;
  ground.files.content["f/group_vars/all.yml"] = "ansible_user: all\nenv: test\n";
  ground.files.content["f/group_vars/all.yaml"] = "env: not read, the first one counts\n";
  ground.files.content["f/group_vars/web/a.yml"] = "ansible_user: web\n";
  ground.files.content["f/group_vars/web/b.json"] = "{\"ansible_port\": 2022}";
  ground.files.content["f/group_vars/web/.hidden.yml"] = "ansible_port: 1\n";
  ground.files.content["f/group_vars/web/c.txt"] = "ansible_port: 2\n";
  ground.files.content["f/group_vars/db"] = "$ANSIBLE_VAULT;1.1;AES256\n6162\n";
  ground.files.content["f/host_vars/w2"] = "ansible_host: 192.0.2.2\n";
  const ReadInventory read = ground.ansible(
      "hosts", "[web]\nw1\nw2 ansible_host=10.0.0.2\n[db]\nd1\n[db:vars]\nansible_user=db\n");
  EXPECT_EQ(shown(read),
            "w1 web@w1:2022 via  [web ] {env=test }\n"
            "w2 web@192.0.2.2:2022 via  [web ] {env=test }\n"
            "d1 all@d1:0 via  [db ] {env=test }\n");
  ASSERT_TRUE(read.inventory);
  EXPECT_EQ(told(read.inventory->warnings),
            "f/group_vars/db:1:1: warning: the file is encrypted, and its variables are left out | "
            "those that ssh needs (ansible_host, ansible_user …) must stand elsewhere\n");
}

TEST(AnsibleVars, WhatStandsBesideTheSourceCountsMore) {
  test::Ground ground;
  ground.files.content["f/h"] = "a ansible_user=x\nb\n";
  EXPECT_EQ(shown(ground.read("fleet: x\ndefaults: {user: d, port: 1}\n"
                              "nodes: [{ansible: h, labels: {k: v}, groups: [g]}]\n")),
            "a x@a:1 via  [g ] {k=v }\nb d@b:1 via  [g ] {k=v }\n");
  EXPECT_EQ(shown(ground.read("fleet: x\nnodes: [{ansible: h, user: u}]\n")),
            "a u@a:0 via  [] {}\nb u@b:0 via  [] {}\n");
}

TEST(Ansible, OnlyAndExceptNameGroupsOrHosts) {
  test::Ground ground;
  ground.files.content["f/h"] = "[web]\na\nb\n[db]\nc\n[most:children]\nweb\n";
  const struct {
    const char* source;
    const char* nodes;
  } cases[] = {
      {"only: web", "a @a:0 via  [most web ] {}\nb @b:0 via  [most web ] {}\n"},
      {"only: most, except: [b]", "a @a:0 via  [most web ] {}\n"},
      {"only: [c, a]", "a @a:0 via  [most web ] {}\nc @c:0 via  [db ] {}\n"},
      {"except: web", "c @c:0 via  [db ] {}\n"},
      {"only: wbe",
       "f/fleet.yaml:2:28: error: f/h has no group or host `wbe` | did you mean `web`?\n"},
  };
  for (const auto& one : cases)
    EXPECT_EQ(
        shown(ground.read("fleet: x\nnodes: [{ansible: h, " + std::string(one.source) + "}]\n")),
        one.nodes)
        << one.source;
}

TEST(Ansible, SaysWhatIsWrongAndWhere) {
  const struct {
    const char* name;
    const char* text;
    const char* told;  // without the name
  } cases[] = {
      {"h.ini", "[a b]\n",
       "1:1: error: expected a section as [GROUP], found `[a b]` | without blanks"},
      {"h.ini", "[a:childs]\n", "1:4: error: unknown kind of section `childs` | known: "},
      {"h.ini", "[a]\nh x\n", "2:3: error: expected NAME=VALUE behind a host, found `x`"},
      {"h.ini", "[a]\nh 'x\n", "2:1: error: a quote stays open in `h 'x`"},
      {"h.ini", "[a:vars]\nx=1\n",
       "1:1: error: [a:vars] is of a group that is not defined: `a` | a section [a] defines it"},
      {"h.ini", "[web]\n[all:children]\nwbe\n",
       "3:1: error: [all:children] is of a group that is not defined: `wbe` | did you mean `web`?"},
      {"h.ini", "[a:vars]\n  nothing\n[a]\n",
       "2:3: error: expected NAME=VALUE in [a:vars], found `nothing`"},
      {"h.ini", "[a:children]\nb\n[b:children]\na\n",
       "4:1: error: the group `a` is inside of itself"},
      {"h.ini", "h[3:1]\n", "1:1: error: the hosts `h[3:1]`: 3 is more than 1"},
      {"h.ini", "h:x\n", "1:1: error: expected a port from 1 to 65535 behind `:`, found `x`"},
      {"h.ini", "-oProxyCommand=x\n",
       "1:1: error: no name of a host, `-oProxyCommand=x`: it begins with `-`"},
      {"h.ini", "h ansible_host=-x\n", "1:3: error: ansible_host, `-x`: it begins with `-`"},
      {"h.ini", "h ansible_user=\"a b\"\n", "1:3: error: ansible_user, `a b`: it holds ` `"},
      {"h.ini", "h ansible_port=ssh\n",
       "1:3: error: expected a number from 1 to 65535 for ansible_port, found `ssh`"},
      {"h.ini", "h ansible_ssh_common_args='-J -x'\n",
       "1:3: error: the jump host of ansible_ssh_common_args, `-x`: it begins with `-`"},
      {"h.ini", "#!/bin/sh\n", "1:1: error: this is a script, and is not run | write its result"},
      {"h.yml", "- a\n", "1:1: error: expected groups of hosts, found a list"},
      {"h.yml", "plugin: aws_ec2\n",
       "1:1: error: this is the configuration of an inventory plugin, which is not run | write"},
      {"h.yml", "all: {hosts: [a]}\n",
       "1:14: error: expected a mapping for hosts, found a list | as `NAME:`, with its colon"},
      {"h.yml", "all: {hosts: {a: [b]}}\n",
       "1:18: error: expected a mapping for the variables of a host, found a list"},
      {"h.yml", "all: {hosts: {a: {ansible_host: [b]}}}\n", "1:33: error: expected a text"},
      {"h.yml", "all: {hosts: {a: !x }}\n", "1:18: error: the tag `!x` | "},
  };
  for (const auto& one : cases) {
    test::Ground ground;
    const ReadInventory read = ground.ansible(one.name, one.text);
    EXPECT_FALSE(read.inventory) << one.text;
    std::string all = told(read.diagnostics);
    const std::string want = "f/" + std::string(one.name) + ":" + one.told;
    EXPECT_EQ(all.substr(0, want.size()), want) << one.text;
  }
}

TEST(Ansible, WarnsOfWhatItDoesNotTake) {
  const struct {
    const char* name;
    const char* text;
    const char* told;
  } cases[] = {
      {"h.ini", "[w]\na\nb\n[w:vars]\nansible_user={{ who }}\n",
       "f/h.ini:5:1: warning: `{{ who }}` is known only when Ansible runs; it is as ssh_config "
       "says\n"},
      {"h.ini", "a\nb ansible_host={{x}}\n",
       "f/h.ini:2:3: warning: `{{x}}` is known only when Ansible runs; the hosts are left out\n"},
      {"h.ini", "a\nb ansible_connection=winrm\n",
       "f/h.ini:2:3: warning: hosts with ansible_connection=winrm are left out | only ssh reaches "
       "nodes\n"},
      {"h.ini", "a ansible_ssh_private_key_file=~/.ssh/k\n",
       "f/h.ini:1:3: warning: ansible_ssh_private_key_file is not taken | put it into your "
       "ssh_config as IdentityFile, or the key into the agent\n"},
      {"h.ini", "a ansible_password=x\n",
       "f/h.ini:1:3: warning: ansible_password is not taken: nodes are reached by ssh keys and "
       "`sudo -n`\n"},
      {"h.ini", "a ansible_ssh_common_args='-o StrictHostKeyChecking=no'\n",
       "f/h.ini:1:3: warning: StrictHostKeyChecking of ansible_ssh_common_args is not taken | host "
       "keys are always checked: put them into known_hosts\n"},
      {"h.yml", "all: {hosts: {a: {ansible_user: !vault abc}}}\n",
       "f/h.yml:1:33: warning: this is encrypted; it is as ssh_config says\n"},
      {"h.yml", "all: {hosts: {a: }, host: {b: }}\n",
       "f/h.yml:1:21: warning: unknown key `host` in the group `all` | did you mean `hosts`?\n"},
      {"h.yml", "all: {hosts: {a: }}\nb: c\n",
       "f/h.yml:2:4: warning: `b` is not taken for a group: expected hosts, children and vars, "
       "found `c`\n"},
  };
  for (const auto& one : cases) {
    test::Ground ground;
    const ReadInventory read = ground.ansible(one.name, one.text);
    ASSERT_TRUE(read.inventory) << one.text << told(read.diagnostics);
    EXPECT_EQ(told(read.inventory->warnings), one.told) << one.text;
    EXPECT_EQ(read.inventory->nodes.front().name, "a");
  }
}

TEST(Ansible, SshArgumentsSayTheJumpHost) {
  const struct {
    const char* text;
    const char* jump;
    const char* not_taken;
  } cases[] = {
      {"", "", ""},
      {"-J gate", "gate", ""},
      {"-Jgate -C -q", "gate", ""},
      {"-o ProxyJump=me@gate:22 -o ControlPersist=60s", "me@gate:22", ""},
      {"-oProxyJump=gate", "gate", ""},
      {"-o 'proxyjump gate'", "gate", ""},
      {"-o ProxyCommand=\"ssh -W %h:%p -q me@gate\"", "me@gate", ""},
      {"-o ProxyCommand='ssh -q -W %h:%p -p 2222 -l me gate'", "me@gate:2222", ""},
      {"-o ProxyCommand='nc -X connect %h %p'", "", "ProxyCommand"},
      {"-o ProxyCommand='ssh -W %h:%p -i key gate'", "", "ProxyCommand"},
      {"-i ~/.ssh/key -J gate", "gate", "-i"},
      {"-F /etc/x", "", "-F"},
      {"-o UserKnownHostsFile=/dev/null", "", "UserKnownHostsFile"},
      {"-o Foo=bar", "", "Foo"},
      {"word", "", "word"},
      {"'open", "", "an open quote"},
  };
  for (const auto& one : cases) {
    const auto said = ansible::read_ssh_arguments(one.text);
    EXPECT_EQ(said.jump, one.jump) << one.text;
    EXPECT_EQ(said.not_taken, one.not_taken) << one.text;
    EXPECT_EQ(said.remedy.empty(), said.not_taken.empty()) << one.text;
  }
}

}  // namespace
}  // namespace profgen::fleet
