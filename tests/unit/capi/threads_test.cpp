// Several threads at once: each with its own reading, all over one const policy and one const
// evidence. What it is worth shows in the `tsan` preset.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "base/memory_files.hpp"
#include "profgen/profgen.hpp"
#include "unit/capi/demo.hpp"

namespace profgen::test {
namespace {

std::string crowded_log() {
  std::string text;
  for (int i = 0; i < 300; ++i)
    text += "type=AVC msg=audit(17000000" + std::to_string(10 + i % 90) +
            ".100:" + std::to_string(i) +
            "): apparmor=\"ALLOWED\" operation=\"open\" profile=\"demo\" name=\"/etc/demo/f" +
            std::to_string(i % 40) +
            "\" pid=7 comm=\"demo\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0\n";
  return text;
}

// Read, propose, decide, edit, check: all over what is shared.
std::string whole_way(const Files& files, const policy::Policy& policy,
                      const evidence::Evidence& shared, const std::string& log) {
  evidence::Evidence own;
  const log::ReadReport report =
      log::read_text(log, "demo.log",
                     [&own](const Record& record, const Event& event) { own.add(record, event); });
  own.note(report);
  own.merge(shared);
  refine::Outcome outcome =
      refine::recommend(own, policy, suggest::default_guard(), refine::SessionOptions{}).outcome;
  std::string all;
  for (const FileChange& change : outcome.changes) {
    all += edit::unified_diff(change.path, change.before.value_or(""), change.after);
    for (const Diagnostic& diagnostic :
         policy::check_text(files, change.path, change.after, policy.options()))
      all += render(diagnostic);
  }
  return all;
}

TEST(Threads, ShareConstPolicyAndEvidence) {
  MemoryFiles files;
  files.content["/p/abstractions/one"] = "/etc/demo/f1 r,\n";
  files.content["/p/abstractions/two"] = "/etc/demo/** r,\n";
  files.content["/p/demo"] = "profile demo /usr/bin/demo {\n  include <abstractions/one>\n}\n";
  policy::LoadOptions options;
  options.policy_dir = "/p";
  const policy::Policy policy = policy::Policy::load(files, options);
  const std::string log = crowded_log();
  evidence::Evidence shared;
  (void)log::read_text(demo_log, "other.log", [&](const Record& record, const Event& event) {
    shared.add(record, event);
  });

  // Nothing was made on first use yet: the threads meet there.
  std::vector<std::string> results(4);
  std::vector<std::thread> threads;
  for (std::string& result : results)
    threads.emplace_back([&] { result = whole_way(files, policy, shared, log); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_NE(results[0].find("+"), std::string::npos) << results[0];
  for (const std::string& result : results) EXPECT_EQ(result, results[0]);
}

TEST(Threads, AnotherThreadEndsAReading) {
  std::string log;
  for (int i = 0; i < 2000; ++i) log += demo_log;
  std::atomic<bool> stop = false;
  std::atomic<int> events = 0;
  log::ReadOptions options;
  options.stop = &stop;
  std::thread stopper([&] {
    while (events == 0) std::this_thread::yield();
    stop = true;
  });
  const log::ReadReport report = log::read_text(
      log, "x",
      [&](const Record&, const Event&) {
        // The other thread may be slow to see the first one.
        if (++events > 1)
          while (!stop) std::this_thread::yield();
      },
      options);
  stopper.join();
  EXPECT_TRUE(report.stopped);
  EXPECT_LE(events, 2);
  EXPECT_LT(report.lines, 6000u);
}

TEST(Threads, CapiHandlesAreIndependent) {
  std::vector<std::string> results(4);
  std::vector<std::thread> threads;
  for (std::string& result : results)
    threads.emplace_back([&result] {
      const SessionHandle session = demo_session();
      while (profgen_session_question(session.get()) != nullptr)
        (void)profgen_session_allow(session.get(), 0, nullptr);
      profgen_outcome* outcome = nullptr;
      (void)profgen_session_outcome(session.get(), &outcome, nullptr);
      const OutcomeHandle held(outcome);
      result = profgen_outcome_after(outcome, 0);
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_NE(results[0].find("net_admin"), std::string::npos);
  for (const std::string& result : results) EXPECT_EQ(result, results[0]);
}

}  // namespace
}  // namespace profgen::test
