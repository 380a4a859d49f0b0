// Decision files: what is written is read back, strictly, and carried out as a session would.
#include "profgen/decisions.hpp"

#include <gmock/gmock.h>

#include <random>

#include "base/text.hpp"
#include "support/cases.hpp"
#include "unit/refine/fixture.hpp"

namespace profgen::refine::test {
namespace {

using ::testing::HasSubstr;

// The policy stands below one folder, as a loaded one does.
policy::Policy policy_below(const std::string& text) {
  policy::LoadOptions options;
  options.policy_dir = "/policy";
  static const std::unique_ptr<Files> files = real_files();
  policy::Policy policy = policy::Policy::empty(*files, options);
  policy.add_text("/policy/t", text);
  return policy;
}

suggest::Guard all_allowed() {
  suggest::Guard guard = suggest::default_guard();
  std::vector<Diagnostic> diagnostics;
  const auto read = suggest::read_guard(
      "g", "built-in: false\nmaximum-severity: 10\naccept-untrusted: true\n", diagnostics);
  EXPECT_TRUE(read);
  return read ? *read : guard;
}

struct Made {
  evidence::Evidence evidence;
  policy::Policy policy;
  Recommendation answered;
  std::string text;
};

Made made_of(const std::string& log, const SessionOptions& options = {}) {
  Made made{evidence_of(log), policy_below(plain), {}, {}};
  made.answered = answer_unattended(made.evidence, made.policy, all_allowed(), options);
  made.text = to_text(decisions_of(made.answered, made.policy, options), made.policy);
  return made;
}

std::string some_log() {
  std::string log;
  for (int i = 0; i < 5; ++i)
    log += file_record(i + 1, "t", "/srv/data/sess_" + std::to_string(i), "rw");
  log += file_record(10, "t", "/etc/passwd", "r") + file_record(11, "t", "/etc/b", "r");
  log += record(12, "capable", "t", "capability=0 capname=\"chown\"");
  log += exec_record(13, "t", "/usr/bin/id") +
         file_record(14, "t//null-/usr/bin/id", "/etc/group", "r");
  return log + file_record(15, "fresh", "/etc/c", "r");
}

std::string all_of(const Outcome& outcome) {
  std::string out;
  for (const FileChange& change : outcome.changes)
    out += change.path + (change.before ? "" : " (new)") + "\n" + change.after;
  return out;
}

std::string told(const std::vector<Diagnostic>& diagnostics) {
  std::string out;
  for (const Diagnostic& one : diagnostics) out += render(one);
  return out;
}

std::optional<Outcome> applied(const std::string& text, const policy::Policy& policy,
                               std::vector<Diagnostic>& diagnostics) {
  const auto decisions = read_decisions("d.yaml", text, "/policy", diagnostics);
  if (!decisions) return std::nullopt;
  return apply(*decisions, policy, diagnostics);
}

// Replaces what stands behind `key` at its first place behind `mark`.
std::string edited(std::string text, const std::string& mark, const std::string& key,
                   const std::string& value) {
  const std::size_t from = text.find(key + ": ", text.find(mark));
  EXPECT_NE(from, std::string::npos) << key;
  const std::size_t begin = from + key.size() + 2;
  return text.replace(begin, text.find('\n', begin) - begin, value);
}

TEST(Decisions, UneditedAreWhatTheSessionWouldDo) {
  const SessionOptions settings[] = {SessionOptions{}, exact()};
  for (const SessionOptions& options : settings) {
    const Made made = made_of(some_log(), options);
    ASSERT_FALSE(made.answered.outcome.changes.empty());
    std::vector<Diagnostic> diagnostics;
    const auto outcome = applied(made.text, made.policy, diagnostics);
    ASSERT_TRUE(outcome) << told(diagnostics);
    EXPECT_EQ(told(diagnostics), "");
    EXPECT_EQ(all_of(*outcome), all_of(made.answered.outcome));
  }
}

TEST(Decisions, WrittenAndReadTheyAreTheSame) {
  const Made made = made_of(some_log());
  std::vector<Diagnostic> diagnostics;
  const auto decisions = read_decisions("d.yaml", made.text, "/policy", diagnostics);
  ASSERT_TRUE(decisions) << told(diagnostics);
  std::vector<Diagnostic> again_diagnostics;
  const auto again =
      read_decisions("d.yaml", to_text(*decisions, made.policy), "/policy", again_diagnostics);
  ASSERT_TRUE(again) << told(again_diagnostics);
  EXPECT_EQ(to_text(*again, made.policy), to_text(*decisions, made.policy));
}

TEST(Decisions, OneWordChangesAnAnswer) {
  const Made made = made_of(file_record(1, "t", "/etc/b", "r") +
                            record(2, "capable", "t", "capability=0 capname=\"chown\""));
  std::vector<Diagnostic> diagnostics;
  const auto outcome = applied(edited(edited(made.text, "# capability chown", "answer", "deny"),
                                      "# r /etc/b", "audit", "true"),
                               made.policy, diagnostics);
  ASSERT_TRUE(outcome) << told(diagnostics);
  EXPECT_THAT(outcome->changes.at(0).after, HasSubstr("deny capability chown,"));
  EXPECT_THAT(outcome->changes.at(0).after, HasSubstr("audit /etc/b r,"));
  const auto none = applied(edited(edited(made.text, "# capability chown", "answer", "later"),
                                   "# r /etc/b", "answer", "ignore"),
                            made.policy, diagnostics);
  ASSERT_TRUE(none) << told(diagnostics);
  EXPECT_TRUE(none->changes.empty());
  EXPECT_EQ(none->left.size(), 2u);
}

TEST(Decisions, AnOwnRuleTakesThePlaceOfALine) {
  const Made made = made_of(file_record(1, "t", "/etc/b", "r"));
  std::vector<Diagnostic> diagnostics;
  const auto good =
      applied(edited(made.text, "# r /etc/b", "answer", "allow\n        own: \"/etc/{b,c} r,\""),
              made.policy, diagnostics);
  ASSERT_TRUE(good) << told(diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << told(diagnostics);
  EXPECT_THAT(good->changes.at(0).after, HasSubstr("/etc/{b,c} r,"));
  const auto other =
      applied(edited(made.text, "# r /etc/b", "answer", "allow\n        own: \"/etc/c r,\""),
              made.policy, diagnostics);
  ASSERT_TRUE(other);
  EXPECT_THAT(told(diagnostics), HasSubstr("does not allow what was asked for"));
}

TEST(Decisions, ARuleThatStandsIsWidenedWhereItStands) {
  const Made made = made_of(file_record(1, "t", "/etc/a", "w"));
  const std::size_t line = made.text.find("kind: widen");
  ASSERT_NE(line, std::string::npos) << made.text;
  const std::size_t number = made.text.rfind(": {line", line) - 1;
  const std::string chosen =
      edited(made.text, "# w /etc/a", "choose", std::string(1, made.text[number]));
  std::vector<Diagnostic> diagnostics;
  const auto outcome = applied(chosen, made.policy, diagnostics);
  ASSERT_TRUE(outcome) << told(diagnostics);
  EXPECT_EQ(outcome->changes.at(0).after,
            "# kept\nprofile t /usr/bin/t {\n  /etc/a rw,  # why\n}\n");
  EXPECT_FALSE(applied(edited(chosen, "widens", "from", "3, to: 9}}"), made.policy, diagnostics));
  EXPECT_THAT(told(diagnostics), HasSubstr("names no rule"));
}

TEST(Decisions, AStaleFileIsRefused) {
  const Made made = made_of(some_log());
  std::vector<Diagnostic> diagnostics;
  EXPECT_FALSE(applied(made.text, policy_below(std::string(plain) + "# one more\n"), diagnostics));
  EXPECT_THAT(told(diagnostics), HasSubstr("profile t: /policy/t was changed since"));
  EXPECT_THAT(told(diagnostics), HasSubstr("suggest --format=decisions"));

  diagnostics.clear();
  policy::Policy after = policy_below(plain);
  for (const FileChange& change : made.answered.outcome.changes)
    after.add_text(change.path, change.after);
  EXPECT_FALSE(applied(made.text, after, diagnostics));
  EXPECT_THAT(told(diagnostics), HasSubstr("it was applied before"));

  diagnostics.clear();
  policy::Policy gone = policy_below("profile other {\n}\n");
  EXPECT_FALSE(applied(made.text, gone, diagnostics));
  EXPECT_THAT(told(diagnostics), HasSubstr("is gone"));
}

TEST(Decisions, AChangedExecAnswerNeedsTheLog) {
  const Made made = made_of(some_log());
  const std::string changed = edited(made.text, "executes /usr/bin/id", "answer", "deny");
  std::vector<Diagnostic> diagnostics;
  EXPECT_FALSE(applied(changed, made.policy, diagnostics));
  EXPECT_THAT(told(diagnostics), HasSubstr("apply FILE LOG"));
  diagnostics.clear();
  const auto decisions = read_decisions("d.yaml", changed, "/policy", diagnostics);
  ASSERT_TRUE(decisions);
  const auto outcome = apply(*decisions, made.policy, made.evidence, {}, diagnostics);
  ASSERT_TRUE(outcome) << told(diagnostics);
  EXPECT_THAT(all_of(*outcome), HasSubstr("deny /usr/bin/id x,"));
  EXPECT_EQ(all_of(*outcome).find("/etc/group"), std::string::npos);
}

TEST(Decisions, OtherEvidenceIsTold) {
  const Made made = made_of(some_log());
  std::vector<Diagnostic> diagnostics;
  const auto decisions = read_decisions("d.yaml", made.text, "/policy", diagnostics);
  ASSERT_TRUE(decisions);
  const auto same = apply(*decisions, made.policy, made.evidence, {}, diagnostics);
  ASSERT_TRUE(same);
  EXPECT_TRUE(diagnostics.empty()) << told(diagnostics);
  EXPECT_EQ(all_of(*same), all_of(made.answered.outcome));
  const auto more = evidence_of(some_log() + file_record(99, "t", "/opt/x", "r"));
  const auto outcome = apply(*decisions, made.policy, more, {}, diagnostics);
  ASSERT_TRUE(outcome);
  EXPECT_THAT(told(diagnostics), HasSubstr("1 questions are new and left"));
  EXPECT_EQ(outcome->left.size(), 1u);
}

// What was declined must not come back through a question that it covered.
TEST(Decisions, AnAbstractionThatIsTurnedDownStaysOut) {
  const Made made = made_of(some_log());
  std::vector<Diagnostic> diagnostics;
  const auto decisions = read_decisions("d.yaml", made.text, "/policy", diagnostics);
  ASSERT_TRUE(decisions);
  for (const auto& profile : decisions->proposals.profiles)
    for (const auto& proposal : profile.proposals) {
      const auto found = decisions->rules.find(proposal.id);
      if (found == decisions->rules.end() || !found->second.covered) continue;
      const auto* answer = std::get_if<RuleAnswer>(&found->second.answer);
      ASSERT_NE(answer, nullptr);
      EXPECT_NE(proposal.candidates[answer->candidate].kind, suggest::CandidateKind::abstraction);
    }
}

struct Mistake {
  const char* mark;
  const char* key;
  const char* value;
  const char* told;
};

TEST(Decisions, EveryMistakeIsToldWithItsPlace) {
  const Made made = made_of(some_log());
  const Mistake mistakes[] = {
      {"# r /etc/b", "answer", "alow", "did you mean `allow`?"},
      {"# r /etc/b", "answer", "", "nothing stands behind `answer`"},
      {"# r /etc/b", "answer", "[allow]", "found a list"},
      {"# r /etc/b", "choose", "99", "expected a number from 1 to "},
      {"# r /etc/b", "choose", "0", "expected a number from 1 to "},
      {"# r /etc/b", "audit", "maybe", "expected one of false, true for audit"},
      {"# r /etc/b", "answer", "allow\n        own: \"/etc/b r\"", "expected one rule for own"},
      {"# r /etc/b", "answer", "allow\n        own: \"/a r, /b r,\"", "expected one rule for own"},
      {"# r /etc/b", "answer", "allow\n        anser: allow", "unknown key `anser`"},
      {"# r /etc/b", "answer", "allow\n        answer: deny", "stands twice"},
      {"executes /usr/bin/id", "answer", "maybe", "expected one of allow, deny, ignore, later"},
      {"executes /usr/bin/id", "choose", "77", "expected a number from 1 to "},
      {"\nprofiles:", " file", "\"../../etc/passwd\"", "below the policy directory"},
      {"\nprofiles:", " file", "\"/etc/passwd\"", "below the policy directory"},
      {"\nprofiles:", "stands", "yes", "expected one of false, true for stands"},
      {"#", "profgen-decisions", "99", "use a newer profgen"},
      {"#", "profgen-decisions", "\"1", "not YAML"},
  };
  for (const Mistake& mistake : mistakes) {
    std::vector<Diagnostic> diagnostics;
    const std::string text = edited(made.text, mistake.mark, mistake.key, mistake.value);
    EXPECT_FALSE(applied(text, made.policy, diagnostics)) << mistake.value;
    const std::string all = told(diagnostics);
    EXPECT_THAT(all, HasSubstr(mistake.told));
    EXPECT_TRUE(std::all_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& one) {
      return one.file == "d.yaml" && one.at.line > 0 && one.at.column > 0;
    })) << all;
  }
  std::vector<Diagnostic> diagnostics;
  EXPECT_FALSE(applied(
      edited(edited(made.text, "# r /etc/b", "answer", "alow"), "\nprofiles:", "stands", "perhaps"),
      made.policy, diagnostics));
  EXPECT_EQ(diagnostics.size(), 2u) << "the first mistake does not hide the second";
}

TEST(Decisions, WhatIsForApplyMustStay) {
  const Made made =
      made_of(file_record(1, "t", "/etc/b", "r") + exec_record(2, "t", "/usr/bin/id"));
  const std::size_t evidence = made.text.find("\nevidence:");
  const std::size_t exec = made.text.find("    - profile:");
  const std::size_t profiles = made.text.find("\nprofiles:");
  ASSERT_LT(exec, profiles);
  struct Damage {
    std::string text, told;
  };
  const Damage damages[] = {
      {made.text.substr(0, evidence) + "\nevidence: {}\n", "holds nothing for this question"},
      {made.text + "  \"0123456789abcdef\":\n    - '{}'\n", "no question has this id"},
      {made.text + "    - 'no json'\n", "expected an access"},
      {made.text + "---\nmore: 1\n", "a second document"},
      {made.text.substr(0, profiles) + "\n" + made.text.substr(exec, profiles - exec) +
           made.text.substr(profiles),
       "stands twice"},
      {"", "empty"},
      {"[[[", "not YAML"},
  };
  for (const Damage& damage : damages) {
    std::vector<Diagnostic> diagnostics;
    EXPECT_FALSE(applied(damage.text, made.policy, diagnostics));
    EXPECT_THAT(told(diagnostics), HasSubstr(damage.told));
  }
}

TEST(Decisions, ALineThatIsMissingIsTold) {
  const Made made = made_of(some_log());
  for (const std::string key :
       {"answer", "id", "alternatives", "fingerprint", "file", "made-for"}) {
    std::string text = made.text;
    const std::size_t at = text.find(" " + key + ":", text.find("\nexec:"));
    ASSERT_NE(at, std::string::npos) << key;
    // Its key becomes another one, which keeps the YAML whole.
    text.insert(at + 1, "no-");
    std::vector<Diagnostic> diagnostics;
    EXPECT_FALSE(applied(text, made.policy, diagnostics)) << key;
    EXPECT_THAT(told(diagnostics), HasSubstr("unknown key")) << key;
    EXPECT_THAT(told(diagnostics), HasSubstr("missing")) << key;
  }
}

// Hexadecimal digits in place of the quoted name: how the kernel writes what it cannot quote.
std::string hex_record(int serial, const std::string& path) {
  return "type=AVC msg=audit(1795457404.512:" + std::to_string(serial) +
         "): apparmor=\"ALLOWED\" operation=\"open\" profile=\"t\" name=" + text::to_hex(path) +
         " pid=7 comm=" + text::to_hex(path.substr(0, 8)) +
         " requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=1\n";
}

TEST(Decisions, AnyNamesSurvive) {
  static const std::string likely = "\"\\'#:-{}[],&*!|>%@` \n\t\r\x1b\x7f\xc2\x85\xe2\x80\xae\xff";
  std::mt19937 random(29);
  for (std::size_t round = 0; round < proof::cases(60); ++round) {
    std::string log;
    for (int i = 1; i <= 4; ++i) {
      std::string name;
      for (std::size_t length = 1 + random() % 10; length > 0; --length)
        name += random() % 2 == 0 ? static_cast<char>(1 + random() % 255)
                                  : likely[random() % likely.size()];
      for (char& c : name)
        if (c == '/') c = '+';
      log += hex_record(i, "/srv/" + name);
    }
    const Made made = made_of(log, exact());
    // A line break is the only control that may be in the file.
    for (const std::string_view line : text::split(made.text, '\n'))
      ASSERT_EQ(text::printable(line), line);
    std::vector<Diagnostic> diagnostics;
    const auto outcome = applied(made.text, made.policy, diagnostics);
    ASSERT_TRUE(outcome) << told(diagnostics) << made.text;
    ASSERT_EQ(all_of(*outcome), all_of(made.answered.outcome));
  }
}

}  // namespace
}  // namespace profgen::refine::test
