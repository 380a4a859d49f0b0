// One set of answers, given in every way there is: to the session, by a journal, over lines of
// JSON and in a decision file. The files come out the same, byte for byte.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "base/hash.hpp"
#include "base/memory_files.hpp"
#include "profgen/decisions.hpp"
#include "profgen/journal.hpp"
#include "profgen/line_protocol.hpp"
#include "refine/answer_json.hpp"
#include "refine/answers.hpp"
#include "support/cases.hpp"
#include "support/recordings.hpp"

namespace profgen::refine {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Answer = decltype(Entry::answer);
using Texts = std::map<std::string, std::string>;

Texts texts_of(const Outcome& outcome) {
  Texts texts;
  for (const FileChange& change : outcome.changes) texts[change.path] = change.after;
  return texts;
}

// The same answer to the same question, whenever it is asked.
class Oracle {
 public:
  explicit Oracle(unsigned seed) : seed_(seed) {}

  [[nodiscard]] Answer operator()(const Question& question) const {
    std::mt19937 random(std::stoul(hash128_hex(question.key).substr(0, 7), nullptr, 16) ^ seed_);
    const unsigned act = random() % 10;
    if (act == 0) return Skipped{"not now"};
    if (const auto* exec = std::get_if<suggest::ExecQuestion>(&question.about)) {
      if (act == 1) return ExecAnswer{Act::ignore, "", ""};
      if (act == 2 || exec->options.empty()) return ExecAnswer{Act::deny, "", ""};
      return answer_of(exec->options[random() % exec->options.size()]);
    }
    const auto& candidates = std::get<suggest::Proposal>(question.about).candidates;
    RuleAnswer answer;
    answer.act = act == 1 ? Act::ignore : act == 2 ? Act::deny : Act::allow;
    if (answer.act == Act::ignore) return answer;
    answer.candidate = random() % candidates.size();
    const suggest::Candidate& chosen = candidates[answer.candidate];
    answer.audit = random() % 8 == 0;
    if (random() % 8 == 0) answer.owner = random() % 2 == 0;
    if (random() % 6 == 0 && chosen.rules.size() == 1) {
      answer.custom = chosen.rules.front();
      answer.candidate = 0;
    }
    return answer;
  }

