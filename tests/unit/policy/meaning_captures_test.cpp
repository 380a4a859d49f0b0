// The kernel's own answers, recorded: what it refused (or would have refused) the profile that was
// loaded must not cover; what it reported as audited, the profile must cover.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "profgen/event.hpp"
#include "profgen/policy.hpp"

namespace profgen::policy {
namespace {

namespace fs = std::filesystem;

fs::path shared_folder() {
  if (const char* folder = std::getenv("PROFGEN_SHARED")) return folder;
  return fs::path(PROFGEN_SOURCE_DIR).parent_path() / "shared";
}

std::string log_of(const fs::path& run) {
  for (const char* name : {"audit.log", "audit.log.zst", "kern.log", "kern.log.zst"})
    if (fs::exists(run / name)) return (run / name).string();
  return {};
}

struct Tally {
  std::size_t refused = 0, audited = 0;
};

void compare(const fs::path& run, Tally& tally) {
  const auto files = real_files();
  LoadOptions options;
  options.policy_dir = (run / "profiles").string();
  options.include_dirs = {"/etc/apparmor.d"};
  const Policy policy = Policy::load(*files, options);
  const auto report = log::read_logs({log_of(run)}, [&](const Record& record, const Event& event) {
    if (std::holds_alternative<std::monostate>(event.access) || !event.unusable.empty()) return;
    const Profile* profile = policy.find(event.profile);
    if (profile == nullptr || !event.name_space.empty()) return;
    // A rule stands, yet the kernel refused for another reason: no profile of the name that the
    // rule leads to; a limit of another task.
    if (event.info == "profile transition not found" || event.info == "cap_sys_resource") return;
    const Answer answer = covers(*profile->matcher, event.access).answer;
    const bool refused = event.verdict == Verdict::allowed || event.verdict == Verdict::denied ||
                         event.verdict == Verdict::killed;
    const bool audited = event.verdict == Verdict::audit;
    tally.refused += refused;
    tally.audited += audited;
    EXPECT_NE(refused && answer == Answer::allowed, true) << event.profile << record.text();
    EXPECT_NE(audited && answer != Answer::allowed, true) << event.profile << record.text();
  });
  EXPECT_TRUE(report.failures.empty());
}

TEST(MeaningCaptures, AgreesWithTheKernel) {
  const fs::path captures = shared_folder() / "captures";
  if (!fs::exists(captures)) GTEST_SKIP() << "no recorded logs below " << captures;
  std::size_t audited = 0;
  for (const auto& kernel : fs::directory_iterator(captures)) {
    if (!kernel.is_directory()) continue;
    for (const auto& run : fs::directory_iterator(kernel)) {
      Tally tally;
      compare(run, tally);
      EXPECT_GT(tally.refused, 100U) << run.path();
      audited += tally.audited;
    }
  }
  EXPECT_GT(audited, 0U);
}

// These were done by the programs and are in no log, because the profiles allow them.
TEST(MeaningCaptures, WhatWasNotLoggedIsAllowed) {
  const fs::path profiles = shared_folder() / "captures/trixie/enforce-enriched/profiles";
  if (!fs::exists(profiles)) GTEST_SKIP() << "no recorded profiles in " << profiles;
  const auto files = real_files();
  LoadOptions options;
  options.policy_dir = profiles.string();
  options.include_dirs = {"/etc/apparmor.d"};
  const Policy policy = Policy::load(*files, options);
  struct Row {
    const char* profile;
    Access access;
  };
  const Row rows[] = {
      {"aalab-net", FileAccess{"/usr/bin/python3.13", 3, false}},
      {"aalab-net", FileAccess{"/lib/x86_64-linux-gnu/libc.so.6", 3, false}},
      {"aalab-net", FileAccess{"/dev/null", 6, false}},
      {"aalab-net", NetworkAccess{"inet", "stream", "tcp", 1, {}, {}}},
      {"aalab-sig", ExecAccess{"/usr/bin/sleep", false, ""}},
      {"aalab-sig", SignalAccess{1, "cont", "aalab-sleeper"}},
      {"aalab-sig//s2", FileAccess{"/opt/aalab/bin/sleeper2", 3, false}},
      {"aalab-mnt2", MountAccess{MountKind::mount,
                                 "tmpfs",
                                 "lab",
                                 "/srv/aalab/mp/a/",
                                 {"rw", "nosuid", "nodev", "noexec"}}},
      {"aalab-mnt2", MountAccess{MountKind::umount, "", "", "/srv/aalab/mp/a/", {}}},
      {"aalab-unix", UnixAccess{1, "stream", "", "", ""}},
      {"aalab-files", FileAccess{"/srv/aalab/trunc.txt", 4, true}},
  };
  for (const Row& row : rows) {
    const Profile* profile = policy.find(row.profile);
    ASSERT_NE(profile, nullptr) << row.profile;
    EXPECT_EQ(covers(*profile->matcher, row.access).answer, Answer::allowed)
        << row.profile << ": " << describe(row.access);
  }
}

}  // namespace
}  // namespace profgen::policy
