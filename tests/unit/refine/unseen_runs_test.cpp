// Profiles learnt from one recording of a workload, held against the other recordings of it: what
// they did must be granted without having been seen, with fewer rules than the literal ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <set>

#include "profgen/refine.hpp"
#include "profgen/verify.hpp"
#include "suggest/guard_never.hpp"
#include "support/cases.hpp"
#include "support/recordings.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::refine {
namespace {

namespace fs = std::filesystem;
using suggest::Generalise;

struct Recorded : recorded::Recording {
  evidence::Evidence evidence;
};

std::vector<Recorded> all_runs() {
  std::vector<Recorded> runs;
  for (const recorded::Recording& one : recorded::recordings())
    runs.push_back({one, one.read_evidence()});
  return runs;
}

// How the questions are answered.
enum class By { guard, recommendation };

struct Learnt {
  MemoryFiles before, files;
  std::size_t rules = 0;
};

std::string text_of(const fs::path& path) {
  const auto text = real_files()->read(path.string());
  return text ? text.value() : std::string();
}

std::unique_ptr<Learnt> learn(const Recorded& run, Generalise generalise, By by) {
  std::vector<std::pair<std::string, std::string>> profiles;
  for (const auto& entry : fs::directory_iterator(run.profiles()))
    profiles.emplace_back(entry.path().filename().string(), text_of(entry.path()));
  auto learnt = std::make_unique<Learnt>();
  learnt->files = suggest::testing::files_with(profiles);
  learnt->before = learnt->files;
  const auto policy = policy::Policy::load(learnt->before, {});
  SessionOptions options;
  options.suggest.generalise = generalise;
  const suggest::Guard guard = suggest::default_guard();
  const Outcome outcome = by == By::guard ? decide_unattended(run.evidence, policy, guard, options)
                                          : recommend(run.evidence, policy, guard, options).outcome;
  EXPECT_TRUE(outcome.problems.empty()) << run.full();
  for (const FileChange& change : outcome.changes)
    learnt->files.content[change.path] = change.after;
  const auto result = policy::Policy::load(learnt->files, {});
  for (const policy::Profile& profile : result.profiles())
    learnt->rules += static_cast<std::size_t>(
        std::count_if(profile.rules.begin(), profile.rules.end(),
                      [](const policy::ResolvedRule& rule) { return !rule.from_include; }));
  return learnt;
}

using Verdicts = std::map<std::pair<std::string, Access>, std::pair<bool, std::uint64_t>>;

// What of a run's accesses the profiles grant, and how often each was seen. Left out: what the
// record does not tell, and profiles of another policy namespace.
Verdicts judge(const Learnt& learnt, const Recorded& run) {
  const auto policy = policy::Policy::load(learnt.files, {});
  Verdicts out;
  for (const suggest::ReplayedProfile& profile : suggest::replay(run.evidence, policy)) {
    if (!profile.subject.name_space.empty()) continue;
    for (const suggest::Replayed& replayed : profile.accesses) {
      if (replayed.outcome == suggest::Outcome::unknown) continue;
      if (std::holds_alternative<std::monostate>(replayed.key.access)) continue;
      out[{profile.subject.profile, replayed.key.access}] = {
          replayed.outcome == suggest::Outcome::allowed, replayed.seen.total()};
    }
  }
  return out;
}

struct Share {
  std::size_t granted = 0, of = 0;
  std::uint64_t granted_events = 0, events = 0;

