#include "suggest/severity.hpp"

#include <gtest/gtest.h>

#include "suggest/reach.hpp"

namespace profgen::suggest {
namespace {

policy::Rule file(std::string path, FilePerms perms, std::string exec = {}) {
  policy::FileRule rule;
  rule.path = std::move(path);
  rule.perms = perms;
  rule.exec = std::move(exec);
  return {{}, rule};
}

TEST(Severity, OfPaths) {
  using namespace file_perm;
  EXPECT_EQ(severity_of(file("/etc/shadow", read)), 10);
  EXPECT_EQ(severity_of(file("/dev/null", read | write)), 0);
  EXPECT_EQ(severity_of(file("/etc/hosts", read)), 1);
  EXPECT_GE(severity_of(file("/etc/*", read)), 10) << "shadow is among them";
  EXPECT_EQ(severity_of(file("/home/a/.ssh/id_rsa", read)), 10);
  EXPECT_EQ(severity_of(file("@{HOME}/.ssh/id_rsa", read)), 10);
  EXPECT_LT(severity_of(file("/srv/data", read)), severity_of(file("/srv/data", write)));
  EXPECT_EQ(severity_of(file("/usr/bin/x", 0, "ux")), 10);
  EXPECT_LT(severity_of(file("/usr/bin/x", 0, "Px")), severity_of(file("/usr/bin/x", 0, "ix")));
}

TEST(Severity, OfOtherRules) {
  EXPECT_EQ(severity_of({{}, policy::CapabilityRule{{"sys_admin"}}}), 10);
  EXPECT_EQ(severity_of({{}, policy::CapabilityRule{}}), 10);
  EXPECT_EQ(severity_of({{}, policy::AllRule{}}), 10);
  policy::NetworkRule network;
  network.domain = "inet";
  network.type = "dgram";
  EXPECT_LE(severity_of({{}, network}), 5);
  policy::Rule denied{{}, policy::AllRule{}};
  denied.prefix.decision = policy::Decision::deny;
  EXPECT_EQ(severity_of(denied), 0);
}

TEST(Reach, WiderCostsMore) {
  const char* steps[] = {"/srv/a/b", "/srv/a/[0-9]*", "/srv/a/*", "/srv/**", "/**"};
  double last = -1;
  for (const char* step : steps) {
    const double cost = extra_cost(file(step, file_perm::read));
    EXPECT_GT(cost, last) << step;
    last = cost;
  }
}

TEST(Reach, OwnerIsNarrower) {
  policy::Rule rule = file("@{HOME}/x", file_perm::read);
  const double any = extra_cost(rule);
  rule.prefix.ownership = policy::Ownership::owner;
  EXPECT_LT(extra_cost(rule), any);
}

}  // namespace
}  // namespace profgen::suggest