 private:
  unsigned seed_;
};

struct Ground {
  std::string name;
  evidence::Evidence evidence;
  policy::Policy policy;
  SessionOptions options;
};

void answer(Session& session, const Answer& given) {
  if (const auto* exec = std::get_if<ExecAnswer>(&given))
    session.answer(*exec);
  else if (const auto* rule = std::get_if<RuleAnswer>(&given))
    session.answer(*rule);
  else
    session.skip(std::get<Skipped>(given).why);
}

struct Direct {
  Texts texts;
  std::string journal;
  std::string decisions;
  std::size_t questions = 0;
};

Direct by_session(const Ground& ground, const Oracle& oracle, const SessionOptions& options) {
  Direct done;
  Session session(ground.evidence, ground.policy, options);
  MemoryFiles files;
  Journal journal(files, "/j");
  EXPECT_TRUE(journal.begin({}));
  Recommendation all;
  while (const Question* question = session.current()) {
    const Answer given = oracle(*question);
    all.answers.push_back({question->about, given, "answered"});
    answer(session, given);
    ++done.questions;
  }
  EXPECT_TRUE(journal.follow(session));
  all.proposals = session.proposals();
  std::set<std::string> asked;
  for (const Entry& entry : session.entries()) asked.insert(entry.key);
  for (const suggest::ProfileProposals& profile : all.proposals.profiles)
    for (const suggest::Proposal& proposal : profile.proposals)
      if (wanted(options, profile) && !proposal.denied_by_rule && !proposal.candidates.empty() &&
          asked.count(key_of(proposal)) == 0)
        all.covered.push_back({proposal, Skipped{"covered"}, "covered"});
  done.texts = texts_of(session.outcome());
  done.journal = files.content["/j"];
  done.decisions = to_text(decisions_of(all, ground.policy, options), ground.policy);
  return done;
}

Texts by_journal(const Ground& ground, const std::string& text) {
  Session session(ground.evidence, ground.policy, ground.options);
  const auto replayed = replay(session, "j", text);
  EXPECT_TRUE(replayed);
  if (!replayed) return {};
  for (const Diagnostic& one : replayed->diagnostics) ADD_FAILURE() << render(one);
  return texts_of(replayed->outcome);
}

// Saved now and then, as it goes; one answer in five is taken back first and given again.
Texts by_lines(const Ground& ground, const Oracle& oracle, unsigned seed) {
  Session session(ground.evidence, ground.policy, ground.options);
  Texts disk;
  LineProtocol protocol(session,
                        {[&](const std::vector<FileChange>& changes) {
                           for (const FileChange& change : changes)
                             disk[change.path] = change.after;
                           return Result<std::vector<std::string>>(std::vector<std::string>{});
                         },
                         {}});
  const auto ask = [&](const json& request) {
    json response = json::parse(protocol.respond(request.dump()), nullptr, false);
    EXPECT_FALSE(response.contains("error")) << request << response;
    return response;
  };
  std::mt19937 random(seed);
  json state = ask({{"do", "question"}});
  while (state["question"].is_object()) {
    // The oracle wants the question itself.
    const Question question = *session.current();
    EXPECT_EQ(state["question"]["id"], question.key);
    const Answer given = oracle(question);
    json request = answer_json(entry_of(question, given, "answered"));
    const auto* rule = std::get_if<RuleAnswer>(&given);
    if (rule != nullptr && rule->act != Act::ignore && !rule->custom) {
      // Two lines may read alike.
      request.erase("line");
      request["candidate"] = rule->candidate + 1;
    }
    request["do"] = "answer";
    const unsigned chance = random() % 10;
    if (chance < 2) {
      ask(request);
      EXPECT_EQ(ask({{"do", "undo"}})["question"]["id"], question.key);
    }
    state = ask(request);
    if (chance == 9 && random() % 4 == 0) ask({{"do", "save"}});
  }
  ask({{"do", "save"}});
  return disk;
}

Texts by_decisions(const Ground& ground, const std::string& text) {
  std::vector<Diagnostic> diagnostics;
  const auto decisions =
      read_decisions("d.yaml", text, ground.policy.options().policy_dir, diagnostics);
  auto outcome = decisions ? apply(*decisions, ground.policy, diagnostics) : std::nullopt;
  EXPECT_TRUE(outcome) << (diagnostics.empty() ? text : render(diagnostics.front()));
  return outcome ? texts_of(*outcome) : Texts{};
}

void expect_same(const Texts& got, const Texts& wanted, const std::string& at) {
  std::string differences;
  for (const auto& [path, text] : wanted) {
    const auto found = got.find(path);
    if (found == got.end())
      differences += "missing: " + path + "\n";
    else if (found->second != text)
      differences += edit::unified_diff(path, text, found->second);
  }
  EXPECT_EQ(differences, "") << at;
  EXPECT_EQ(got.size(), wanted.size()) << at;
}

// How many answers and texts were compared.
std::pair<std::size_t, std::size_t> compare_ways(const Ground& ground, unsigned seed) {
  const Oracle oracle(seed);
  const Direct direct = by_session(ground, oracle, ground.options);
  const std::string at = ground.name + ", seed " + std::to_string(seed);
  expect_same(by_journal(ground, direct.journal), direct.texts, at + ", by a journal");
  expect_same(by_lines(ground, oracle, seed), direct.texts, at + ", by lines");
  expect_same(by_decisions(ground, direct.decisions), direct.texts, at + ", by a decision file");
  return {direct.questions, direct.texts.size()};
}

Ground ground_of(const std::string& name, const fs::path& policy, evidence::Evidence evidence) {
  static const std::unique_ptr<Files> files = real_files();
  policy::LoadOptions load;
  load.policy_dir = policy.string();
  Ground ground{name, std::move(evidence), policy::Policy::load(*files, load), {}};
  ground.options.grouped = true;
  return ground;
}

void compare_all(const std::vector<Ground>& grounds, std::size_t rounds) {
  std::size_t answers = 0, texts = 0;
  for (const Ground& ground : grounds)
    for (unsigned seed = 1; seed <= rounds && !::testing::Test::HasFailure(); ++seed) {
      const auto [given, compared] = compare_ways(ground, seed);
      answers += given;
      texts += compared;
    }
  std::cout << "  " << answers << " answers, " << texts << " texts, each in four ways\n";
  EXPECT_GT(texts, 0u);
}

TEST(SameBytes, OverTheSamples) {
  std::vector<Ground> grounds;
  for (const auto& entry : fs::directory_iterator(fs::path(PROFGEN_SOURCE_DIR) / "samples")) {
    if (!fs::is_directory(entry.path() / "apparmor.d")) continue;
    std::vector<std::string> logs;
    for (const char* log : {"audit.log", "kern.log", "journal.json"})
      if (fs::exists(entry.path() / log)) logs.push_back((entry.path() / log).string());
    evidence::Evidence evidence;
    (void)log::read_logs(
        logs, [&](const Record& record, const Event& event) { evidence.add(record, event); });
    grounds.push_back(
        ground_of(entry.path().filename(), entry.path() / "apparmor.d", std::move(evidence)));
  }
  EXPECT_GT(grounds.size(), 5u);
  compare_all(grounds, proof::cases(40));
}

TEST(SameBytes, OverRecordings) {
  const auto runs = recorded::recordings();
  if (runs.empty()) GTEST_SKIP() << "no recordings at PROFGEN_SHARED";
  if (proof::share > 1) GTEST_SKIP() << "too long under the sanitizers; the samples are tried";
  std::vector<Ground> grounds;
  for (const recorded::Recording& run : runs)
    if (run.name == "complain-raw" && grounds.size() < 2)
      grounds.push_back(ground_of(run.full(), run.profiles(), run.read_evidence()));
  compare_all(grounds, 2);
}

}  // namespace
}  // namespace profgen::refine
