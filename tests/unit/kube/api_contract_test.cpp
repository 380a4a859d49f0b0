// What every way to an API server has to do: the twin in memory, and real servers where the
// environment names them.
//   PROFGEN_TEST_KUBECONFIG=FILE [PROFGEN_TEST_KUBECTL=PROGRAM]
//   PROFGEN_TEST_CLUSTER_API=https://HOST:PORT,ACCOUNT-DIRECTORY (token, ca.crt)
// Either may write config maps in the namespace "default" and the custom resources that the test
// defines (widgets.contract.profgen.dev).
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <thread>

#include "kube/api/memory_api.hpp"
#include "kube/objects/kinds.hpp"

namespace profgen::kube {
namespace {

using Type = WatchEvent::Type;
constexpr Kind widgets{"contract.profgen.dev", "v1", "widgets", "Widget"};

std::string variable_of_test(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

Json widget_definition() {
  const Json schema = {
      {"type", "object"},
      {"properties",
       {{"spec", {{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}}},
        {"status", {{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}}}}}};
  return {{"apiVersion", "apiextensions.k8s.io/v1"},
          {"kind", "CustomResourceDefinition"},
          {"metadata", {{"name", "widgets.contract.profgen.dev"}}},
          {"spec",
           {{"group", "contract.profgen.dev"},
            {"scope", "Cluster"},
            {"names",
             {{"plural", "widgets"},
              {"kind", "Widget"},
              {"singular", "widget"},
              {"listKind", "WidgetList"}}},
            {"versions", Json::array({{{"name", "v1"},
                                       {"served", true},
                                       {"storage", true},
                                       {"schema", {{"openAPIV3Schema", schema}}},
                                       {"subresources", {{"status", Json::object()}}}}})}}}};
}

class KubeApiContract : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string way = GetParam();
    if (way == "memory") {
      api_ = std::make_unique<MemoryApi>();
    } else if (way == "kubectl") {
      KubectlOptions options;
      options.kubeconfig = variable_of_test("PROFGEN_TEST_KUBECONFIG");
      if (options.kubeconfig.empty()) GTEST_SKIP() << "PROFGEN_TEST_KUBECONFIG names no cluster";
      const std::string program = variable_of_test("PROFGEN_TEST_KUBECTL");
      if (!program.empty()) options.kubectl = program;
      processes_ = real_processes();
      api_ = kubectl_api(*processes_, options);
    } else {
      const std::string where = variable_of_test("PROFGEN_TEST_CLUSTER_API");
      const std::size_t comma = where.find(',');
      if (comma == where.npos) GTEST_SKIP() << "PROFGEN_TEST_CLUSTER_API names no server";
      ClusterOptions options;
      options.server = where.substr(0, comma);
      options.account = where.substr(comma + 1);
      api_ = cluster_api(options);
    }
    name_ = "contract-" + std::to_string(::getpid()) + "-" +
            std::to_string(std::chrono::steady_clock::now().time_since_epoch().count() % 1000000);
    if (way != "memory") {
      // An unknown kind until the server has taken it up.
      (void)api_->create(custom_resource_definitions, widget_definition());
      for (int i = 0; i < 100 && !api_->list(widgets, "", ""); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }

  void TearDown() override {
    if (!api_) return;
    for (const char* suffix : {"", "-b", "-c"}) {
      (void)api_->remove(config_maps, "default", name_ + suffix);
      (void)api_->remove(widgets, "", name_ + suffix);
    }
  }

  [[nodiscard]] Json map(const Json& data, const std::string& suffix = "") const {
    return {{"apiVersion", "v1"},
            {"kind", "ConfigMap"},
            {"metadata",
             {{"name", name_ + suffix}, {"namespace", "default"}, {"labels", {{"test", name_}}}}},
            {"data", data}};
  }
  [[nodiscard]] Json widget(const Json& spec) const {
    return {{"apiVersion", "contract.profgen.dev/v1"},
            {"kind", "Widget"},
            {"metadata", {{"name", name_}}},
            {"spec", spec}};
  }
  // The next event that is no bookmark.
  [[nodiscard]] static WatchEvent next(Watch& watch) {
    for (int i = 0; i < 100; ++i)
      if (auto event = watch.next(0.2); event && event->type != Type::bookmark) return *event;
    ADD_FAILURE() << "no event came";
    return {};
  }

  std::unique_ptr<Processes> processes_;
  std::unique_ptr<Api> api_;
  std::string name_;
};

std::string shown(const Failure& failure) {
  return std::to_string(failure.code) + " " + failure.reason + " " + failure.message;
}

TEST_P(KubeApiContract, CreatesOnce) {
  const auto made = api_->create(config_maps, map({{"k", "1"}}));
  ASSERT_TRUE(made) << shown(made.failure());
  EXPECT_FALSE((*made)["metadata"]["uid"].get<std::string>().empty());
  EXPECT_FALSE((*made)["metadata"]["resourceVersion"].get<std::string>().empty());
  const auto again = api_->create(config_maps, map({{"k", "2"}}));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.failure().code, 409) << shown(again.failure());
  EXPECT_EQ(again.failure().reason, "AlreadyExists");
  const auto got = api_->get(config_maps, "default", name_);
  ASSERT_TRUE(got) << shown(got.failure());
  EXPECT_EQ((*got)["data"], (Json{{"k", "1"}}));
  EXPECT_EQ((*got)["kind"], "ConfigMap");
}

TEST_P(KubeApiContract, SaysWhatIsNotThere) {
  for (const auto& failure :
       {api_->get(config_maps, "default", name_).failure(),
        api_->remove(config_maps, "default", name_).failure(),
        api_->patch(config_maps, "default", name_, Json::object(), false).failure()}) {
    EXPECT_TRUE(failure.not_found()) << shown(failure);
    EXPECT_EQ(failure.reason, "NotFound");
    EXPECT_NE(failure.message.find(name_), std::string::npos) << failure.message;
  }
  EXPECT_TRUE(api_->get_raw("/no/such/path").failure().not_found());
}

TEST_P(KubeApiContract, GivesAnyPath) {
  const auto version = api_->get_raw("/version");
  ASSERT_TRUE(version) << shown(version.failure());
  EXPECT_EQ((*version)["major"], "1");
}

TEST_P(KubeApiContract, RefusesWhatIsNoObject) {
  const auto nameless = api_->create(
      config_maps,
      {{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", {{"name", "No Name"}}}});
  EXPECT_EQ(nameless.failure().code, 422) << shown(nameless.failure());
  EXPECT_EQ(api_->patch(config_maps, "default", name_, "text", false).failure().code, 400);
}

TEST_P(KubeApiContract, ListsByLabels) {
  ASSERT_TRUE(api_->create(config_maps, map({{"k", "1"}})));
  Json other = map({{"k", "2"}}, "-b");
  other["metadata"]["labels"]["color"] = "red";
  ASSERT_TRUE(api_->create(config_maps, other));
  const auto names = [&](const std::string& selector) {
    const auto list = api_->list(config_maps, "default", "test=" + name_ + selector);
    std::string text;
    if (!list) return shown(list.failure());
    EXPECT_FALSE(list->resource_version.empty());
    for (const Json& item : list->items) {
      EXPECT_EQ(item["kind"], "ConfigMap");
      EXPECT_EQ(item["apiVersion"], "v1");
      text += item["metadata"]["name"].get<std::string>().substr(name_.size()) + ";";
    }
    return text;
  };
  EXPECT_EQ(names(""), ";-b;");
  EXPECT_EQ(names(",color=red"), "-b;");
  EXPECT_EQ(names(",color==red"), "-b;");
  EXPECT_EQ(names(",color!=red"), ";");
  EXPECT_EQ(names(",color in (blue, red)"), "-b;");
  EXPECT_EQ(names(",color notin (blue,red)"), ";");
  EXPECT_EQ(names(",color"), "-b;");
  EXPECT_EQ(names(",!color"), ";");
  EXPECT_EQ(api_->list(config_maps, "default", "a===b").failure().code, 400);
}

TEST_P(KubeApiContract, PatchesByMerging) {
  const auto made = api_->create(config_maps, map({{"k", "1"}, {"gone", "2"}}));
  ASSERT_TRUE(made);
  const auto patched = api_->patch(config_maps, "default", name_,
                                   {{"data", {{"gone", nullptr}, {"new", "3"}}}}, false);
  ASSERT_TRUE(patched) << shown(patched.failure());
  EXPECT_EQ((*patched)["data"], (Json{{"k", "1"}, {"new", "3"}}));
  EXPECT_NE((*patched)["metadata"]["resourceVersion"], (*made)["metadata"]["resourceVersion"]);
  const auto same = api_->patch(config_maps, "default", name_, {{"data", {{"new", "3"}}}}, false);
  ASSERT_TRUE(same);
  EXPECT_EQ((*same)["metadata"]["resourceVersion"], (*patched)["metadata"]["resourceVersion"]);
  const Json stale = {{"metadata", {{"resourceVersion", (*made)["metadata"]["resourceVersion"]}}},
                      {"data", {{"k", "9"}}}};
  const auto refused = api_->patch(config_maps, "default", name_, stale, false);
  EXPECT_TRUE(refused.failure().conflict()) << shown(refused.failure());
  EXPECT_EQ(refused.failure().reason, "Conflict");
}

TEST_P(KubeApiContract, KeepsStatusApart) {
  Json wanted = widget({{"a", 1}});
  wanted["status"] = {{"phase", "Lies"}};
  const auto made = api_->create(widgets, wanted);
  ASSERT_TRUE(made) << shown(made.failure());
  EXPECT_FALSE(made->contains("status"));
  EXPECT_EQ((*made)["metadata"]["generation"], 1);
  const Json both = {{"spec", {{"a", 2}}}, {"status", {{"phase", "Done"}}}};
  const auto status = api_->patch(widgets, "", name_, both, true);
  ASSERT_TRUE(status) << shown(status.failure());
  EXPECT_EQ((*status)["spec"], (Json{{"a", 1}}));
  EXPECT_EQ((*status)["status"], (Json{{"phase", "Done"}}));
  EXPECT_EQ((*status)["metadata"]["generation"], 1);
  const Json other = {{"spec", {{"a", 3}}}, {"status", {{"phase", "Lies"}}}};
  const auto spec = api_->patch(widgets, "", name_, other, false);
  ASSERT_TRUE(spec) << shown(spec.failure());
  EXPECT_EQ((*spec)["spec"], (Json{{"a", 3}}));
  EXPECT_EQ((*spec)["status"], (Json{{"phase", "Done"}}));
  EXPECT_EQ((*spec)["metadata"]["generation"], 2);
}

TEST_P(KubeApiContract, AppliesWhatItOwns) {
  const auto one = [&](const Json& data, const std::string& manager, bool force) {
    return std::move(api_->apply(config_maps, {map(data)}, manager, force).front());
  };
  ASSERT_TRUE(one({{"a", "1"}, {"b", "1"}}, "first", false));
  const auto conflict = one({{"a", "2"}}, "second", false);
  ASSERT_FALSE(conflict);
  EXPECT_TRUE(conflict.failure().conflict()) << shown(conflict.failure());
  EXPECT_NE(conflict.failure().message.find("conflict with \"first\""), std::string::npos)
      << conflict.failure().message;
  EXPECT_NE(conflict.failure().message.find(".data.a"), std::string::npos);
  const auto shared = one({{"a", "1"}, {"c", "1"}}, "second", false);
  ASSERT_TRUE(shared) << "the same value is no conflict: " << shown(shared.failure());
  const auto left = one({{"b", "1"}}, "first", false);
  ASSERT_TRUE(left) << shown(left.failure());
  EXPECT_EQ((*left)["data"], (Json{{"a", "1"}, {"b", "1"}, {"c", "1"}})) << "second has a, too";
  const auto forced = one({{"b", "2"}}, "second", true);
  ASSERT_TRUE(forced) << shown(forced.failure());
  EXPECT_EQ((*forced)["data"], (Json{{"b", "2"}})) << "second names a and c no more";
  EXPECT_TRUE(one({{"b", "1"}}, "first", false).failure().conflict());
}

TEST_P(KubeApiContract, AppliesAllThatItCan) {
  ASSERT_TRUE(api_->apply(config_maps, {map({{"k", "1"}}, "-b")}, "other", false).front());
  const auto replies = api_->apply(
      config_maps, {map({{"k", "2"}}), map({{"k", "2"}}, "-b"), map({{"k", "2"}}, "-c")}, "profgen",
      false);
  ASSERT_EQ(replies.size(), 3U);
  ASSERT_TRUE(replies[0]) << shown(replies[0].failure());
  EXPECT_EQ((*replies[0])["metadata"]["name"], name_);
  EXPECT_TRUE(replies[1].failure().conflict()) << shown(replies[1].failure());
  ASSERT_TRUE(replies[2]) << shown(replies[2].failure());
  EXPECT_EQ((*replies[2])["metadata"]["name"], name_ + "-c");
}

TEST_P(KubeApiContract, WatchesFromAVersionOn) {
  const std::string selector = "test=" + name_;
  const auto list = api_->list(config_maps, "default", selector);
  ASSERT_TRUE(list) << shown(list.failure());
  ASSERT_TRUE(api_->create(config_maps, map({{"k", "1"}})));
  ASSERT_TRUE(api_->create(config_maps, [&] {
    Json other = map({}, "-b");
    other["metadata"]["labels"] = {{"test", "another"}};
    return other;
  }()));
  auto watch = api_->watch(config_maps, "default", selector, list->resource_version);
  WatchEvent event = next(*watch);
  ASSERT_EQ(event.type, Type::added) << shown(event.failure);
  EXPECT_EQ((*event.object)["data"], (Json{{"k", "1"}}));
  ASSERT_TRUE(api_->patch(config_maps, "default", name_, {{"data", {{"k", "2"}}}}, false));
  event = next(*watch);
  ASSERT_EQ(event.type, Type::modified) << shown(event.failure);
  EXPECT_EQ((*event.object)["data"], (Json{{"k", "2"}}));
  ASSERT_TRUE(api_->remove(config_maps, "default", name_));
  event = next(*watch);
  ASSERT_EQ(event.type, Type::deleted) << shown(event.failure);
  EXPECT_EQ((*event.object)["metadata"]["name"], name_);
  EXPECT_FALSE(watch->next(0.1));
}

TEST_P(KubeApiContract, TellsOfObjectsThatLeaveTheSelector) {
  const std::string selector = "test=" + name_;
  ASSERT_TRUE(api_->create(config_maps, map({})));
  auto watch = api_->watch(config_maps, "default", selector, "");
  EXPECT_EQ(next(*watch).type, Type::added) << "no version: what is there comes first";
  const auto label = [&](const Json& value) {
    return bool(api_->patch(config_maps, "default", name_,
                            {{"metadata", {{"labels", {{"test", value}}}}}}, false));
  };
  ASSERT_TRUE(label("elsewhere"));
  EXPECT_EQ(next(*watch).type, Type::deleted);
  ASSERT_TRUE(label(name_));
  EXPECT_EQ(next(*watch).type, Type::added);
}

TEST_P(KubeApiContract, RefusesAWatchOfNoSelector) {
  auto watch = api_->watch(config_maps, "default", "a===b", "");
  const WatchEvent event = next(*watch);
  EXPECT_EQ(event.type, Type::closed);
  EXPECT_EQ(event.failure.code, 400) << shown(event.failure);
  EXPECT_EQ(next(*watch).type, Type::closed);
}

INSTANTIATE_TEST_SUITE_P(Ways, KubeApiContract, testing::Values("memory", "kubectl", "cluster"),
                         [](const auto& instance) { return std::string(instance.param); });

}  // namespace
}  // namespace profgen::kube
