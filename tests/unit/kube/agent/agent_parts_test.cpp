// The agent's parts that meet the real world: the revision file, a heartbeat's thread.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "kube/agent/pulse.hpp"
#include "unit/kube/agent/agent_rig.hpp"

namespace profgen::kube {
namespace {

class RevisionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "revision-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  void write(const std::string& text) const { std::ofstream(path()) << text; }
  [[nodiscard]] std::string path() const { return directory_ + "/revision"; }
  std::string directory_;
};

double seconds_of(const std::function<void()>& what) {
  const auto start = std::chrono::steady_clock::now();
  what();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TEST_F(RevisionTest, TellsEachChangeOnce) {
  write("41\n");
  const auto changes = real_kernel_changes(path());
  EXPECT_FALSE(changes->changed());
  write("42\n");
  EXPECT_TRUE(changes->changed());
  EXPECT_FALSE(changes->changed());
  // One that is seen while it waits is not lost, and ends the waiting.
  write("43\n");
  EXPECT_LT(seconds_of([&] { changes->wait(30); }), 10);
  EXPECT_TRUE(changes->changed());
  EXPECT_FALSE(changes->changed());
}

TEST_F(RevisionTest, AFileThatIsAlwaysReadableDoesNotKeepUsBusy) {
  write("41\n");
  const auto changes = real_kernel_changes(path());
  EXPECT_GE(seconds_of([&] { changes->wait(0.2); }), 0.19);
}

TEST_F(RevisionTest, WithoutTheFileNothingIsEverTold) {
  const auto changes = real_kernel_changes(path());
  EXPECT_FALSE(changes->changed());
  EXPECT_GE(seconds_of([&] { changes->wait(0.1); }), 0.09);
}

TEST(PulseTest, BeatsFromItsOwnThreadUntilItEnds) {
  MemoryApi memory;
  memory.put(node_profile_statuses, {{"apiVersion", "profgen.dev/v1alpha1"},
                                     {"kind", "NodeProfileStatus"},
                                     {"metadata", {{"name", "n1"}}}});
  const auto clock = real_clock();
  {
    const Pulse pulse(&memory, *clock, "n1", 0.01);
    for (int i = 0; i < 500 && memory.calls().size() < 3; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const auto calls = memory.calls().size();
  EXPECT_GE(calls, 3u);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(memory.calls().size(), calls);
  const auto read = node_status_of(*memory.object(node_profile_statuses, "", "n1"));
  ASSERT_TRUE(read);
  EXPECT_GT(read->seen_us, 0);
  const Pulse none(nullptr, *clock, "n1", 0.01);
}

TEST(ReachTest, WaitsLongerEachTimeAndNotTheSameOnEachNode) {
  test::MovedClock clock;
  std::vector<std::string> log;
  Reach reach(clock, "n1", [&](const std::string& line) { log.push_back(line); });
  double last = 0, sum = 0;
  for (int i = 0; i < 12; ++i) {
    reach.failed({0, "", "connection refused"}, "get nodes");
    EXPECT_FALSE(reach.may("list nodes"));
    last = reach.pause_seconds();
    EXPECT_GT(last, i == 0 ? 0.7 : 1);
    EXPECT_LE(last, 37.6);
    sum += last;
    clock.move(last);
  }
  EXPECT_GT(last, 20);
  EXPECT_GT(sum, 100);
  EXPECT_EQ(log.size(), 1u);
  reach.good();
  EXPECT_EQ(log.size(), 2u);
  EXPECT_TRUE(reach.may("get nodes"));
  // What is forbidden bars itself alone, and a conflict nothing.
  reach.failed({403, "Forbidden", "no"}, "get nodes");
  reach.failed({409, "Conflict", "later"}, "patch nodes");
  EXPECT_FALSE(reach.may("get nodes"));
  EXPECT_TRUE(reach.may("patch nodes"));
  clock.move(31);
  EXPECT_TRUE(reach.may("get nodes"));
}

}  // namespace
}  // namespace profgen::kube
