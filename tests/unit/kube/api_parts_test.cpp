// The parts of the two ways: bounds of JSON objects, kubectl's complaints, paths.
#include <gtest/gtest.h>

#include "kube/api/answers.hpp"
#include "kube/api/json_splitter.hpp"
#include "kube/api/kubectl_failure.hpp"
#include "kube/api/label_selector.hpp"
#include "kube/objects/kinds.hpp"

namespace profgen::kube {
namespace {

TEST(KubeJsonSplitter, PiecesMakeNoDifference) {
  const std::string stream = "{\"a\":\"}\\\"{\"}\n {\n \"b\": {\"c\": [1, {}]}\n}{}";
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    JsonSplitter splitter(100);
    for (std::size_t at = 0; at < stream.size(); at += piece)
      splitter.add(stream.substr(at, piece));
    ASSERT_EQ(splitter.objects.size(), 3U) << piece;
    EXPECT_EQ(splitter.objects[0], "{\"a\":\"}\\\"{\"}");
    EXPECT_EQ(splitter.objects[1], "{\n \"b\": {\"c\": [1, {}]}\n}");
    EXPECT_EQ(splitter.objects[2], "{}");
    EXPECT_FALSE(splitter.broken());
    EXPECT_FALSE(splitter.in_mid_object());
  }
}

TEST(KubeJsonSplitter, HasALimit) {
  JsonSplitter splitter(10);
  splitter.add("{\"a\":1234}");
  EXPECT_EQ(splitter.objects.size(), 1U);
  splitter.add("{\"a\":12345}");
  EXPECT_TRUE(splitter.broken());
  splitter.add("{}");
  EXPECT_EQ(splitter.objects.size(), 1U) << "nothing after it";
  JsonSplitter noise(10);
  noise.add("ok");
  EXPECT_TRUE(noise.broken());
  JsonSplitter endless(10);
  for (int i = 0; i < 100; ++i) endless.add("{\"a");
  EXPECT_TRUE(endless.broken());
}

TEST(KubeKubectlFailure, KnowsWhatKubectlSays) {
  struct Case {
    const char* errors;
    int code;
    const char* reason;
    const char* message;
  };
  const Case cases[] = {
      {"Error from server (NotFound): configmaps \"x\" not found\n", 404, "NotFound",
       "configmaps \"x\" not found"},
      {"Error from server (AlreadyExists): configmaps \"a\" already exists", 409, "AlreadyExists",
       "configmaps \"a\" already exists"},
      {"W1127 20:45:10.0 1 x.go:1] noise\nWarning: old\nError from server (Forbidden): no", 403,
       "Forbidden", "no"},
      {"error: You must be logged in to the server (Unauthorized)\n", 401, "Unauthorized",
       "error: You must be logged in to the server (Unauthorized)"},
      // Of several objects at once, and of one that was changed since it was read.
      {"Apply failed with 1 conflict: conflict with \"a\" using v1: .k\nPlease review\n\n"
       "See http://k8s.io/docs/#conflicts\nApply failed with 1 conflict: x",
       409, "Conflict", "Apply failed with 1 conflict: conflict with \"a\" using v1: .k"},
      {"Operation cannot be fulfilled on nps \"n1\": the object has been modified\nPlease review\n"
       "See http://k8s.io/docs/#conflicts",
       409, "Conflict",
       "Operation cannot be fulfilled on nps \"n1\": the object has been modified"},
      {"error: Operation cannot be fulfilled on nps \"n1\": the object has been modified\nPlease",
       409, "Conflict",
       "Operation cannot be fulfilled on nps \"n1\": the object has been modified"},
      {"error: Apply failed with 1 conflict: conflict with \"a\" using v1: .data.k\nPlease review",
       409, "Conflict", "Apply failed with 1 conflict: conflict with \"a\" using v1: .data.k"},
      {"The ConfigMap \"big\" is invalid: []: Too long", 422, "Invalid",
       "The ConfigMap \"big\" is invalid: []: Too long"},
      {"Error from server (TooManyRequests): later", 429, "TooManyRequests", "later"},
      {"Error from server: etcdserver: request is too large", 413, "RequestEntityTooLarge",
       "etcdserver: request is too large"},
      {"Error from server: etcdserver: leader changed", 500, "", "etcdserver: leader changed"},
      {"Error from server (NewReason): x", 500, "NewReason", "x"},
      {"Unable to connect to the server: dial tcp: timeout", 0, "",
       "Unable to connect to the server: dial tcp: timeout"},
      {"The connection to the server h:1 was refused - did you specify the right host or port?", 0,
       "",
       "The connection to the server h:1 was refused - did you specify the right host or port?"},
      {"error: context \"nope\" does not exist", 0, "", "context \"nope\" does not exist"},
      {"error: the server doesn't have a resource type \"x\"", 404, "NotFound",
       "error: the server doesn't have a resource type \"x\""},
      {"", 0, "", "kubectl ended with exit code 1 and said nothing"},
      {"error: \x1b[31m", 0, "", "\\x1b[31m"},
  };
  for (const Case& one : cases) {
    const Failure failure = kubectl_failure(one.errors, 1);
    EXPECT_EQ(failure.code, one.code) << one.errors;
    EXPECT_EQ(failure.reason, one.reason) << one.errors;
    EXPECT_EQ(failure.message, one.message) << one.errors;
  }
}

TEST(KubePath, IsThatOfTheKind) {
  EXPECT_EQ(path_of(nodes, "", "n1", "status"), "/api/v1/nodes/n1/status");
  EXPECT_EQ(path_of(deployments, "a", "b"), "/apis/apps/v1/namespaces/a/deployments/b");
  EXPECT_EQ(path_of(pods, "", ""), "/api/v1/pods");
  EXPECT_EQ(path_of(pods, "x/../y", ".."), "/api/v1/namespaces/x%2F..%2Fy/pods/%2E.");
}

TEST(KubeLabelSelector, RefusesWhatKubectlDoes) {
  for (const char* text : {"a=b=c", "a in b", "a in (b", "a b", ",", "a,,b", "!", "a=(b)", "=b"})
    EXPECT_FALSE(LabelSelector::parse(text)) << text;
  for (const char* text : {"", " a ", "x.y/z = 1 , !b", "a in (b)", "a notin (b,c),d!=e", "a="})
    EXPECT_TRUE(LabelSelector::parse(text)) << text;
}

}  // namespace
}  // namespace profgen::kube
