// kubectl_api() with a kubectl of the test: by FakeProcesses, and tests/data/kube/kubectl where a
// real process is needed (watches).
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/time.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/fake_processes.hpp"
#include "kube/api/api.hpp"
#include "kube/objects/kinds.hpp"

namespace profgen::kube {
namespace {

using Type = WatchEvent::Type;

constexpr const char* conflict_complaint =
    "error: Apply failed with 1 conflict: conflict with \"first\" using v1: .data.k\n"
    "Please review the fields above--they currently have other managers. Here\n";

Json named(const std::string& name) {
  return {{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", {{"name", name}}}};
}

class KubeKubectlApi : public testing::Test {
 protected:
  // Answers in order; the last one again and again.
  void answer(std::vector<Finished> answers) {
    processes_.programs["kubectl"] = [answers, at = std::size_t{0}](const Command&) mutable {
      const Finished now = answers[at];
      if (at + 1 < answers.size()) ++at;
      return now;
    };
  }
  [[nodiscard]] std::string words(std::size_t call) const {
    std::string text;
    for (const std::string& word : processes_.ran.at(call).argv) text += word + " ";
    return text;
  }

  FakeProcesses processes_;
  std::unique_ptr<Api> api_ = kubectl_api(processes_, {});
};

TEST_F(KubeKubectlApi, NamesTheClusterThatItIsFor) {
  answer({{0, R"({"major":"1"})", ""}});
  const auto api = kubectl_api(processes_, {"kubectl", "work", "/home/me/config", 12.5});
  EXPECT_TRUE(api->get_raw("/version"));
  EXPECT_EQ(words(0),
            "kubectl --kubeconfig=/home/me/config --context=work --request-timeout=13s get --raw "
            "/version ");
}

TEST_F(KubeKubectlApi, SaysThatThereIsNoKubectl) {
  const Failure failure = api_->get_raw("/version").failure();
  EXPECT_EQ(failure.code, 0);
  EXPECT_NE(failure.message.find("install kubectl"), std::string::npos);
}

TEST_F(KubeKubectlApi, TakesWhatIsNoJsonAsText) {
  answer({{0, "ok", ""}});
  EXPECT_EQ(*api_->get_raw("/readyz"), "ok");
  EXPECT_EQ(api_->get(nodes, "", "n").failure().code, 0) << "but an object must be one";
}

TEST_F(KubeKubectlApi, ReadsChangesAndPutsBack) {
  const std::string first = R"({"metadata":{"name":"a","resourceVersion":"5"},"data":{"k":"1"}})";
  const std::string second = R"({"metadata":{"name":"a","resourceVersion":"6"},"data":{"k":"2"}})";
  const std::string stale = "Error from server (Conflict): Operation cannot be fulfilled\n";
  answer({{0, first, ""}, {1, "", stale}, {0, second, ""}, {0, second, ""}});
  const auto patched = api_->patch(config_maps, "default", "a", {{"data", {{"x", "y"}}}}, true);
  ASSERT_TRUE(patched) << patched.failure().message;
  ASSERT_EQ(processes_.ran.size(), 4U);
  EXPECT_NE(words(3).find("replace --raw "
                          "/api/v1/namespaces/default/configmaps/a/status?fieldManager=profgen"),
            std::string::npos)
      << words(3);
  EXPECT_EQ(Json::parse(processes_.ran[3].input),
            Json::parse(R"({"metadata":{"name":"a","resourceVersion":"6"},
                            "data":{"k":"2","x":"y"}})"));
}

TEST_F(KubeKubectlApi, DoesNotTryAgainWhatWasForAVersion) {
  answer({{0, R"({"metadata":{"name":"a","resourceVersion":"6"}})", ""},
          {1, "", "Error from server (Conflict): modified\n"}});
  const Json patch = {{"metadata", {{"resourceVersion", "5"}}}};
  EXPECT_TRUE(api_->patch(config_maps, "default", "a", patch, false).failure().conflict());
  ASSERT_EQ(processes_.ran.size(), 2U);
  EXPECT_EQ(Json::parse(processes_.ran[1].input)["metadata"]["resourceVersion"], "5");
}

TEST_F(KubeKubectlApi, AppliesAllInOneProcess) {
  answer({{0, R"({"kind":"List","items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]})",
           "Warning: something"}});
  const auto replies = api_->apply(config_maps, {named("a"), named("b")}, "me", true);
  ASSERT_EQ(replies.size(), 2U);
  ASSERT_TRUE(replies[1]);
  EXPECT_EQ((*replies[1])["metadata"]["name"], "b");
  ASSERT_EQ(processes_.ran.size(), 1U);
  EXPECT_EQ(words(0),
            "kubectl --request-timeout=30s apply --server-side --field-manager=me "
            "--force-conflicts --validate=false -f - -o json ");
}

TEST_F(KubeKubectlApi, FindsTheOneThatWasRefused) {
  processes_.programs["kubectl"] = [](const Command& command) -> Finished {
    const Json input = Json::parse(command.input);
    if (command.input.find("bad") != std::string::npos) return {1, "", conflict_complaint};
    return {0, input.dump(), ""};
  };
  std::vector<Json> objects;
  for (int i = 0; i < 64; ++i) objects.push_back(named(i == 40 ? "bad" : "n" + std::to_string(i)));
  const auto replies = api_->apply(config_maps, objects, "me", false);
  ASSERT_EQ(replies.size(), 64U);
  for (std::size_t i = 0; i < 64; ++i) EXPECT_EQ(bool(replies[i]), i != 40) << i;
  EXPECT_EQ(replies[40].failure().code, 409);
  EXPECT_LE(processes_.ran.size(), 13U) << "by halves";
}

TEST_F(KubeKubectlApi, AsksOnceWhereAllWouldFail) {
  for (const char* complaint :
       {"error: You must be logged in to the server (Unauthorized)\n",
        "The connection to the server 127.0.0.1:1 was refused - did you specify the right host?\n",
        "Error from server (Forbidden): configmaps is forbidden: User \"u\" cannot patch resource "
        "\"configmaps\"\n"}) {
    processes_.ran.clear();
    answer({{1, "", complaint}});
    const auto replies =
        api_->apply(config_maps, {named("a"), named("b"), named("c")}, "me", false);
    ASSERT_EQ(replies.size(), 3U);
    EXPECT_FALSE(replies[2]);
    EXPECT_EQ(processes_.ran.size(), 1U) << complaint;
  }
}

TEST_F(KubeKubectlApi, SurvivesWhatIsNoAnswer) {
  const std::string deep = "{\"a\":" + std::string(1000000, '[');
  for (const std::string& output :
       {std::string(), std::string("[]"), std::string("{"), std::string("{\"items\":5}"),
        std::string("{\"items\":[5]}"), std::string("{\"metadata\":7,\"items\":null}"),
        std::string("{\"metadata\":{\"continue\":\"x\"},\"items\":[]}"), std::string("\xff\xfe"),
        deep}) {
    answer({{0, output, ""}});
    (void)api_->list(config_maps, "", "");
    (void)api_->get(config_maps, "default", "a");
    (void)api_->patch(config_maps, "default", "a", {{"data", {{"k", "\xff"}}}}, false);
    EXPECT_EQ(api_->apply(config_maps, {named("a"), named("b")}, "me", false).size(), 2U);
    EXPECT_FALSE(api_->apply(config_maps, {5, "x"}, "me", false).empty());
  }
}

class KubeKubectlWatch : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/profgen-kubectl-XXXXXX";
    directory_ = ::mkdtemp(path);
    ::setenv("KUBE_STAND_IN", directory_.c_str(), 1);
    processes_ = real_processes();
    api_ = kubectl_api(*processes_, {PROFGEN_SOURCE_DIR "/tests/data/kube/kubectl", "", "", 30});
  }
  void TearDown() override {
    ::unsetenv("KUBE_STAND_IN");
    std::filesystem::remove_all(directory_);
  }
  [[nodiscard]] std::unique_ptr<Watch> watch(const std::string& space) {
    return api_->watch(config_maps, space, "a in (b)", "5");
  }
  [[nodiscard]] static WatchEvent next(Watch& watch) {
    auto event = watch.next(20);
    if (!event) ADD_FAILURE() << "no event came";
    return event.value_or(WatchEvent{});
  }
  std::string directory_;
  std::unique_ptr<Processes> processes_;
  std::unique_ptr<Api> api_;
};

