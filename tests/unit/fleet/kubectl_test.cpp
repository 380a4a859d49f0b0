#include <gtest/gtest.h>

#include "unit/fleet/inventory_files.hpp"

namespace profgen::fleet {
namespace {

using test::shown;
using test::told;

// In the form of a real answer: two workers, one of them NotReady, a control plane, a node without
// an external address, one of another system.
constexpr const char* answer = R"({"apiVersion": "v1", "kind": "List", "items": [
 {"metadata": {"name": "cp1", "labels": {"kubernetes.io/os": "linux",
    "node-role.kubernetes.io/control-plane": "", "node-role.kubernetes.io/master": ""}},
  "status": {"addresses": [{"type": "InternalIP", "address": "10.0.0.1"}],
    "conditions": [{"type": "Ready", "status": "True"}]}},
 {"metadata": {"name": "w1", "labels": {"kubernetes.io/os": "linux", "role": "web",
    "node-role.kubernetes.io/worker": "", "topology.kubernetes.io/zone": "a"}},
  "status": {"addresses": [{"type": "InternalIP", "address": "10.0.0.2"},
      {"type": "ExternalIP", "address": "192.0.2.2"}, {"type": "Hostname", "address": "w1.int"}],
    "conditions": [{"type": "MemoryPressure", "status": "False"},
      {"type": "Ready", "status": "True"}]}},
 {"metadata": {"name": "w2", "labels": {"kubernetes.io/os": "linux"}},
  "status": {"addresses": [{"type": "InternalIP", "address": "10.0.0.3"},
      {"type": "Hostname", "address": "w2.int"}],
    "conditions": [{"type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown"}]}},
 {"metadata": {"name": "win", "labels": {"kubernetes.io/os": "windows"}},
  "status": {"addresses": [{"type": "InternalIP", "address": "10.0.0.4"}]}}
]})";

void answer_with(FakeProcesses& processes, int code, const std::string& output,
                 const std::string& errors = {}) {
  processes.programs["kubectl"] = [=](const Command&) { return Finished{code, output, errors}; };
}

TEST(Kubectl, NodesAreHosts) {
  test::Ground ground;
  answer_with(ground.processes, 0, answer);
  const ReadInventory read = ground.read(
      "fleet: x\nnodes:\n- kubectl: {context: prod, kubeconfig: k, selector: \"role=web\"}\n"
      "  user: core\n");
  EXPECT_EQ(shown(read),
            "w1 core@10.0.0.2:0 via  [worker ] {kubernetes.io/os=linux "
            "node-role.kubernetes.io/worker= role=web topology.kubernetes.io/zone=a }\n"
            "w2 core@10.0.0.3:0 via  [] {kubernetes.io/os=linux }\n");
  ASSERT_TRUE(read.inventory);
  EXPECT_EQ(told(read.inventory->warnings),
            "f/fleet.yaml:3:12: warning: node w2 is not Ready: NodeStatusUnknown | it stays in the "
            "fleet\n"
            "f/fleet.yaml:3:12: warning: node win is left out: its system is windows\n");
  ASSERT_EQ(ground.processes.ran.size(), 1u);
  EXPECT_EQ(
      ground.processes.ran[0].argv,
      (std::vector<std::string>{"kubectl", "get", "nodes", "--output=json", "--request-timeout=30s",
                                "--context=prod", "--kubeconfig=f/k", "--selector=role=web"}));
}

TEST(Kubectl, AClusterIsAFleetByItself) {
  test::Ground ground;
  answer_with(ground.processes, 0, answer);
  const ReadInventory read = ground.read(
      "fleet: x\ntransport: kubernetes\nkubernetes: {context: prod, kubeconfig: k, namespace: ops, "
      "selector: a=b, image: \"r/profgen:1\"}\n");
  ASSERT_TRUE(read.inventory) << told(read.diagnostics);
  ASSERT_TRUE(read.inventory->kubernetes);
  EXPECT_EQ(*read.inventory->kubernetes,
            (KubernetesOptions{"prod", "f/k", "ops", "a=b", false, "r/profgen:1"}));
  EXPECT_EQ(read.inventory->nodes.size(), 2u);
  EXPECT_EQ(read.inventory->nodes[0].host, "w1");
  EXPECT_EQ(read.inventory->ssh.fan_out, 200u);
  EXPECT_EQ(ground.processes.ran[0].argv.back(), "--selector=a=b");
  // In a pod there is no kubectl: the nodes are named.
  const ReadInventory named =
      ground.read("fleet: x\ntransport: kubernetes\nnodes: [{host: [n1, n2]}]\n");
  ASSERT_TRUE(named.inventory) << told(named.diagnostics);
  EXPECT_EQ(named.inventory->nodes.size(), 2u);
  EXPECT_EQ(named.inventory->kubernetes->name_space, "profgen");
  EXPECT_EQ(ground.processes.ran.size(), 1u);
}

