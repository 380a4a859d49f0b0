#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "profgen/system.hpp"

namespace profgen {
namespace {

TEST(RealProcesses, FeedsAndDrainsAtOnce) {
  const auto processes = real_processes();
  const std::string much(2'000'000, 'x');  // more than any pipe holds
  const auto done = processes->run({{"cat"}, much, {}, 60});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->exit_code, 0);
  EXPECT_EQ(done->output.size(), much.size());
}

TEST(RealProcesses, TellsExitCodesSignalsAndErrors) {
  const auto processes = real_processes();
  const auto failed = processes->run({{"sh", "-c", "echo out; echo bad >&2; exit 3"}, "", {}, 60});
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->exit_code, 3);
  EXPECT_EQ(failed->output, "out\n");
  EXPECT_EQ(failed->errors, "bad\n");
  EXPECT_EQ(processes->run({{"sh", "-c", "kill -9 $$"}, "", {}, 60})->exit_code, 137);
}

TEST(RealProcesses, OneThatStopsReadingEndsNobodyWhateverOtherThreadsDo) {
  const std::string much(2'000'000, 'x');
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&much] {
      const auto processes = real_processes();
      for (int round = 0; round < 3; ++round) {
        const auto done = processes->run({{"true"}, much, {}, 60});
        ASSERT_TRUE(done);
        EXPECT_EQ(done->exit_code, 0);
      }
    });
  for (std::thread& thread : threads) thread.join();
  // What the process does with the signal is as it was, and none is left to come.
  struct sigaction now {};
  ASSERT_EQ(::sigaction(SIGPIPE, nullptr, &now), 0);
  EXPECT_EQ(now.sa_handler, SIG_DFL);
  sigset_t pending;
  ASSERT_EQ(::sigpending(&pending), 0);
  EXPECT_EQ(::sigismember(&pending, SIGPIPE), 0);
}

TEST(RealProcesses, NoShellReadsTheArguments) {
  const auto processes = real_processes();
  const auto done = processes->run({{"printf", "%s", "$(id);`id`"}, "", {}, 60});
  EXPECT_EQ(done->output, "$(id);`id`");
}

TEST(RealProcesses, EndsWhatDoesNotEnd) {
  const auto processes = real_processes();
  const auto late = processes->run({{"sleep", "60"}, "", {}, 0.2});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().reason, "did not end in time");
}

// A compiler that hangs does so in a process that it started.
TEST(RealProcesses, WhatAChildStartedEndsWithItAtTheLimit) {
  const std::string file = ::testing::TempDir() + "/profgen-grandchild-" + std::to_string(getpid());
  const auto late = real_processes()->run(
      {{"sh", "-c", "sleep 60 & echo $! > '" + file + "'; wait"}, "", {}, 1.0});
  ASSERT_FALSE(late);
  std::ifstream in(file);
  pid_t grandchild = 0;
  ASSERT_TRUE(in >> grandchild);
  std::remove(file.c_str());
  // It was told to die; on a busy machine that takes a moment. Its entry may stay until init has
  // collected it.
  const auto lives = [&] {
    std::ifstream stat("/proc/" + std::to_string(grandchild) + "/stat");
    std::string pid, name, state;
    return (stat >> pid >> name >> state) && state != "Z" && state != "X";
  };
  for (int tries = 0; tries < 1000 && lives(); ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_FALSE(lives());
}

TEST(RealProcesses, AMissingProgramIsAnError) {
  const auto processes = real_processes();
  const auto none = processes->run({{"no-such-program-of-ours"}, "", {}, 1});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::system);
}

TEST(RealProcesses, EnvironmentIsAddedTo) {
  const auto processes = real_processes();
  const auto done = processes->run(
      {{"sh", "-c", "echo $PROFGEN_X; test -n \"$PATH\""}, "", {{"PROFGEN_X", "1"}}, 9});
  EXPECT_EQ(done->output, "1\n");
  EXPECT_EQ(done->exit_code, 0);
}

}  // namespace
}  // namespace profgen
