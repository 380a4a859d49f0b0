#include "kube/objects/objects.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "kube/objects/kinds.hpp"
#include "kube/objects/time_text.hpp"

namespace profgen::kube {
namespace {

using testing::HasSubstr;

std::string written_bundle(const std::string& name = "web") {
  bundle::Bundle bundle;
  bundle.name = name;
  bundle.selector = "role=web";
  bundle.files.push_back({"usr.sbin.nginx", "profile nginx /usr/sbin/nginx { }\n"});
  bundle.profiles.push_back({"nginx", "usr.sbin.nginx", "enforce", {}});
  return bundle::write(bundle);
}

fleet::RunView view_of(fleet::RunState state, const std::string& phase) {
  fleet::RunView view;
  view.run = "r1";
  view.fleet = "lab";
  view.state = state;
  view.phase = phase;
  view.started_us = 1'000'000;
  view.phase_since_us = 2'000'000;
  view.wave_sizes = {1, 1, 2};
  view.nodes = {{"a", fleet::NodeState::final, 1, 0, 0, "", ""},
                {"b", fleet::NodeState::unreachable, 2, 0, 0, "no agent", "look after it"},
                {"c", fleet::NodeState::left_out, 0, 0, 0, "by selector", ""}};
  return view;
}

TEST(KubeObjects, ABundleComesBackAsItWas) {
  auto made = bundle_object(written_bundle(), "sig", bundle::SignatureKind::ssh);
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(made->name, "web-" + made->digest.substr(7, 12));
  made->rollout = "{}";
  const auto object = to_object(*made);
  ASSERT_TRUE(object);
  EXPECT_EQ(object->at("apiVersion"), "profgen.dev/v1alpha1");
  EXPECT_EQ(object->at("spec").at("profiles").at(0).at("mode"), "enforce");
  const auto back = bundle_of(*object);
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(back->bytes, made->bytes);
  EXPECT_EQ(back->digest, made->digest);
  EXPECT_EQ(back->signature, "sig");
  EXPECT_EQ(back->signature_kind, bundle::SignatureKind::ssh);
  EXPECT_EQ(back->selector, "role=web");
  EXPECT_EQ(back->phase, "");
}

TEST(KubeObjects, WhatIsNoTextTravelsInBase64) {
  ProfileBundle bundle;
  bundle.name = "raw";
  bundle.bytes = "\xff\xfe";
  bundle.digest = bundle::digest(bundle.bytes);
  const auto object = to_object(bundle);
  ASSERT_TRUE(object);
  EXPECT_EQ(object->at("spec").at("data"), "//4=");
  const auto back = bundle_of(*object);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->bytes, bundle.bytes);
}

TEST(KubeObjects, ABundleThatWasChangedOrIsTooLargeIsRefused) {
  const auto made = bundle_object(written_bundle(), "", bundle::SignatureKind::none);
  ASSERT_TRUE(made);
  auto object = to_object(*made);
  ASSERT_TRUE(object);
  (*object)["spec"]["text"] = made->bytes + " ";
  const auto changed = bundle_of(*object);
  ASSERT_FALSE(changed);
  EXPECT_THAT(changed.error().text(), HasSubstr(made->name));
  EXPECT_THAT(changed.error().text(), HasSubstr("changed by hand"));
  ProfileBundle large = *made;
  large.bytes.assign(largest_bundle + 1, 'x');
  const auto refused = to_object(large);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::usage);
  for (const char* text : {"null", "[]", "{}", R"({"metadata":{"name":"x"}})",
                           R"({"metadata":{"name":"x"},"spec":{"data":"?"}})",
                           R"({"metadata":{"name":"x"},"spec":{"digest":7,"text":[]}})"})
    EXPECT_FALSE(bundle_of(Json::parse(text))) << text;
}

TEST(KubeObjects, NamesOfObjectsAreDnsNames) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  const std::string tail = "-aaaaaaaaaaaa";
  EXPECT_EQ(object_name("web", digest), "web" + tail);
  EXPECT_EQ(object_name("..web-.-x..", digest), "web.x" + tail);
  EXPECT_EQ(object_name("-", digest), "bundle" + tail);
  EXPECT_LE(object_name(std::string(400, 'w'), digest).size(), 253U);
}

TEST(KubeObjects, APhaseIsAWordForWaiting) {
  using fleet::RunState;
  const auto phase = [](RunState state, const std::string& text) {
    return status_patch(view_of(state, text), {}, 5'000'000)["status"]["phase"].get<std::string>();
  };
  EXPECT_EQ(phase(RunState::running, "preflight"), "Preflight");
  EXPECT_EQ(phase(RunState::running, "plan"), "Preflight");
  EXPECT_EQ(phase(RunState::running, "complain: baking"), "Complain");
  EXPECT_EQ(phase(RunState::running, "wave 3 of 3: baking"), "Enforcing");
  EXPECT_EQ(phase(RunState::running, "rolling back"), "RollingBack");
  EXPECT_EQ(phase(RunState::done, "wave 3 of 3: baking"), "Done");
  EXPECT_EQ(phase(RunState::stopped, "plan"), "Stopped");
  EXPECT_EQ(phase(RunState::half_rolled_back, "rolling back"), "Stopped");
  EXPECT_EQ(phase(RunState::rolled_back, "rolling back"), "RolledBack");
  EXPECT_EQ(phase(RunState::aborted, "plan"), "Aborted");
}

