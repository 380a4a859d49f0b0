#include "kube/pods/explain.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "kube/api/memory_api.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/pods/node_table.hpp"

namespace profgen::kube {
namespace {

// Of 1.20: the kubelet's own word; the container waits, Blocked.
const char* const blocked_pod = R"({"kind":"Pod","metadata":{"name":"hello","namespace":"shop",
  "uid":"u1","annotations":{"container.apparmor.security.beta.kubernetes.io/hello":"localhost/deny"}},
  "spec":{"nodeName":"n1","containers":[{"name":"hello"}]},
  "status":{"phase":"Pending","reason":"AppArmor",
  "message":"Cannot enforce AppArmor: profile \"deny\" is not loaded",
  "containerStatuses":[{"name":"hello","state":{"waiting":{"reason":"Blocked"}}}]}})";

// Of containerd: the event and the status say the same.
const char* const create_error_pod = R"({"kind":"Pod","metadata":{"name":"web-1","namespace":"shop",
  "uid":"u2","ownerReferences":[{"kind":"ReplicaSet","name":"web","controller":true}]},
  "spec":{"nodeName":"n1","containers":[{"name":"log"},{"name":"nginx",
  "securityContext":{"appArmorProfile":{"type":"Localhost","localhostProfile":"web"}}}]},
  "status":{"phase":"Pending","containerStatuses":[{"name":"log","state":{"running":{}}},
  {"name":"nginx","state":{"waiting":{"reason":"CreateContainerError","message":
  "failed to generate apparmor spec opts: apparmor profile not found web"}}}]}})";

PodNode node_with(std::map<std::string, std::string> loaded) {
  PodNode node;
  node.name = "n1";
  node.has_agent = true;
  node.loaded = std::move(loaded);
  return node;
}

bool has_command(const PodFinding& finding, const std::string& command) {
  for (const std::string& one : finding.commands)
    if (one == command) return true;
  return false;
}

TEST(PodExplain, Blocked) {
  const auto told = explain_pod(Json::parse(blocked_pod), {}, std::nullopt, {1, 20});
  ASSERT_EQ(told.findings.size(), 1u);
  const PodFinding& one = told.findings[0];
  EXPECT_EQ(one.cause, Cause::not_loaded);
  EXPECT_EQ(one.container, "hello");
  EXPECT_EQ(one.profile, "deny");
  EXPECT_EQ(one.source, "pod status");
  EXPECT_TRUE(has_command(one, "profgen fleet deploy BUNDLE --digest DIGEST -l n1"));
  EXPECT_TRUE(has_command(one, "profgen kube users deny"));
  EXPECT_NE(one.why.find("not loaded on node n1"), std::string::npos) << one.why;
}

TEST(PodExplain, CreateContainerError) {
  const Json pod = Json::parse(create_error_pod);
  const Json event = {{"reason", "Failed"},
                      {"message",
                       "Error: failed to generate apparmor spec opts: apparmor profile "
                       "not found web"},
                      {"involvedObject", {{"fieldPath", "spec.containers{nginx}"}}}};
  const auto told =
      explain_pod(pod, {event, event}, node_with({{"web-0123456789ab", "enforce"}}), {1, 30});
  ASSERT_EQ(told.findings.size(), 1u);
  EXPECT_EQ(told.findings[0].container, "nginx");
  EXPECT_NE(told.findings[0].why.find("Loaded there is `web-0123456789ab`"), std::string::npos);
  const auto by_now = explain_pod(pod, {}, node_with({{"web", "complain"}}), {1, 30});
  EXPECT_NE(by_now.findings[0].why.find("by now it is (complain)"), std::string::npos);
  EXPECT_TRUE(by_now.findings[0].commands.empty());
}