TEST(Kubectl, TheSectionOfAClusterIsForItsTransport) {
  test::Ground ground;
  EXPECT_EQ(told(ground.read("fleet: x\nnodes: [{host: a}]\nkubernetes: {}\n").diagnostics)
                .find("f/fleet.yaml:3:13: error: `kubernetes` is for `transport: kubernetes` only"),
            0u);
  EXPECT_FALSE(
      ground.read("fleet: x\ntransport: kubernetes\nkubernetes: {namespace: \"A b\"}\n").inventory);
  EXPECT_FALSE(ground.read("fleet: x\ntransport: carrier\nnodes: [{host: a}]\n").inventory);
}

TEST(Kubectl, AddressesAndTheControlPlaneAreAskedFor) {
  test::Ground ground;
  answer_with(ground.processes, 0, answer);
  const ReadInventory external =
      ground.read("fleet: x\nnodes: [{kubectl: {address: ExternalIP}}]\n");
  EXPECT_EQ(shown(external).substr(0, 18), "w1 @192.0.2.2:0 vi");
  ASSERT_TRUE(external.inventory);
  EXPECT_EQ(external.inventory->nodes.size(), 1u);
  EXPECT_EQ(told(external.inventory->warnings).substr(0, 88),
            "f/fleet.yaml:2:19: warning: node w2 is left out: it has no ExternalIP | `address` may "
            "be");
  const ReadInventory all = ground.read("fleet: x\nnodes: [{kubectl: {control_plane: true}}]\n");
  ASSERT_TRUE(all.inventory);
  ASSERT_EQ(all.inventory->nodes.size(), 3u);
  EXPECT_EQ(all.inventory->nodes[0].groups, (std::vector<std::string>{"control-plane", "master"}));
  EXPECT_EQ(told(ground.read("fleet: x\nnodes: [{kubectl: {address: InternalIp}}]\n").diagnostics),
            "f/fleet.yaml:2:29: error: expected one of InternalIP, ExternalIP, Hostname for "
            "address, found `InternalIp` | did you mean `InternalIP`?\n");
}

TEST(Kubectl, FailuresAreOfTheSystem) {
  const struct {
    int code;
    const char *output, *errors, *reason;
  } cases[] = {
      {1, "", "error: context \"prod\" does not exist\nmore\n",
       "it ended with 1: error: context \"prod\" does not exist; try the same by hand: kubectl get "
       "nodes --output=json --request-timeout=30s"},
      {0, "no JSON", "", "its answer is no list of nodes in JSON"},
      {0, "{\"items\": 3}", "", "its answer is no list of nodes in JSON"},
  };
  for (const auto& one : cases) {
    test::Ground ground;
    answer_with(ground.processes, one.code, one.output, one.errors);
    ground.files.content["fleet.yaml"] = "fleet: x\nnodes: [{kubectl: }]\n";
    const auto read = read_inventory(ground.files, ground.processes, "fleet.yaml");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::system);
    EXPECT_EQ(read.error().reason, one.reason);
  }
  test::Ground ground;
  ground.files.content["fleet.yaml"] = "fleet: x\nnodes: [{kubectl: }]\n";
  const auto read = read_inventory(ground.files, ground.processes, "fleet.yaml");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().reason,
            "it is not installed; install kubectl, or name the hosts themselves");
}

TEST(Kubectl, HostileNamesStayOut) {
  test::Ground ground;
  answer_with(
      ground.processes, 0,
      R"({"items": [7, {"metadata": {"name": "-oProxyCommand=x"}}, {"metadata": {"name": "a"},
                  "status": {"addresses": [{"type": "InternalIP", "address": "-x"}]}},
                  {"metadata": {"name": "b", "labels": {"k": "\u001b[2J", "l": 3}}, "status":
                  {"addresses": [{"type": "InternalIP", "address": "10.0.0.1"}],
                   "conditions": [{"type": "Ready", "status": "True"}]}}]})");
  const ReadInventory read = ground.read("fleet: x\nnodes: [{kubectl: }]\n");
  EXPECT_EQ(shown(read), "b @10.0.0.1:0 via  [] {}\n");
  ASSERT_TRUE(read.inventory);
  EXPECT_EQ(read.inventory->warnings.size(), 3u) << told(read.inventory->warnings);
}

}  // namespace
}  // namespace profgen::fleet
