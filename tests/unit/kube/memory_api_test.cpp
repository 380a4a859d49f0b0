// What only the twin does: failures that a test asks for, time, watches.
#include "kube/api/memory_api.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "kube/objects/kinds.hpp"

namespace profgen::kube {
namespace {

Json config_map(const std::string& name, const std::string& value) {
  return {{"apiVersion", "v1"},
          {"kind", "ConfigMap"},
          {"metadata", {{"name", name}, {"namespace", "default"}}},
          {"data", {{"key", value}}}};
}

TEST(KubeMemoryApi, FailsAsOftenAsItIsTold) {
  MemoryApi api;
  api.fail_next("get", &config_maps, 503, 2);
  api.put(config_maps, config_map("a", "1"));
  for (int i = 0; i < 2; ++i) {
    const auto reply = api.get(config_maps, "default", "a");
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.failure().code, 503);
    EXPECT_TRUE(api.list(config_maps, "", "")) << "another verb";
  }
  EXPECT_TRUE(api.get(config_maps, "default", "a"));
}

TEST(KubeMemoryApi, LosesAnAnswerButCarriesOut) {
  MemoryApi api;
  api.lose_answers("create", nullptr);
  const auto reply = api.create(config_maps, config_map("a", "1"));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.failure().code, 0);
  EXPECT_TRUE(api.object(config_maps, "default", "a"));
}

TEST(KubeMemoryApi, IsNotThereWhenItIsNotReachable) {
  MemoryApi api;
  auto watch = api.watch(config_maps, "", "", api.list(config_maps, "", "")->resource_version);
  api.set_reachable(false);
  EXPECT_EQ(api.get_raw("/version").failure().code, 0);
  EXPECT_EQ(watch->next(1)->type, WatchEvent::Type::closed);
  api.set_reachable(true);
  EXPECT_TRUE(api.get_raw("/version"));
  EXPECT_EQ(watch->next(1)->type, WatchEvent::Type::closed) << "for ever";
}

TEST(KubeMemoryApi, ExpiresWhatIsOld) {
  MemoryApi api;
  const std::string version = api.list(config_maps, "", "")->resource_version;
  auto watch = api.watch(config_maps, "", "", version);
  api.put(config_maps, config_map("a", "1"));
  api.expire();
  EXPECT_EQ(watch->next(1)->type, WatchEvent::Type::gone) << "the history went, too";
  EXPECT_EQ(watch->next(1)->type, WatchEvent::Type::closed);
  EXPECT_EQ(api.watch(config_maps, "", "", version)->next(1)->type, WatchEvent::Type::gone);
  auto anew = api.watch(config_maps, "", "", api.list(config_maps, "", "")->resource_version);
  EXPECT_FALSE(anew->next(1));
}

TEST(KubeMemoryApi, CallsTheTestWhereNothingIsPending) {
  MemoryApi api;
  double waited = 0;
  auto watch = api.watch(config_maps, "", "", api.list(config_maps, "", "")->resource_version);
  api.on_idle = [&](double seconds) {
    waited += seconds;
    EXPECT_FALSE(watch->next(5)) << "not from within itself";
    api.put(config_maps, config_map("a", "1"));
  };
  const auto event = watch->next(30);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->type, WatchEvent::Type::added);
  EXPECT_EQ(waited, 30);
}

TEST(KubeMemoryApi, KeepsWhatWasAsked) {
  MemoryApi api;
  (void)api.get(config_maps, "default", "a");
  (void)api.patch(nodes, "", "n", Json::object(), true);
  EXPECT_EQ(api.calls(), (std::vector<MemoryApi::Call>{{"get", "configmaps", "default", "a"},
                                                       {"patch-status", "nodes", "", "n"}}));
}

}  // namespace
}  // namespace profgen::kube