TEST(KubeObjects, TheStatusOfARunCountsAndTells) {
  const Json status = status_patch(view_of(fleet::RunState::running, "wave 2 of 3: baking"),
                                   {"a: nginx: /x\x1b"}, 5'000'000)["status"];
  EXPECT_EQ(status["wave"], "2/3");
  EXPECT_EQ(status["nodes"], 2);
  EXPECT_EQ(status["final"], 1);
  EXPECT_EQ(status["failed"], 1);
  EXPECT_EQ(status["counts"]["left-out"], 1);
  EXPECT_EQ(status["denials"][0], "a: nginx: /x\\x1b");
  EXPECT_TRUE(status["doneTime"].is_null());
  EXPECT_EQ(status["conditions"][0]["status"], "True");
  EXPECT_EQ(status["conditions"][1]["type"], "Done");
  EXPECT_EQ(status["conditions"][1]["status"], "False");
  EXPECT_THAT(status["conditions"][2]["message"].get<std::string>(),
              HasSubstr("b: no agent (look after it)"));
  const Json done = status_patch(view_of(fleet::RunState::done, "wave 3 of 3"), {}, 5'000'000);
  EXPECT_EQ(done["status"]["conditions"][1]["status"], "True");
  EXPECT_EQ(done["status"]["doneTime"], "1970-01-01T00:00:05.000000Z");
}

TEST(KubeObjects, AMailboxComesBackAsItWas) {
  const Request request{"w-1", "{\"profgen-node\":1}", "web-aaa", 3};
  NodeStatus status;
  status.node = "n1";
  status.request = request;
  status.reply = {"w-1", 3, 4, "text"};
  status.agent = "0.1.0";
  status.boot_id = "boot";
  status.seen_us = 1'795'457'404'512'001;
  status.digest = "sha256:" + std::string(64, 'b');
  status.run = "r1";
  status.stage = "final";
  status.revision = 7;
  status.profiles = {{"nginx", "usr.sbin.nginx", "enforce", "hash", true}};
  status.error = "one\ntwo";
  status.problems = {{"clock", "behind", "set it", false}};
  status.drift = {{"nginx", "f", "not-loaded", "d", "w"}};
  status.usage = {{"nginx", 2}};
  status.cursor = "c";
  Json object = request_object("n1", request);
  const Json patch = status_patch(status);
  object.merge_patch(patch);
  EXPECT_EQ(object["status"]["shortDigest"], std::string(12, 'b'));
  EXPECT_EQ(object["status"]["trouble"], "one");
  const auto back = node_status_of(object);
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(back->request.id, request.id);
  EXPECT_EQ(back->request.line, request.line);
  EXPECT_EQ(back->request.bundle, request.bundle);
  EXPECT_EQ(back->request.part, 3U);
  EXPECT_EQ(back->reply.text, "text");
  EXPECT_EQ(back->seen_us, status.seen_us);
  EXPECT_EQ(back->profiles, status.profiles);
  EXPECT_EQ(back->problems, status.problems);
  EXPECT_EQ(back->drift, status.drift);
  EXPECT_EQ(back->usage, status.usage);
  EXPECT_EQ(status_patch(*back), patch);
}

TEST(KubeObjects, ConditionsOfANodeSayWhatIsMissing) {
  NodeStatus status;
  status.node = "n1";
  Json conditions = status_patch(status)["status"]["conditions"];
  EXPECT_EQ(conditions[0]["status"], "True");
  EXPECT_EQ(conditions[1]["status"], "True");
  EXPECT_EQ(conditions[2]["status"], "False");
  status.problems = {{"no-apparmor", "the kernel has none", "boot with apparmor=1", true}};
  conditions = status_patch(status)["status"]["conditions"];
  EXPECT_EQ(conditions[0]["status"], "False");
  EXPECT_EQ(conditions[1]["status"], "False");
  EXPECT_EQ(conditions[1]["message"], "the kernel has none; boot with apparmor=1");
}

TEST(KubeObjects, ADamagedReplyIsAnError) {
  Json object = request_object("n1", {"w-1", "{}", "", 0});
  object["status"]["reply"] = {{"id", "w-1"}, {"part", 2}, {"parts", 2}, {"text", ""}};
  EXPECT_FALSE(node_status_of(object));
  object["status"] = "no object";
  EXPECT_TRUE(node_status_of(object));
  EXPECT_FALSE(node_status_of(Json()));
}

TEST(KubeObjects, TimesAreThoseOfRfc3339) {
  EXPECT_EQ(time_text(1'795'457'404'512'001), "2026-11-23T18:10:04.512001Z");
  EXPECT_EQ(time_of("2026-11-23T18:10:04.512001Z"), 1'795'457'404'512'001);
  EXPECT_EQ(time_of("2026-11-23T18:10:04Z"), 1'795'457'404'000'000);
  EXPECT_EQ(time_of("2026-11-23T18:10:04.5Z"), 1'795'457'404'500'000);
  EXPECT_EQ(time_of(time_text(0)), 0);
  for (const char* wrong : {"", "Z", "2026-11-23", "2026-13-23T17:30:04Z", "2026-11-23T18:10:04",
                            "2026-11-23T18:10:04.Z", "2026-11-23T17:30:04Zx",
                            "2026-02-30T00:00:00Z", "2026-11-23T18:10:04.5x1Z"})
    EXPECT_FALSE(time_of(wrong)) << wrong;
}

}  // namespace
}  // namespace profgen::kube
