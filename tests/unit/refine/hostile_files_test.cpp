// Files drafted for profiles and programs whose names anyone may choose: they read back as what
// they were made for, and the compiler takes them.
#include <gtest/gtest.h>

#include <iostream>
#include <random>
#include <set>

#include "profgen/refine.hpp"
#include "support/cases.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::refine {
namespace {

constexpr const char* nasty[] = {
    "\"",
    "'",
    ",",
    "{",
    "}",
    "{a,b}",
    "@{HOME}",
    "\n",
    "\t",
    "#",
    "*",
    "?",
    "[a]",
    "^",
    "\\",
    " ",
    "->",
    "\xff",
    "\xe2\x82",
    "\x1b[2J",
    "\xe2\x80\xae",
    "\x7f",
    "&",
    "flags=(unconfined)",
    "} profile x {",
    "include <x>",
    "a",
    "b",
    "Z",
    "0",
};

std::string compiler_says(const std::string& text) {
  const auto done =
      real_processes()->run({{"apparmor_parser", "-QK"}, text, {{"LC_ALL", "C"}}, 60});
  if (!done) return "not run";
  return done->exit_code == 0 ? std::string() : done->errors + done->output;
}

TEST(HostileFiles, AreWhatTheyWereMadeFor) {
  const bool compiler = !real_processes()->find("apparmor_parser").empty();
  std::cout << (compiler ? "" : "  skipped: the compiler, apparmor_parser is not installed\n");
  std::mt19937 random(43);
  const auto next = [&] {
    std::string out;
    for (std::size_t i = 1 + random() % 3; i > 0; --i) out += nasty[random() % std::size(nasty)];
    return out;
  };
  MemoryFiles files;  // without tunables: nothing is taken from this host
  const auto policy = policy::Policy::load(files, {});
  std::size_t drafted = 0;
  std::size_t taken = 0;
  std::size_t refused = 0;
  for (unsigned round = 0; round < proof::cases(120); ++round) {
    const std::string name = "p" + next();
    const std::string program = "/opt/" + next();
    const Access did = FileAccess{"/srv/" + next(), file_perm::read, false};
    evidence::Evidence evidence = suggest::testing::evidence_of(
        {{name, ExecAccess{program, false, name + "//null-" + program}},
         {name + "//null-" + program, did},
         {name, did}});
    Session session(evidence, policy, {});
    while (const Question* question = session.current()) {
      if (std::holds_alternative<suggest::ExecQuestion>(question->about))
        session.answer(ExecAnswer{Act::allow, round % 2 == 0 ? "Cx" : "Px", ""});
      else
        session.answer(RuleAnswer{});
    }
    const Outcome outcome = session.outcome();
    // A name that the language cannot give to a profile is told, and no file is made of it.
    refused += outcome.problems.size();
    for (const Diagnostic& problem : outcome.problems) EXPECT_FALSE(problem.message.empty());
    for (const FileChange& change : outcome.changes) {
      ++drafted;
      const policy::Tree tree = policy::parse(make_source("new", change.after));
      for (const Diagnostic& diagnostic : tree.diagnostics)
        ADD_FAILURE() << diagnostic.message << "\n" << change.after;
      policy::Policy alone;
      alone.add_text("/policy/new", change.after);
      // One profile, or one and its child; nothing that a name smuggled in.
      EXPECT_LE(alone.profiles().size(), 2u) << change.after;
      std::set<std::string> includes;
      for (const policy::Profile& profile : alone.profiles())
        includes.insert(profile.includes.begin(), profile.includes.end());
      EXPECT_EQ(includes.count("x"), 0u) << change.after;
      if (!compiler) continue;
      // What a new file includes may be missing on this host.
      const std::string words = compiler_says(change.after);
      if (words.find("Could not open") != std::string::npos) continue;
      EXPECT_EQ(words, "") << change.after;
      ++taken;
    }
  }
  EXPECT_GT(drafted, 0u);
  std::cout << "  " << drafted << " files drafted, " << taken << " taken by the compiler, "
            << refused << " names refused\n";
}

}  // namespace
}  // namespace profgen::refine