TEST_F(KubeKubectlWatch, ReadsObjectsHoweverTheyAreLaidOut) {
  auto stream = watch("two");
  for (int i = 0; i < 2; ++i) {
    const WatchEvent event = next(*stream);
    ASSERT_EQ(event.type, Type::added) << event.failure.message;
    EXPECT_EQ((*event.object)["metadata"]["name"], "a } \" {");
  }
  EXPECT_EQ(next(*stream).type, Type::closed);
  std::ostringstream arguments;
  arguments << std::ifstream(directory_ + "/arguments").rdbuf();
  EXPECT_EQ(arguments.str(),
            "--request-timeout=0\nget\n--raw\n/api/v1/namespaces/two/configmaps?watch=true&"
            "allowWatchBookmarks=true&timeoutSeconds=290&labelSelector=a%20in%20%28b%29&"
            "resourceVersion=5\n");
}

TEST_F(KubeKubectlWatch, SaysWhyItEnded) {
  EXPECT_EQ(next(*watch("gone")).type, Type::gone);
  auto expired = watch("expired");
  EXPECT_EQ(next(*expired).type, Type::gone);
  EXPECT_EQ(next(*expired).type, Type::closed);
  EXPECT_EQ(next(*watch("refused")).failure.code, 403);
  for (const char* way : {"cut", "noise"}) {
    const WatchEvent event = next(*watch(way));
    EXPECT_EQ(event.type, Type::closed) << way;
    EXPECT_EQ(event.failure.code, 0) << way;
  }
  const auto none = kubectl_api(*processes_, {"/no/such/kubectl", "", "", 30});
  const WatchEvent event = next(*none->watch(nodes, "", "", ""));
  EXPECT_EQ(event.type, Type::closed);
  EXPECT_NE(event.failure.message.find("install kubectl"), std::string::npos);
}

TEST_F(KubeKubectlWatch, WaitsNoLongerThanItIsTold) {
  auto stream = watch("hold");
  ASSERT_EQ(next(*stream).type, Type::added);
  EXPECT_FALSE(stream->next(0.1));
  struct sigaction noted {
  }, before{};
  noted.sa_handler = [](int) {};
  ::sigaction(SIGALRM, &noted, &before);
  const itimerval soon{{0, 0}, {0, 200000}};
  ::setitimer(ITIMER_REAL, &soon, nullptr);
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_FALSE(stream->next(30)) << "the signal ends it";
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
  ::sigaction(SIGALRM, &before, nullptr);
}

}  // namespace
}  // namespace profgen::kube
