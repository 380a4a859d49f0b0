// Recordings of real kernels: with every exec answered, what the candidates grant must cover
// everything that was logged.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "support/cases.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

// The log of a run that holds all its records.
std::string log_of(const std::filesystem::path& run) {
  for (const char* name : {"audit.log", "audit.log.zst", "kern.log", "kern.log.zst"})
    if (std::filesystem::exists(run / name)) return run / name;
  return {};
}

struct Tally {
  std::size_t accesses = 0, proposals = 0, uncovered = 0, questions = 0;
};

void check_run(const std::string& log, const policy::Policy& policy, const Options& options,
               const std::string& answer, Tally& tally) {
  evidence::Evidence evidence;
  (void)log::read_logs({log}, [&](const Record& r, const Event& event) { evidence.add(r, event); });
  ASSERT_FALSE(evidence.empty()) << log;
  ExecChoices choices;
  for (auto open = exec_questions(evidence, policy, choices); !open.empty();
       open = exec_questions(evidence, policy, choices))
    for (const ExecQuestion& question : open) {
      ++tally.questions;
      const bool offered =
          std::any_of(question.options.begin(), question.options.end(),
                      [&](const ExecOption& option) { return option.qualifier == answer; });
      const ExecOption& best = question.options.at(0);
      choices[{question.subject, question.program}] =
          offered ? ExecChoice{answer, {}} : ExecChoice{best.qualifier, best.target};
    }
  const evidence::Evidence folded = fold(evidence, policy, choices);
  const Proposals proposals = propose(folded, policy, choices, options);
  EXPECT_EQ(testing::find_hint(proposals, "undecided-exec"), nullptr);
  for (const ProfileProposals& profile : proposals.profiles) {
    std::vector<policy::Rule> rules;
    std::set<std::string> includes;
    for (const Proposal& proposal : profile.proposals) {
      if (proposal.denied_by_rule) continue;
      ++tally.proposals;
      const Candidate& first = proposal.candidates.at(0);
      rules.insert(rules.end(), first.rules.begin(), first.rules.end());
      if (!first.include.empty()) includes.insert(first.include);
    }
    for (const policy::Abstraction& abstraction : policy.abstractions())
      if (includes.count(abstraction.path) != 0)
        for (const policy::ResolvedRule& rule : abstraction.rules) rules.push_back(rule.rule);
    const policy::Profile* standing =
        policy.find(profile.subject.profile, profile.subject.name_space);
    if (standing != nullptr)
      for (const policy::ResolvedRule& rule : standing->rules) rules.push_back(rule.rule);
    const auto matcher = policy.matcher_of(rules, profile.subject.profile);
    for (const auto& [key, seen] : folded.subjects().at(profile.subject)) {
      if (key.unusable || std::holds_alternative<std::monostate>(key.access) ||
          std::holds_alternative<ChangeHatAccess>(key.access))
        continue;
      ++tally.accesses;
      if (policy::covers(*matcher, key.access).answer == policy::Answer::allowed) continue;
      ++tally.uncovered;
      if (tally.uncovered < 10)
        ADD_FAILURE() << log << " " << profile.subject.profile << ": " << describe(key.access);
    }
  }
  for (const Hint& hint : proposals.hints)
    if (hint.id == "no-rule")
      std::cout << "  " << hint.subject.profile << ": " << hint.message << "\n";
}

TEST(Captures, EverythingLoggedIsCovered) {
  const std::string shared = testing::shared_dir();
  if (shared.empty() || !std::filesystem::exists(shared + "/captures"))
    GTEST_SKIP() << "skipped: no recordings (PROFGEN_SHARED)";
  for (const auto& suite : std::filesystem::directory_iterator(shared + "/captures")) {
    if (!suite.is_directory()) continue;
    for (const auto& run : std::filesystem::directory_iterator(suite)) {
      const std::string name = run.path().filename();
      const std::string log = log_of(run.path());
      if (name.rfind("complain", 0) != 0 || log.empty()) continue;
      const auto policy = testing::policy_of({});
      for (const auto generalise : {Generalise::exact, Generalise::careful}) {
        for (const char* answer : {"ix", "Cx"}) {
          // Under the sanitizers one of the four ways.
          if (proof::share > 1 && !(generalise == Generalise::careful && answer[0] == 'C'))
            continue;
          Options options;
          options.generalise = generalise;
          Tally tally;
          check_run(log, policy, options, answer, tally);
          std::cout << "  " << suite.path().filename().string() << "/" << name << " "
                    << (generalise == Generalise::exact ? "exact" : "careful") << " " << answer
                    << ": " << tally.questions << " exec questions, " << tally.proposals
                    << " proposals, " << tally.accesses << " accesses, " << tally.uncovered
                    << " uncovered\n";
        }
      }
    }
  }
}

}  // namespace
}  // namespace profgen::suggest
