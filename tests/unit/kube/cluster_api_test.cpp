// cluster_api() against a small HTTPS server (tests/data/kube/api_server.py).
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/time.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/child.hpp"
#include "base/memory_files.hpp"
#include "kube/api/api.hpp"
#include "kube/objects/kinds.hpp"

namespace profgen::kube {
namespace {

using Type = WatchEvent::Type;

void write_text(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

double seconds_since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

// One server for all tests: its start costs most of the time.
struct HttpsServer {
  std::string directory, port, missing;
  std::optional<Child> child;

  HttpsServer() {
    for (const char* program : {"python3", "openssl"})
      if (real_processes()->find(program).empty()) missing = program;
    if (!missing.empty()) return;
    char path[] = "/tmp/profgen-kube-XXXXXX";
    directory = ::mkdtemp(path);
    write_text(directory + "/token", "good\n");
    write_text(directory + "/valid", "good");
    auto started =
        Child::start({"python3", PROFGEN_SOURCE_DIR "/tests/data/kube/api_server.py", directory});
    if (!started) return;
    child.emplace(std::move(*started));
    const auto begun = std::chrono::steady_clock::now();
    while (port.find('\n') == port.npos && seconds_since(begun) < 60) {
      pollfd end{child->out(), POLLIN, 0};
      if (::poll(&end, 1, 1000) > 0 && !child->read_out(port)) break;
    }
    while (!port.empty() && port.back() == '\n') port.pop_back();
  }
  ~HttpsServer() {
    child.reset();
    if (!directory.empty()) std::filesystem::remove_all(directory);
  }
};

class KubeClusterApi : public testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new HttpsServer; }
  static void TearDownTestSuite() { delete std::exchange(server_, nullptr); }

  void SetUp() override {
    if (!server_->missing.empty()) GTEST_SKIP() << server_->missing << " is not installed";
    ASSERT_FALSE(server_->port.empty()) << "the server did not start";
    options_.server = "https://127.0.0.1:" + server_->port;
    options_.account = server_->directory;
    options_.request_seconds = 20;
    set_tokens("good", "good");
    api_ = cluster_api(options_);
  }
  void set_tokens(const std::string& ours, const std::string& valid) {
    write_text(server_->directory + "/token", ours);
    write_text(server_->directory + "/valid", valid);
  }
  [[nodiscard]] static WatchEvent next(Watch& watch) {
    auto event = watch.next(20);
    if (!event) ADD_FAILURE() << "no event came";
    return event.value_or(WatchEvent{});
  }
  [[nodiscard]] std::unique_ptr<Watch> watch(const std::string& space) {
    return api_->watch(config_maps, space, "", "1");
  }