  void add(bool is, std::uint64_t count) {
    ++of;
    events += count;
    if (!is) return;
    ++granted;
    granted_events += count;
  }
  [[nodiscard]] double percent() const {
    return of == 0 ? 100 : 100.0 * static_cast<double>(granted) / static_cast<double>(of);
  }
  [[nodiscard]] std::string text() const {
    char out[96];
    std::snprintf(out, sizeof(out), "%zu/%zu (%.1f %%, of events %.1f %%)", granted, of, percent(),
                  events == 0
                      ? 100.0
                      : 100.0 * static_cast<double>(granted_events) / static_cast<double>(events));
    return out;
  }
};

// Learns from each complain run and prints the share of every other run that is granted.
void compare(const std::vector<Recorded>& runs, By by) {
  std::map<std::string, std::unique_ptr<Learnt>> learnt;
  std::map<std::string, Verdicts> own;
  for (const Recorded& run : runs) {
    if (!run.complain()) continue;
    learnt[run.full()] = learn(run, Generalise::careful, by);
    own[run.full()] = judge(*learnt[run.full()], run);
    const auto exact = learn(run, Generalise::exact, by);
    std::cout << "  " << run.full() << ": " << learnt[run.full()]->rules << " rules, exact "
              << exact->rules << "\n";
    EXPECT_LT(learnt[run.full()]->rules, exact->rules) << run.full();
  }
  for (const Recorded& from : runs) {
    if (!from.complain()) continue;
    for (const Recorded& to : runs) {
      if (&to == &from || !to.complain()) continue;
      Share all;
      Share grantable;  // what the profiles learnt from that run itself, by the same answers, grant
      std::vector<std::string> missed;
      for (const auto& [what, verdict] : judge(*learnt[from.full()], to)) {
        all.add(verdict.first, verdict.second);
        const auto itself = own[to.full()].find(what);
        if (itself == own[to.full()].end() || !itself->second.first) continue;
        grantable.add(verdict.first, verdict.second);
        if (!verdict.first) missed.push_back(what.first + ": " + describe(what.second));
      }
      std::cout << "  " << from.full() << " -> " << to.full() << ": all " << all.text()
                << ", grantable " << grantable.text() << "\n";
      if (from.suite != to.suite) continue;
      EXPECT_GE(grantable.percent(), 95);
      if (by == By::recommendation) {
        EXPECT_GE(all.percent(), 95);
      }
      for (std::size_t i = 0; i < missed.size() && i < 5; ++i)
        std::cout << "    not granted: " << missed[i] << "\n";
    }
  }
}

class UnseenRuns : public ::testing::Test {
 protected:
  void SetUp() override {
    runs_ = all_runs();
    if (runs_.empty()) GTEST_SKIP() << "skipped: no recordings (PROFGEN_SHARED)";
    // Under the sanitizers one pair.
    std::size_t kept = 0;
    if (proof::share > 1)
      runs_.erase(
          std::remove_if(runs_.begin(), runs_.end(),
                         [&](const Recorded& run) { return !run.complain() || ++kept > 2; }),
          runs_.end());
  }
  std::vector<Recorded> runs_;
};

TEST_F(UnseenRuns, AreGrantedWhereTheGuardDecides) { compare(runs_, By::guard); }
TEST_F(UnseenRuns, AreGrantedByTheBestCandidates) {
  if (proof::share > 1) GTEST_SKIP() << "skipped: half a minute under the sanitizers";
  compare(runs_, By::recommendation);
}

// What somebody has still to answer: the accesses that a question is about.
class LeftOpen {
 public:
  explicit LeftOpen(const Recommendation& made) {
    for (const Recommended& one : made.answers) {
      if (!std::holds_alternative<Skipped>(one.answer)) continue;
      if (const auto* proposal = std::get_if<suggest::Proposal>(&one.about)) {
        for (const auto& entry : proposal->evidence) accesses_.insert(entry.first);
      } else {
        const auto& question = std::get<suggest::ExecQuestion>(one.about);
        programs_.insert(question.program);
        children_.insert(question.children.begin(), question.children.end());
      }
    }
  }
  [[nodiscard]] bool holds(const evidence::Subject& subject, const evidence::Key& key) const {
    if (accesses_.count(key) != 0) return true;
    const auto* exec = std::get_if<ExecAccess>(&key.access);
    if (exec != nullptr && programs_.count(exec->path) != 0) return true;
    return std::any_of(children_.begin(), children_.end(), [&](const std::string& child) {
      return subject.profile == child || subject.profile.rfind(child + "//", 0) == 0;
    });
  }

 private:
  std::set<evidence::Key> accesses_;
  std::set<std::string> programs_, children_;
};

// A profile that was made without a person grants its own evidence access by access, less what the
// guard leaves open when it is asked again, and nothing that the guard refuses.
TEST_F(UnseenRuns, OwnEvidenceIsGrantedAndNothingThatTheGuardRefuses) {
  const suggest::Guard guard = suggest::default_guard();
  for (const Recorded& run : runs_) {
    if (!run.complain()) continue;
    const auto learnt = learn(run, Generalise::careful, By::guard);
    const auto policy = policy::Policy::load(learnt->files, {});
    std::set<policy::Rule> stood;
    const auto before = policy::Policy::load(learnt->before, {});
    for (const policy::Profile& profile : before.profiles())
      for (const policy::ResolvedRule& rule : profile.rules) stood.insert(rule.rule);
    std::size_t rules = 0;
    for (const policy::Profile& profile : policy.profiles())
      for (const policy::ResolvedRule& rule : profile.rules) {
        if (stood.count(rule.rule) != 0) continue;
        ++rules;
        const auto found = suggest::forbidden({&guard}, rule.rule, rule.from_include);
        EXPECT_EQ(found.by, nullptr)
            << run.full() << " " << profile.name << ": " << policy::to_text(rule.rule) << " never "
            << (found.by != nullptr ? found.by->text : "");
      }
    SessionOptions options;
    const Recommendation again = answer_unattended(run.evidence, policy, guard, options);
    EXPECT_TRUE(again.outcome.decided.empty())
        << run.full() << ": " << again.outcome.decided.front().text;
    const LeftOpen left(again);
    std::size_t granted = 0;
    std::size_t open = 0;
    for (const suggest::ReplayedProfile& profile : suggest::replay(run.evidence, policy))
      for (const suggest::Replayed& one : profile.accesses) {
        if (one.outcome == suggest::Outcome::allowed) ++granted;
        if (one.outcome != suggest::Outcome::absent || !profile.subject.name_space.empty())
          continue;
        ++open;
        EXPECT_TRUE(left.holds(profile.subject, one.key))
            << run.full() << " " << profile.subject.profile
            << ": neither granted nor asked: " << describe(one.key.access) << " (" << one.reason
            << ")";
      }
    EXPECT_GT(granted, 0u) << run.full();
    std::cout << "  " << run.full() << ": " << rules << " rules, " << granted << " granted, "
              << open << " left open in " << again.outcome.left.size() << " questions\n";
  }
}

}  // namespace
}  // namespace profgen::refine
