// The passes, with hands that do what the test says.
#include "profgen/learn.hpp"

#include <gmock/gmock.h>

#include <deque>

#include "base/fake_processes.hpp"
#include "base/memory_files.hpp"

namespace profgen::refine::test {
namespace {

using ::testing::ElementsAre;
using How = LearnPass::How;

class FakeHands : public LearnHands {
 public:
  std::deque<LearnPass> passes;
  std::deque<LearnChoice> choices;
  std::vector<std::string> did;
  std::vector<std::string> kept;
  bool runs = true, enforces = true, keeps = true;
  std::int64_t now = 1'000'000'000;

  std::int64_t now_us() override { return now += 1'000'000; }
  Status keep(const LearnState& state) override {
    kept.push_back(learn_state_text(state));
    if (keeps) return Unit{};
    return Error{ErrorKind::system, "write", "state", "No space left on device"};
  }
  bool exercise(const LearnState& state) override {
    did.push_back("exercise " + std::to_string(state.pass));
    return runs;
  }
  LearnPass refine(const LearnState& state) override {
    did.push_back("refine " + std::to_string(state.pass));
    if (passes.empty()) return {};
    LearnPass pass = passes.front();
    passes.pop_front();
    return pass;
  }
  LearnChoice offer_enforce(const LearnState&) override {
    did.emplace_back("offer");
    if (choices.empty()) return LearnChoice::leave;
    const LearnChoice choice = choices.front();
    choices.pop_front();
    return choice;
  }
  bool enforce(const LearnState&) override {
    did.emplace_back("enforce");
    return enforces;
  }
};

LearnState fresh() {
  LearnState state;
  state.program = state.profile = "/usr/bin/t";
  state.file = "/etc/apparmor.d/usr.bin.t";
  return state;
}

constexpr LearnPass wrote{How::settled, true, {}};

TEST(Learn, UntilAPassBringsNothingNew) {
  FakeHands hands;
  hands.passes = {{How::settled, true, {"/etc/apparmor.d/kid"}}, wrote, {}};
  hands.choices = {LearnChoice::enforce};
  LearnState state = fresh();
  EXPECT_EQ(learn(hands, state, {}).end, LearnEnd::enforced);
  EXPECT_THAT(hands.did, ElementsAre("exercise 1", "refine 1", "exercise 2", "refine 2",
                                     "exercise 3", "refine 3", "offer", "enforce"));
  EXPECT_EQ(state.phase, LearnPhase::done);
  EXPECT_THAT(state.drafted, ElementsAre("/etc/apparmor.d/kid"));
  EXPECT_LT(state.started_us, state.mark_us);
  EXPECT_EQ(hands.kept.back(), learn_state_text(state));
}

TEST(Learn, APassThatWasLeftGoesOnWithItsMark) {
  FakeHands hands;
  hands.passes = {{How::left, true, {}}};
  LearnState state = fresh();
  EXPECT_EQ(learn(hands, state, {}).end, LearnEnd::left);
  const auto read = read_learn_state("s", hands.kept.back());
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, state);
  EXPECT_EQ(state.phase, LearnPhase::refine);
  LearnState other_day = *read;
  const std::int64_t mark = other_day.mark_us;
  FakeHands again;
  again.now += 60'000'000;
  EXPECT_EQ(learn(again, other_day, {}).end, LearnEnd::left);
  // What was saved before it was left owes a pass, although nothing more was.
  EXPECT_THAT(again.did, ElementsAre("refine 1", "exercise 2", "refine 2", "offer"));
  EXPECT_NE(other_day.mark_us, mark);
  EXPECT_EQ(other_day.phase, LearnPhase::enforce);
}

TEST(Learn, AKilledExerciseKeepsItsPass) {
  FakeHands hands;
  hands.runs = false;
  LearnState state = fresh();
  EXPECT_EQ(learn(hands, state, {}).end, LearnEnd::failed);
  const std::int64_t mark = state.mark_us;
  EXPECT_NE(mark, 0);
  hands.runs = true;
  hands.did.clear();
  (void)learn(hands, state, {});
  EXPECT_THAT(hands.did, ElementsAre("exercise 1", "refine 1", "offer"));
  EXPECT_EQ(state.mark_us, mark);
}

TEST(Learn, AnotherPassCanBeAskedFor) {
  FakeHands hands;
  hands.choices = {LearnChoice::another_pass, LearnChoice::enforce};
  LearnState state = fresh();
  EXPECT_EQ(learn(hands, state, {}).end, LearnEnd::enforced);
  EXPECT_THAT(hands.did, ElementsAre("exercise 1", "refine 1", "offer", "exercise 2", "refine 2",
                                     "offer", "enforce"));
}

TEST(Learn, CapturedLogsAreOnePass) {
  FakeHands hands;
  hands.passes = {wrote};
  hands.choices = {LearnChoice::enforce};
  LearnState state = fresh();
  LearnOptions options;
  options.fixed_logs = true;
  EXPECT_EQ(learn(hands, state, options).end, LearnEnd::enforced);
  EXPECT_THAT(hands.did, ElementsAre("refine 1", "offer", "enforce"));
  EXPECT_EQ(state.mark_us, 0);  // all of a log counts
}

TEST(Learn, GivesUpAfterSoManyPasses) {
  FakeHands hands;
  hands.passes = {wrote, wrote, wrote};
  LearnState state = fresh();
  LearnOptions options;
  options.most_passes = 2;
  EXPECT_EQ(learn(hands, state, options).end, LearnEnd::not_quiet);
  EXPECT_THAT(hands.did, ElementsAre("exercise 1", "refine 1", "exercise 2", "refine 2"));
}

TEST(Learn, FailuresEndIt) {
  FakeHands hands;
  hands.passes = {{How::failed, false, {}}};
  LearnState state = fresh();
  EXPECT_EQ(learn(hands, state, {}).end, LearnEnd::failed);
  EXPECT_EQ(state.phase, LearnPhase::refine);
  hands.choices = {LearnChoice::enforce};
  hands.enforces = false;
  EXPECT_EQ(learn(hands, state, {}).end, LearnEnd::failed);
  EXPECT_EQ(state.phase, LearnPhase::enforce);
  hands.keeps = false;
  const Learned learned = learn(hands, state, {});
  EXPECT_EQ(learned.end, LearnEnd::failed);
  EXPECT_TRUE(learned.why);
}

TEST(LearnStateText, ComesBackWhateverTheNames) {
  LearnState state = fresh();
  state.program = "/opt/\xff\"\n";
  state.phase = LearnPhase::enforce;
  state.pass = 7;
  state.started_us = 5;
  state.mark_us = 6;
  state.drafted = {"/a", "/\xfe"};
  state.wrote = true;
  state.rate_limit = "5";
  const auto read = read_learn_state("s", learn_state_text(state));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(*read, state);
}

TEST(LearnStateText, WhatIsNoneIsRefused) {
  const std::string good = learn_state_text(fresh());
  for (std::size_t size = 0; size + 2 < good.size(); ++size)
    EXPECT_FALSE(read_learn_state("s", good.substr(0, size))) << size;
  const auto with = [&good](const std::string& from, const std::string& to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_FALSE(read_learn_state("s", with("\"exercise\"", "\"sleep\"")));
  EXPECT_FALSE(read_learn_state("s", with("\"profgen-learn\": 1", "\"profgen-learn\": 2")));
  EXPECT_FALSE(read_learn_state("s", with("\"pass\": 0", "\"pass\": []")));
}

TEST(LiveCount, CountsByKindWhatIsOfTheProfile) {
  LiveCount count("/usr/bin/t");
  EXPECT_EQ(count.text(), "no event yet");
  Event event;
  event.verdict = Verdict::allowed;
  event.profile = "/usr/bin/t";
  event.access = CapabilityAccess{"chown"};
  EXPECT_TRUE(count.add(event));
  event.profile = "/usr/bin/t//null-/bin/x";
  event.access = FileAccess{"/a", 2, false};
  EXPECT_TRUE(count.add(event));
  EXPECT_TRUE(count.add(event));
  event.profile = "/usr/bin/tt";
  EXPECT_FALSE(count.add(event));
  EXPECT_EQ(count.text(), "3 events: 2 file, 1 capability");
}

TEST(RateLimit, IsReadAndSet) {
  MemoryFiles files;
  EXPECT_EQ(printk_rate_limit(files), "");
  files.content["/proc/sys/kernel/printk_ratelimit"] = "5\n";
  files.content["/proc/12/comm"] = "auditd-not\n";
  files.content["/proc/self/comm"] = "auditd\n";
  EXPECT_EQ(printk_rate_limit(files), "5");
  EXPECT_FALSE(audit_daemon_runs(files));
  files.content["/proc/13/comm"] = "auditd\n";
  EXPECT_TRUE(audit_daemon_runs(files));

  FakeProcesses processes;
  EXPECT_FALSE(set_printk_rate_limit(processes, "0"));  // no sysctl
  processes.programs["sysctl"] = [](const Command&) { return Finished{0, "", ""}; };
  EXPECT_TRUE(set_printk_rate_limit(processes, "5"));
  EXPECT_THAT(processes.ran.back().argv,
              ElementsAre("sysctl", "-q", "-w", "kernel.printk_ratelimit=5"));
  EXPECT_FALSE(set_printk_rate_limit(processes, "5 kernel.panic=1"));
}

}  // namespace
}  // namespace profgen::refine::test