  static HttpsServer* server_;
  ClusterOptions options_;
  std::unique_ptr<Api> api_;
};
HttpsServer* KubeClusterApi::server_ = nullptr;

TEST_F(KubeClusterApi, KeepsItsConnection) {
  const auto first = api_->get_raw("/raw/ok"), second = api_->get_raw("/raw/ok");
  ASSERT_TRUE(first) << first.failure().message;
  EXPECT_EQ(*first, *second);
}

TEST_F(KubeClusterApi, ReadsARenewedTokenAtOnce) {
  ASSERT_TRUE(api_->get_raw("/raw/ok"));
  set_tokens("new", "new");
  EXPECT_TRUE(api_->get_raw("/raw/ok"));
  set_tokens("new", "yet-another");
  const auto refused = api_->get_raw("/raw/ok");
  EXPECT_EQ(refused.failure().code, 401);
  EXPECT_EQ(refused.failure().reason, "Unauthorized");
  set_tokens("yet-another", "yet-another");
  EXPECT_TRUE(api_->get_raw("/raw/ok"));
}

TEST_F(KubeClusterApi, TakesNoTokenThatWouldBeALineOfItsOwn) {
  set_tokens("good\nX-Evil: 1", "good");
  const auto reply = cluster_api(options_)->get_raw("/raw/ok");
  EXPECT_EQ(reply.failure().code, 0);
  EXPECT_NE(reply.failure().message.find("no token"), std::string::npos);
}

TEST_F(KubeClusterApi, PassesOnWhatTheServerRefuses) {
  EXPECT_EQ(api_->create(config_maps, {{"metadata", {{"name", "a"}}}}).failure().reason,
            "AlreadyExists");
  EXPECT_TRUE(api_->get_raw("/raw/busy").failure().transient());
  EXPECT_EQ(api_->get_raw("/raw/toolarge").failure().code, 413) << "no second try passes";
  const Failure gateway = api_->get_raw("/raw/gateway").failure();
  EXPECT_EQ(gateway.code, 502);
  EXPECT_EQ(gateway.message.find('\x1b'), std::string::npos);
  EXPECT_EQ(api_->get_raw("/raw/elsewhere").failure().code, 302) << "the token stays here";
}

TEST_F(KubeClusterApi, SendsWhatTheServerWants) {
  const Json patch = {{"status", {{"a", 1}}}};
  auto sent = api_->patch(config_maps, "s p", "n/m", patch, true);
  ASSERT_TRUE(sent) << sent.failure().message;
  EXPECT_EQ((*sent)["path"],
            "/api/v1/namespaces/s%20p/configmaps/n%2Fm/status?fieldManager=profgen");
  EXPECT_EQ((*sent)["type"], "application/merge-patch+json");
  EXPECT_EQ(Json::parse((*sent)["body"].get<std::string>()), patch);
  const Json object = {{"metadata", {{"name", "a"}}}};
  auto applied = std::move(api_->apply(config_maps, {object}, "me", true).front());
  ASSERT_TRUE(applied) << applied.failure().message;
  EXPECT_EQ((*applied)["method"], "PATCH");
  EXPECT_EQ((*applied)["type"], "application/apply-patch+yaml");
  EXPECT_EQ((*applied)["path"],
            "/api/v1/namespaces/default/configmaps/a?force=true&fieldManager=me");
  EXPECT_TRUE(api_->remove(nodes, "", "n"));
}

TEST_F(KubeClusterApi, FollowsPages) {
  const auto list = api_->list(config_maps, "", "");
  ASSERT_TRUE(list) << list.failure().message;
  ASSERT_EQ(list->items.size(), 2U);
  EXPECT_EQ(list->items[1]["metadata"]["name"], "second");
  EXPECT_EQ(list->items[1]["kind"], "ConfigMap");
  EXPECT_EQ(list->resource_version, "7");
}

TEST_F(KubeClusterApi, SurvivesHostileAnswers) {
  for (const char* path : {"/raw/broken", "/raw/deep", "/raw/huge"}) {
    const auto reply = api_->get_raw(path);
    if (reply)
      EXPECT_TRUE(reply->is_string()) << path;
    else
      EXPECT_EQ(reply.failure().code, 0) << path;
  }
  EXPECT_FALSE(api_->get_raw("/raw/huge"));
}

TEST_F(KubeClusterApi, DoesNotWaitForEver) {
  options_.request_seconds = 0.3;
  const auto begun = std::chrono::steady_clock::now();
  const auto reply = cluster_api(options_)->get_raw("/raw/slow");
  EXPECT_EQ(reply.failure().code, 0);
  EXPECT_LT(seconds_since(begun), 4);
}

TEST_F(KubeClusterApi, TrustsTheAccountsAuthorityAlone) {
  const std::string other = server_->directory + "/other";
  std::filesystem::create_directory(other);
  write_text(other + "/token", "good");
  Command make;
  make.argv = {"openssl", "req",          "-x509", "-newkey",         "rsa:2048", "-nodes",
               "-keyout", other + "/key", "-out",  other + "/ca.crt", "-subj",    "/CN=other"};
  ASSERT_EQ(real_processes()->run(make)->exit_code, 0);
  options_.account = other;
  const auto api = cluster_api(options_);
  const Failure failure = api->get_raw("/raw/ok").failure();
  EXPECT_EQ(failure.code, 0);
  EXPECT_NE(failure.message.find("ca.crt"), std::string::npos) << failure.message;
  EXPECT_EQ(next(*api->watch(config_maps, "", "", "")).type, Type::closed);
  std::filesystem::remove(other + "/ca.crt");
  EXPECT_EQ(cluster_api(options_)->get_raw("/raw/ok").failure().code, 0) << "none: no trust";
  options_.account = server_->directory;
  options_.server = "http://127.0.0.1:" + server_->port;
  EXPECT_EQ(cluster_api(options_)->get_raw("/raw/ok").failure().code, 0) << "HTTPS only";
}

TEST_F(KubeClusterApi, WatchesUntilItIsGone) {
  auto stream = watch("gone");
  WatchEvent event = next(*stream);
  ASSERT_EQ(event.type, Type::added) << event.failure.message;
  EXPECT_EQ((*event.object)["metadata"]["name"], "a");
  event = next(*stream);
  EXPECT_EQ(event.type, Type::gone);
  EXPECT_EQ(event.failure.code, 410);
  EXPECT_EQ(next(*stream).type, Type::closed);
  EXPECT_EQ(next(*watch("expired")).type, Type::gone);
}

TEST_F(KubeClusterApi, TellsThatAWatchHasEnded) {
  for (const char* way : {"end", "cut", "large", "noise"}) {
    auto stream = watch(way);
    EXPECT_EQ(next(*stream).type, Type::added) << way;
    const WatchEvent event = next(*stream);
    EXPECT_EQ(event.type, Type::closed) << way;
    EXPECT_TRUE(event.failure.transient()) << way;
    EXPECT_EQ(next(*stream).type, Type::closed) << way;
  }
  EXPECT_EQ(next(*watch("refused")).failure.code, 403);
}

TEST_F(KubeClusterApi, WatchesWithARenewedToken) {
  set_tokens("old", "new");
  auto stream = watch("end");
  EXPECT_EQ(next(*stream).failure.code, 401);
  set_tokens("new", "new");
  EXPECT_EQ(next(*watch("end")).type, Type::added);
}

TEST_F(KubeClusterApi, WaitsNoLongerThanItIsTold) {
  auto stream = watch("hold");
  ASSERT_EQ(next(*stream).type, Type::added);
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_FALSE(stream->next(0.2));
  EXPECT_GE(seconds_since(begun), 0.19);
  struct sigaction noted {
  }, before{};
  noted.sa_handler = [](int) {};
  ::sigaction(SIGALRM, &noted, &before);
  const itimerval soon{{0, 0}, {0, 200000}};
  ::setitimer(ITIMER_REAL, &soon, nullptr);
  EXPECT_FALSE(stream->next(4)) << "the signal ends it";
  EXPECT_LT(seconds_since(begun), 3.5);
  ::sigaction(SIGALRM, &before, nullptr);
}

TEST_F(KubeClusterApi, SaysThatNobodyIsThere) {
  options_.server = "https://127.0.0.1:1";
  const auto api = cluster_api(options_);
  EXPECT_EQ(api->get_raw("/version").failure().code, 0);
  EXPECT_EQ(next(*api->watch(nodes, "", "", "")).type, Type::closed);
}

TEST(KubeClusterOptions, AreThoseOfAPod) {
  MemoryFiles files;
  ::unsetenv("KUBERNETES_SERVICE_HOST");
  EXPECT_FALSE(cluster_options(files));
  ::setenv("KUBERNETES_SERVICE_HOST", "fd00::1", 1);
  ::setenv("KUBERNETES_SERVICE_PORT", "6443", 1);
  EXPECT_FALSE(cluster_options(files)) << "without an account";
  ASSERT_TRUE(files.replace("/var/run/secrets/kubernetes.io/serviceaccount/token", "t", 0600));
  const auto options = cluster_options(files);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->server, "https://[fd00::1]:6443");
  ::unsetenv("KUBERNETES_SERVICE_HOST");
  ::unsetenv("KUBERNETES_SERVICE_PORT");
}

}  // namespace
}  // namespace profgen::kube