TEST(PodExplain, FromEventsAlone) {
  Json pod = Json::parse(create_error_pod);
  pod["status"] = {{"phase", "Pending"}};
  const Json event = {{"reason", "Failed"},
                      {"message",
                       "apparmor failed to apply profile: write "
                       "/proc/self/attr/apparmor/exec: no such file or directory"},
                      {"involvedObject", {{"fieldPath", "spec.containers{nginx}"}}}};
  const auto told = explain_pod(pod, {event}, std::nullopt, {1, 30});
  ASSERT_EQ(told.findings.size(), 1u);
  EXPECT_EQ(told.findings[0].profile, "web");
  EXPECT_EQ(told.findings[0].source, "event");
  // A pod that runs has got over its events.
  pod["status"] = {{"phase", "Running"},
                   {"containerStatuses",
                    Json::array({{{"name", "nginx"}, {"state", {{"running", Json::object()}}}}})}};
  EXPECT_TRUE(explain_pod(pod, {event}, std::nullopt, {1, 30}).findings.empty());
}

TEST(PodExplain, FailedPodsAreMadeAnew) {
  Json pod = Json::parse(blocked_pod);
  pod["status"]["phase"] = "Failed";
  const auto told = explain_pod(pod, {}, std::nullopt, {1, 20});
  EXPECT_EQ(told.findings[0].commands.back(), "kubectl delete pod hello -n shop");
  pod["status"]["message"] = "Cannot enforce AppArmor: AppArmor is not enabled on the host";
  PodNode node = node_with({});
  node.problems = {"the kernel has no AppArmor"};
  const auto off = explain_pod(pod, {}, node, {1, 20});
  EXPECT_EQ(off.findings[0].cause, Cause::disabled);
  EXPECT_NE(off.findings[0].why.find("the kernel has no AppArmor"), std::string::npos);
}

TEST(PodExplain, LookAlikes) {
  Json pod = Json::parse(create_error_pod);
  Json& waiting = pod["status"]["containerStatuses"][1]["state"]["waiting"];
  waiting = {{"reason", "RunContainerError"}, {"message", "exec /bin/web: exec format error"}};
  const auto other = explain_pod(pod, {}, std::nullopt, {1, 30});
  EXPECT_TRUE(other.findings.empty());
  ASSERT_EQ(other.others.size(), 1u);
  // EACCES under a profile may be the profile; without one it is something else.
  waiting["message"] = "exec: \"/run.sh\": permission denied";
  EXPECT_EQ(explain_pod(pod, {}, std::nullopt, {1, 30}).findings.at(0).cause,
            Cause::perhaps_denied);
  pod["spec"]["containers"][1].erase("securityContext");
  EXPECT_TRUE(explain_pod(pod, {}, std::nullopt, {1, 30}).findings.empty());
  // No reason known, but the kubelet said AppArmor.
  pod["status"] = {{"phase", "Failed"}, {"reason", "AppArmor"}, {"message", "something new"}};
  EXPECT_EQ(explain_pod(pod, {}, std::nullopt, {1, 30}).findings.size(), 1u);
}

TEST(PodExplain, NotesOfWhatIsMeantOtherwise) {
  Json pod = Json::parse(create_error_pod);
  pod["spec"]["containers"][1]["securityContext"]["appArmorProfile"]["localhostProfile"] =
      "localhost/web";
  pod["metadata"]["annotations"] = {{std::string(profile_annotation) + "ngnix", "localhost/web"}};
  const auto told = explain_pod(pod, {}, std::nullopt, {1, 30});
  ASSERT_EQ(told.notes.size(), 2u);
  EXPECT_NE(told.notes[0].find("begins with localhost/"), std::string::npos);
  EXPECT_NE(told.notes[1].find("ngnix"), std::string::npos);
}

TEST(PodExplain, HostileWords) {
  Json pod = Json::parse(blocked_pod);
  pod["metadata"]["name"] = "a\x1b[31m; rm -rf $HOME";
  pod["status"]["message"] = "Cannot enforce AppArmor: profile \"$(reboot)\x1b]0;x\" is not loaded";
  const auto told = explain_pod(pod, {}, std::nullopt, {1, 20});
  for (const std::string& command : told.findings.at(0).commands) {
    EXPECT_EQ(command.find('\x1b'), std::string::npos);
    EXPECT_TRUE(command.find("$(reboot)") == std::string::npos) << command;
  }
  EXPECT_EQ(told.findings[0].why.find('\x1b'), std::string::npos);
}

