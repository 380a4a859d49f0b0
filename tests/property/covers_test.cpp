// Random small profiles, random accesses: the compiled matcher answers as the meaning of the
// language does.
#include <gtest/gtest.h>

#include <iostream>

#include "base/memory_files.hpp"
#include "property/random_policy.hpp"
#include "support/cases.hpp"

namespace profgen::proof {
namespace {

using policy::Policy;
using Kind = RandomPolicy::Kind;

constexpr std::size_t accesses_a_profile = 40;
constexpr std::size_t profiles_a_kind = 600;

std::string name_of(policy::Answer answer) {
  constexpr const char* names[] = {"allowed", "denied", "absent"};
  return names[static_cast<int>(answer)];
}

std::size_t try_profile(RandomPolicy& random, Kind kind) {
  const NaiveProfile profile = random.profile(kind);
  MemoryFiles files;
  files.content["/p/p"] = text_of(profile);
  const Policy policy = Policy::load(files, {"/p", {}, {}});
  const policy::Profile* loaded = policy.find("p");
  EXPECT_TRUE(loaded != nullptr && policy.diagnostics().empty()) << files.content["/p/p"];
  if (loaded == nullptr) return 0;
  for (const Diagnostic& diagnostic : policy.diagnostics()) ADD_FAILURE() << render(diagnostic);
  EXPECT_EQ(loaded->rules.size(), profile.rules.size());
  std::size_t tried = 0;
  for (; tried < accesses_a_profile; ++tried) {
    const Access access = random.access(kind);
    const policy::Coverage found = covers(*loaded->matcher, access);
    const NaiveAnswer expected = naive_covers(profile, access);
    EXPECT_EQ(name_of(found.answer), name_of(expected.answer))
        << text_of(profile) << describe(access);
    EXPECT_EQ(found.missing, expected.missing) << text_of(profile) << describe(access);
    if (expected.exec) {
      EXPECT_EQ(found.exec, *expected.exec) << text_of(profile) << describe(access);
    }
    if (::testing::Test::HasFailure()) break;
  }
  return tried;
}

class CoversProperty : public ::testing::TestWithParam<int> {};

TEST_P(CoversProperty, AgreesWithTheNaiveEvaluator) {
  RandomPolicy random(static_cast<std::uint32_t>(GetParam()));
  std::size_t tried = 0;
  for (std::size_t i = 0; i < cases(profiles_a_kind) && !HasFailure(); ++i)
    tried += try_profile(random, static_cast<Kind>(GetParam()));
  std::cout << "cases: " << tried << "\n";
}

INSTANTIATE_TEST_SUITE_P(Kinds, CoversProperty, ::testing::Range(0, RandomPolicy::kinds));

}  // namespace
}  // namespace profgen::proof
