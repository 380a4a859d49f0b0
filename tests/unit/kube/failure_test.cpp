#include <gtest/gtest.h>

#include "kube/api/api.hpp"

namespace profgen::kube {
namespace {

TEST(KubeFailure, IsAnErrorThatSaysWhatTheServerSaid) {
  const Failure failure{403, "Forbidden", "pods is forbidden"};
  EXPECT_EQ(failure.error("list", "pods").text(), "pods: list: pods is forbidden (HTTP 403)");
  EXPECT_EQ((Failure{0, "", ""}.error("list", "pods").text()), "pods: list: no answer");
}

TEST(KubeFailure, SaysWhatIsWorthTryingAgain) {
  for (const int code : {0, 429, 500, 503})
    EXPECT_TRUE((Failure{code, "", ""}.transient())) << code;
  for (const int code : {400, 401, 403, 404, 409, 410, 422})
    EXPECT_FALSE((Failure{code, "", ""}.transient())) << code;
}

}  // namespace
}  // namespace profgen::kube
