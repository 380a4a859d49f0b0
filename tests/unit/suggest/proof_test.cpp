// The short way to prove a rule gives the answers of printing, reading and compiling it.
#include "suggest/proof.hpp"

#include <gtest/gtest.h>

#include <random>

#include "support/cases.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t most) { return engine_() % most; }
  template <typename Table>
  std::string of(const Table& table) {
    return table[below(std::size(table))];
  }
  FilePerms perms() { return static_cast<FilePerms>(1 + below(127)) & ~file_perm::exec; }

 private:
  std::mt19937 engine_;
};

constexpr const char* heads[] = {"/home/al",
                                 "/root",
                                 "/proc/7",
                                 "/proc/self",
                                 "/run/user/10",
                                 "/srv/n1",
                                 "/srv/n1.5",
                                 "/srv",
                                 "/usr/lib/x86_64-linux-gnu",
                                 ""};
constexpr const char* patterns[] = {"@{HOME}",
                                    "@{PROC}/@{pid}",
                                    "@{run}/user/@{uid}",
                                    "/srv/n[0-9]*",
                                    "/srv/*",
                                    "/**",
                                    "/srv/{n1,n2}",
                                    "/usr/lib/@{multiarch}",
                                    "/srv",
                                    "@{nothing}",
                                    "/home/*",
                                    "/sr?/n1",
                                    "/srv//n1"};
constexpr const char* tails[] = {
    "",      "/x",  "/y",    "/x/y", "/.config/a-b_c", "//x", "/a b", "/a\"", "/a,b",
    "/a{b}", "/a*", "/\xff", "/",    "/@{HOME}",       "/#",  "/a\\"};

TEST(Proof, TheShortWayAgreesWithTheCompiler) {
  const auto policy = testing::policy_of({});
  Prover prover(policy);
  Random random(31);
  std::size_t granted = 0;
  for (std::size_t i = 0; i < proof::cases(12000); ++i) {
    const std::string tail = random.of(tails);
    const std::string path = random.of(heads) + tail;
    FileAccess access{path, random.perms(), random.below(2) == 0};
    if (access.perms == 0) continue;
    Ask ask;
    ask.needed.emplace_back(access);
    const std::string other = random.below(4) == 0 ? random.of(tails) : tail;
    policy::FileRule file;
    file.path = random.below(3) == 0 ? policy::literal_pattern(path)
                                     : random.of(patterns) + policy::literal_pattern(other);
    file.perms = random.below(3) == 0 ? random.perms() : access.perms;
    if ((file.perms & file_perm::write) != 0) file.perms &= ~file_perm::append;
    policy::Rule rule{{}, file};
    if (random.below(3) == 0) rule.prefix.ownership = policy::Ownership::owner;
    const bool expected = prover.grants_by_compiling({rule}, ask, "P");
    ASSERT_EQ(prover.grants({rule}, ask, "P"), expected)
        << policy::to_text(rule) << " for " << describe(ask.needed[0]);
    granted += expected ? 1 : 0;
  }
  EXPECT_GT(granted, proof::cases(12000) / 10);
}

TEST(Proof, OfAnotherProfileTheNameIsAnother) {
  const auto policy = testing::policy_of({});
  Prover prover(policy);
  policy::FileRule file;
  file.path = "/srv/@{profile_name}/x";
  file.perms = file_perm::read;
  Ask ask;
  ask.needed.emplace_back(FileAccess{"/srv/one/x", file_perm::read, false});
  EXPECT_TRUE(prover.grants({{{}, file}}, ask, "one"));
  EXPECT_FALSE(prover.grants({{{}, file}}, ask, "two"));
  EXPECT_TRUE(prover.grants({{{}, file}}, ask, "one"));
}

}  // namespace
}  // namespace profgen::suggest
