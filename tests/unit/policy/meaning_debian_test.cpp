// The policy that a distribution ships: it loads, and what everybody knows about it holds.
#include <gtest/gtest.h>

#include <algorithm>

#include "profgen/policy.hpp"

namespace profgen::policy {
namespace {

constexpr const char* directory = "/etc/apparmor.d";

TEST(MeaningDebian, TheInstalledPolicyLoads) {
  const auto files = real_files();
  if (!files->exists(std::string(directory) + "/abstractions/base"))
    GTEST_SKIP() << "no policy is installed in " << directory;
  LoadOptions options;
  const Policy policy = Policy::load(*files, options);
  for (const Diagnostic& diagnostic : policy.diagnostics())
    EXPECT_NE(diagnostic.severity, Severity::error) << render(diagnostic);

  const auto& abstractions = policy.abstractions();
  EXPECT_GT(abstractions.size(), 50U);
  const auto find = [&abstractions](const std::string& path) {
    const auto it = std::find_if(abstractions.begin(), abstractions.end(),
                                 [&path](const Abstraction& one) { return one.path == path; });
    return it == abstractions.end() ? nullptr : &*it;
  };
  struct Row {
    const char* abstraction;
    Access access;
    Answer answer;
  };
  const Row rows[] = {
      {"abstractions/base", FileAccess{"/dev/null", 6, false}, Answer::allowed},
      {"abstractions/base", FileAccess{"/etc/ld.so.cache", 3, false}, Answer::allowed},
      {"abstractions/base", FileAccess{"/usr/lib/x86_64-linux-gnu/libc.so.6", 3, false},
       Answer::allowed},
      {"abstractions/base", FileAccess{"/etc/shadow", 2, true}, Answer::absent},
      {"abstractions/base", SignalAccess{2, "term", "unconfined"}, Answer::allowed},
      {"abstractions/base", SignalAccess{1, "term", "unconfined"}, Answer::absent},
      {"abstractions/nameservice", FileAccess{"/etc/nsswitch.conf", 2, false}, Answer::allowed},
      {"abstractions/nameservice", FileAccess{"/etc/passwd", 2, false}, Answer::allowed},
      {"abstractions/nameservice", NetworkAccess{"inet", "stream", "tcp", 1, {}, {}},
       Answer::allowed},
      {"abstractions/nameservice", FileAccess{"/etc/shadow", 2, false}, Answer::absent},
      {"abstractions/authentication", FileAccess{"/etc/shadow", 2, false}, Answer::allowed},
      {"abstractions/private-files", FileAccess{"/home/a/.bashrc", 4, true}, Answer::denied},
  };
  for (const Row& row : rows) {
    const Abstraction* abstraction = find(row.abstraction);
    ASSERT_NE(abstraction, nullptr) << row.abstraction;
    EXPECT_EQ(covers(*abstraction->matcher, row.access).answer, row.answer)
        << row.abstraction << ": " << describe(row.access);
  }
  const auto homes = policy.variable("HOME");
  EXPECT_NE(std::find(homes.begin(), homes.end(), "/home/*/"), homes.end());
  EXPECT_NE(std::find(homes.begin(), homes.end(), "/root/"), homes.end());
  const FileAccess passwd{"/etc/passwd", 2, false};
  const auto covering = policy.abstractions_covering(passwd);
  EXPECT_TRUE(std::any_of(covering.begin(), covering.end(), [](const Abstraction* one) {
    return one->path == "abstractions/nameservice";
  }));
  for (const Abstraction& one : abstractions)
    EXPECT_EQ(covers(*one.matcher, passwd).answer == Answer::allowed,
              std::find(covering.begin(), covering.end(), &one) != covering.end())
        << one.path;
}

}  // namespace
}  // namespace profgen::policy