TEST(PodExplain, CapturedFiles) {
  EXPECT_EQ(explain_text(blocked_pod, "", {1, 20})->findings.size(), 1u);
  const std::string list = std::string(R"({"kind":"List","items":[)") + blocked_pod + "]}";
  EXPECT_EQ(explain_text(list, "{\"items\":[]}", {1, 20})->findings.size(), 1u);
  for (const char* wrong :
       {"", "{", "[]", "{}", R"({"kind":"Service"})", R"({"kind":"List","items":[{},{}]})"}) {
    const auto told = explain_text(wrong, "", {1, 20});
    ASSERT_FALSE(told) << wrong;
    EXPECT_EQ(told.error().kind, ErrorKind::input);
  }
  EXPECT_FALSE(explain_text(blocked_pod, "x", {1, 20}));
}

Json cluster_node(const char* name, const char* message, const char* kubelet = "v1.20.2") {
  return {{"metadata", {{"name", name}}},
          {"status",
           {{"nodeInfo", {{"kubeletVersion", kubelet}, {"operatingSystem", "linux"}}},
            {"conditions",
             Json::array({{{"type", "Ready"}, {"status", "True"}, {"message", message}}})}}}};
}

TEST(PodExplain, FromTheApi) {
  MemoryApi api;
  api.put_raw("/version", {{"gitVersion", "v1.20.2"}});
  api.put(pods, Json::parse(blocked_pod));
  api.put(nodes, cluster_node("n1", "kubelet is posting ready status. AppArmor enabled"));
  const auto told = explain_pod(api, "shop", "hello", 0);
  ASSERT_TRUE(told) << told.error().text();
  EXPECT_EQ(told->findings.size(), 1u);
  const auto none = explain_pod(api, "shop", "nobody", 0);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::input);
  api.set_reachable(false);
  EXPECT_EQ(explain_pod(api, "shop", "hello", 0).error().kind, ErrorKind::system);
}

TEST(PodNodes, TheTable) {
  MemoryApi api;
  api.put(nodes, cluster_node("b", "kubelet is posting ready status"));
  api.put(nodes, cluster_node("a", "kubelet is posting ready status. AppArmor enabled"));
  api.put(nodes, cluster_node("c", "kubelet is posting ready status", "v1.31.0"));
  const std::int64_t now = 1'800'000'000'000'000;
  api.put(node_profile_statuses,
          {{"metadata", {{"name", "a"}}},
           {"status",
            {{"agent", "0.1.0"},
             {"heartbeat", "2027-01-15T08:00:00.000000Z"},
             {"profiles", Json::array({{{"name", "web"}, {"mode", "enforce"}},
                                       {{"name", "db"}, {"mode", "complain"}},
                                       {{"name", "gone"}, {"mode", ""}}})}}}});
  const auto table = node_table(api, now, {1, 31});
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 3u);
  const NodeRow &a = table->rows[0], &b = table->rows[1], &c = table->rows[2];
  EXPECT_EQ(a.kubelet_says, NodeRow::Says::enabled);
  EXPECT_FALSE(a.agent_silent);
  EXPECT_EQ(a.loaded, (std::map<std::string, std::string>{{"web", "enforce"}, {"db", "complain"}}));
  EXPECT_TRUE(a.missing.empty());
  EXPECT_EQ(b.kubelet_says, NodeRow::Says::not_enabled);
  EXPECT_EQ(b.missing.size(), 2u);
  EXPECT_EQ(c.kubelet_says, NodeRow::Says::nothing);
  EXPECT_EQ(c.missing.size(), 1u);
  const auto warnings = profile_warnings(*table, {ProfileRef::Type::localhost, "x"});
  ASSERT_EQ(warnings.size(), 3u);
  EXPECT_EQ(warnings[0], "the profile `x` is not loaded on 1 of 3 nodes: a");
  EXPECT_EQ(profile_warnings(*table, {ProfileRef::Type::localhost, "web"}).size(), 2u);
  const auto later = node_table(api, now + 91'000'000, {1, 31});
  EXPECT_TRUE(later->rows[0].agent_silent);
  EXPECT_EQ(later->rows[0].missing.size(), 1u);
}

}  // namespace
}  // namespace profgen::kube
