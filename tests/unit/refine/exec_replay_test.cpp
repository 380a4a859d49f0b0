// Recordings of real kernels, with every exec answered one way: what is drafted for the children
// must compile, and the same log replayed against it must find every access allowed.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "base/text.hpp"
#include "profgen/host.hpp"
#include "profgen/refine.hpp"
#include "profgen/verify.hpp"
#include "support/cases.hpp"
#include "support/recordings.hpp"

namespace profgen::refine {
namespace {

namespace fs = std::filesystem;

std::vector<recorded::Recording> complain_runs() {
  std::vector<recorded::Recording> runs = recorded::recordings();
  runs.erase(std::remove_if(runs.begin(), runs.end(),
                            [](const recorded::Recording& run) { return !run.complain(); }),
             runs.end());
  // The runs of one suite differ in how they were logged, not in what ran.
  runs.erase(std::unique(runs.begin(), runs.end(),
                         [](const recorded::Recording& one, const recorded::Recording& other) {
                           return one.suite == other.suite;
                         }),
             runs.end());
  // Under the sanitizers, where each takes many times longer, one of them.
  if (proof::share > 1 && runs.size() > 1) runs.resize(1);
  return runs;
}

policy::LoadOptions options_for(const recorded::Recording& run) {
  policy::LoadOptions options;
  options.policy_dir = run.profiles().string();
  options.include_dirs = {"/etc/apparmor.d"};
  return options;
}

ExecAnswer answered(const suggest::ExecQuestion& question, const std::string& qualifier) {
  for (const suggest::ExecOption& option : question.options)
    if (option.qualifier == qualifier) return {Act::allow, qualifier, option.target};
  const suggest::ExecOption& best = question.options.front();
  // A program without a name can only be kept or dropped.
  if (question.program.find('/') == std::string::npos)
    return {Act::allow, best.qualifier, best.target};
  return {Act::allow, qualifier, ""};
}

bool stacks(const suggest::Proposal& proposal) {
  return proposal.candidates.front().text().find("-> &") != std::string::npos;
}

Outcome decided(const evidence::Evidence& evidence, const policy::Policy& policy,
                const std::string& qualifier) {
  Session session(evidence, policy, {});
  while (const Question* question = session.current()) {
    if (const auto* exec = std::get_if<suggest::ExecQuestion>(&question->about))
      session.answer(answered(*exec, qualifier));
    else if (stacks(std::get<suggest::Proposal>(question->about)))
      // The compiler refuses it where the running kernel has no stacking.
      session.skip("not for this host");
    else
      session.answer(RuleAnswer{});
  }
  return session.outcome();
}

struct Tally {
  std::size_t accesses = 0, allowed = 0, unknown = 0, denied = 0, absent = 0;
};

// What no answer can put into this host's policy, or was left out on purpose above.
bool explained(const evidence::Subject& subject, const suggest::Replayed& one) {
  const auto* change = std::get_if<ChangeProfileAccess>(&one.key.access);
  return !subject.name_space.empty() || (change != nullptr && change->stack);
}

Tally replayed(const evidence::Evidence& evidence, const policy::Policy& policy,
               const std::string& about) {
  Tally tally;
  for (const suggest::ReplayedProfile& profile : suggest::replay(evidence, policy))
    for (const suggest::Replayed& one : profile.accesses) {
      ++tally.accesses;
      if (one.outcome == suggest::Outcome::allowed) ++tally.allowed;
      if (one.outcome == suggest::Outcome::unknown) ++tally.unknown;
      if (one.outcome == suggest::Outcome::denied) ++tally.denied;
      if (one.outcome != suggest::Outcome::absent || explained(profile.subject, one)) continue;
      if (++tally.absent < 12)
        ADD_FAILURE() << about << " " << text::printable(profile.subject.profile) << ": "
                      << describe(one.key.access) << " (" << one.reason << ")";
    }
  return tally;
}

// An older compiler lacks the abi that newer recordings name.
bool reads_suite(Processes& processes, const recorded::Recording& run) {
  const std::string first = fs::directory_iterator(run.profiles())->path().string();
  const auto text = real_files()->read(first);
  const auto verdict = host::ask_parser(processes, first, *text, options_for(run));
  const bool reads = verdict && verdict->state == host::ParserVerdict::State::accepted;
  if (!reads) std::cout << "  " << run.full() << ": not for this host's parser, replayed only\n";
  return reads;
}

TEST(ExecReplay, WhatIsDraftedCoversWhatTheChildrenDid) {
  if (complain_runs().empty()) GTEST_SKIP() << "no recordings at PROFGEN_SHARED (captures/)";
  const auto files = real_files();
  const auto processes = real_processes();
  const bool parser = !processes->find("apparmor_parser").empty();
  for (const recorded::Recording& run : complain_runs()) {
    const bool compile = parser && reads_suite(*processes, run);
    const evidence::Evidence evidence = run.read_evidence();
    ASSERT_FALSE(evidence.empty()) << run.full();
    for (const std::string qualifier : {"Cx", "ix", "Px"}) {
      if (proof::share > 1 && qualifier != "Cx") continue;  // half a minute each there
      policy::Policy policy = policy::Policy::load(*files, options_for(run));
      const Outcome outcome = decided(evidence, policy, qualifier);
      for (const Diagnostic& problem : outcome.problems) ADD_FAILURE() << render(problem);
      for (const FileChange& change : outcome.changes) policy.add_text(change.path, change.after);
      const std::string about = run.full() + " " + qualifier;
      const Tally tally = replayed(evidence, policy, about);
      std::size_t compiled = 0;
      if (compile)
        for (const FileChange& change : outcome.changes) {
          const auto verdict =
              host::ask_parser(*processes, change.path, change.after, options_for(run));
          ASSERT_TRUE(verdict) << verdict.error().text();
          if (verdict->state == host::ParserVerdict::State::accepted) {
            ++compiled;
            continue;
          }
          for (const Diagnostic& diagnostic : verdict->diagnostics)
            ADD_FAILURE() << about << "\n" << render(diagnostic) << change.after.substr(0, 3000);
        }
      std::cout << "  " << about << ": " << outcome.changes.size() << " files, " << compiled
                << " compiled; " << tally.accesses << " accesses: " << tally.allowed << " allowed, "
                << tally.absent << " without a rule, " << tally.denied << " denied, "
                << tally.unknown << " unknown\n";
    }
  }
}

}  // namespace
}  // namespace profgen::refine
