#include <gtest/gtest.h>

#include <sstream>

#include "node/serve.hpp"
#include "node/state.hpp"
#include "unit/node/blob_machine.hpp"

namespace profgen::node {
namespace {

using test::BlobMachine;

void make_whole(BlobMachine& node) {
  auto& content = node.files.content;
  content["/proc/sys/kernel/hostname"] = "web1\n";
  content["/proc/sys/kernel/osrelease"] = "6.12.0\n";
  content["/proc/sys/kernel/arch"] = "x86_64\n";
  content["/proc/sys/kernel/random/boot_id"] = "0b1c\n";
  content["/etc/os-release"] = "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\n";
  content["/sys/module/apparmor/parameters/enabled"] = "Y\n";
  content["/sys/kernel/security/lsm"] = "lockdown,capability,apparmor";
  content["/sys/kernel/security/apparmor/features/namespaces/mask"] = "userns_create\n";
  content["/etc/apparmor.d/abi/4.0"] = "\n";
}

PreflightReply preflight_of(BlobMachine& node) {
  const Reply reply = node.ask(Preflight{});
  EXPECT_TRUE(std::holds_alternative<PreflightReply>(reply));
  const auto* found = std::get_if<PreflightReply>(&reply);
  return found == nullptr ? PreflightReply{} : *found;
}

std::vector<std::string> ids_of(const PreflightReply& reply) {
  std::vector<std::string> out;
  for (const Problem& problem : reply.problems) out.push_back(problem.id);
  return out;
}

TEST(NodePreflight, TellsWhatAWholeMachineIs) {
  BlobMachine node;
  make_whole(node);
  const PreflightReply reply = preflight_of(node);
  EXPECT_EQ(ids_of(reply), std::vector<std::string>());
  EXPECT_EQ(reply.hostname, "web1");
  EXPECT_EQ(reply.os, "Debian GNU/Linux 13 (trixie)");
  EXPECT_EQ(reply.kernel, "6.12.0");
  EXPECT_EQ(reply.machine, "x86_64");
  EXPECT_EQ(reply.boot_id, "0b1c");
  EXPECT_EQ(reply.parser, "4.0.1");
  EXPECT_EQ(reply.newest_abi, "4.0");
  EXPECT_EQ(reply.features, std::vector<std::string>{"userns"});
  EXPECT_EQ(reply.free_bytes, std::uint64_t{1} << 30);
}

TEST(NodePreflight, NamesEachThingThatIsMissing) {
  struct Case {
    const char* id;
    std::function<void(BlobMachine&)> breaks;
  };
  const Case cases[] = {
      {"no-apparmor",
       [](BlobMachine& n) { n.files.content["/sys/module/apparmor/parameters/enabled"] = "N\n"; }},
      {"no-apparmor",
       [](BlobMachine& n) { n.files.content["/sys/kernel/security/lsm"] = "selinux"; }},
      {"no-securityfs", [](BlobMachine& n) { n.files.content.erase("/sys/kernel/security/lsm"); }},
      {"no-securityfs",
       [](BlobMachine& n) {
         n.kernel.now = {false, "not mounted", ""};
       }},
      {"no-parser", [](BlobMachine& n) { n.processes.programs.erase("apparmor_parser"); }},
      {"not-root", [](BlobMachine& n) { n.machine.uid = 1000; }},
      {"read-only", [](BlobMachine& n) { n.files.everywhere.read_only = true; }},
      {"no-space", [](BlobMachine& n) { n.files.everywhere.free_bytes = 4096; }},
      {"no-policy-directory",
       [](BlobMachine& n) { n.files.content.erase("/etc/apparmor.d/abi/4.0"); }},
      {"bad-state",
       [](BlobMachine& n) { n.files.content["/var/lib/profgen/node/state.json"] = "{}"; }},
  };
  for (const Case& one : cases) {
    BlobMachine node;
    make_whole(node);
    one.breaks(node);
    const PreflightReply reply = preflight_of(node);
    ASSERT_EQ(ids_of(reply), std::vector<std::string>{one.id});
    EXPECT_TRUE(reply.problems[0].blocks);
    EXPECT_FALSE(reply.problems[0].text.empty());
    EXPECT_FALSE(reply.problems[0].remedy.empty());
  }
}

TEST(NodePreflight, AContainerIsWorthKnowing) {
  BlobMachine node;
  make_whole(node);
  node.files.content["/proc/1/environ"] = std::string("A=b\0container=lxc\0", 19);
  const PreflightReply reply = preflight_of(node);
  ASSERT_EQ(ids_of(reply), std::vector<std::string>{"container"});
  EXPECT_FALSE(reply.problems[0].blocks);
}

TEST(NodeState, ComesBackAsItWasWrittenAndDamageIsTold) {
  BlobMachine node;
  State state;
  state.revision = 3;
  state.run = "r";
  state.stage = Stage::complain;
  state.entries = {{"a", "a", "sha256:1", "enforce", "sha1:2"}};
  state.files = {{"local/\xff", "sha256:3"}};
  state.revisions = {{3, "r", "sha256:d", Stage::final, 5, {1, 2}}};
  state.parked = {{"p", "p", "r"}};
  ASSERT_TRUE(write_state(node.machine, state));
  const auto read = read_state(node.machine);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(*read, state);
  EXPECT_TRUE(read->owns("local/\xff"));
  EXPECT_FALSE(read->owns("b"));

  std::string& text = node.files.content[state_path(node.machine)];
  const std::string whole = text;
  text = whole.substr(0, whole.size() / 2);
  EXPECT_FALSE(read_state(node.machine));
  text = whole;
  text.replace(text.find("\"profgen-node-state\": 1"), 23, "\"profgen-node-state\": 2");
  const auto newer = read_state(node.machine);
  ASSERT_FALSE(newer);
  EXPECT_NE(newer.error().text().find("version 2"), std::string::npos);
}

TEST(NodeServe, AnswersEachLineInOrderAlsoWrongOnes) {
  BlobMachine node;
  std::istringstream in(to_line(Request(StatusOf{})) + "\n\nnonsense\n" +
                        to_line(Request(Usage{{"a"}})));
  std::ostringstream out;
  EXPECT_EQ(serve(node.machine, in, out), 0);
  std::istringstream lines(out.str());
  std::vector<Reply> replies;
  for (std::string line; std::getline(lines, line);) {
    const auto reply = reply_of(line);
    ASSERT_TRUE(reply) << line;
    replies.push_back(*reply);
  }
  ASSERT_EQ(replies.size(), 4u);
  EXPECT_TRUE(std::holds_alternative<StatusReply>(replies[0]));
  EXPECT_EQ(test::first_problem(replies[1]), "bad-request");
  EXPECT_EQ(test::first_problem(replies[2]), "bad-request");
  EXPECT_TRUE(std::holds_alternative<UsageReply>(replies[3]));
}

TEST(NodeServe, KeysInTheStateDirectoryMakeSignaturesADuty) {
  BlobMachine node;
  EXPECT_EQ(trust_of(node.machine).kind, bundle::SignatureKind::none);
  node.files.content["/var/lib/profgen/node/trust/minisign.pub"] = "key\n";
  EXPECT_EQ(trust_of(node.machine).kind, bundle::SignatureKind::minisign);
  node.machine.trust = trust_of(node.machine);
  const Reply reply =
      node.ask(Plan{test::package_of({{"a", "profile a {\n}\n"}}), Stage::final, {}});
  EXPECT_EQ(test::first_problem(reply), "bad-signature");
}

}  // namespace
}  // namespace profgen::node
