// Names in a log are bytes that anyone may choose: none may become policy syntax, and what a rule
// says must be what was asked for and nothing else.
#include <gtest/gtest.h>

#include <random>

#include "support/cases.hpp"
#include "support/perms.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using perms::r;

class OddNames {
 public:
  explicit OddNames(unsigned seed) : random_(seed) {}

  std::string next() {
    static const std::string likely = "/*?[]{}^\\\",!@#()<>=-&.:; \t\n~$'|abcAB01\x01\x7f\xff\xe2";
    std::string out;
    const std::size_t length = 1 + random_() % 12;
    for (std::size_t i = 0; i < length; ++i) {
      const bool any = random_() % 4 == 0;
      const auto byte = static_cast<char>(any ? 1 + random_() % 255 : 0);
      out += any ? byte : likely[random_() % likely.size()];
    }
    return out;
  }
  std::string path() {
    // "//" and "/." do not come from the kernel; a name is one component here.
    std::string name = next();
    for (char& c : name)
      if (c == '/') c = '+';
    return "/srv/" + name;
  }
  std::size_t below(std::size_t n) { return random_() % n; }

 private:
  std::mt19937 random_;
};

// Every candidate reads back as one rule that covers the access and not the other one.
void check(const policy::Policy& policy, const Access& access, const Access& other,
           bool must_offer) {
  for (const auto generalise : {Generalise::exact, Generalise::careful}) {
    Options options;
    options.generalise = generalise;
    options.abstractions = false;
    const auto proposals = propose(testing::evidence_of({{"P", access}}), policy, {}, options);
    const auto& all = testing::find_profile(proposals, "P")->proposals;
    if (must_offer) {
      ASSERT_EQ(all.size(), 1u) << describe(access);
    }
    for (const Proposal& proposal : all)
      for (const Candidate& candidate : proposal.candidates) {
        for (const policy::Rule& rule : candidate.rules) {
          const std::string text = policy::to_text(rule);
          const auto back = policy::rule_from_text(text);
          ASSERT_TRUE(back) << text;
          const auto matcher = policy.matcher_of({*back}, "P");
          EXPECT_EQ(policy::covers(*matcher, access).answer, policy::Answer::allowed)
              << text << " " << describe(access);
          if (candidate.kind != CandidateKind::literal) continue;
          EXPECT_NE(policy::covers(*matcher, other).answer, policy::Answer::allowed)
              << text << " " << describe(other);
        }
      }
  }
}

TEST(HostileNames, Paths) {
  const auto policy = testing::policy_of({});
  OddNames names(11);
  for (unsigned round = 0; round < proof::cases(600); ++round) {
    const std::string path = names.path();
    std::string other = path;
    const std::size_t at = 5 + names.below(other.size() - 5);
    other[at] = other[at] == 'z' ? 'y' : 'z';
    check(policy, FileAccess{path, r, false}, FileAccess{other, r, false}, true);
    check(policy, FileAccess{path, r, false}, FileAccess{path + "z", r, false}, true);
    check(policy, LinkAccess{path, "/t", false}, LinkAccess{path + "z", "/t", false}, true);
  }
}

TEST(HostileNames, OtherNames) {
  const auto policy = testing::policy_of({});
  OddNames names(13);
  for (unsigned round = 0; round < proof::cases(400); ++round) {
    const std::string a = names.next();
    const std::string b = a + "z";
    check(policy, SignalAccess{1, "term", a}, SignalAccess{1, "term", b}, false);
    check(policy, SignalAccess{1, a, "unconfined"}, SignalAccess{1, "kill", "unconfined"}, false);
    check(policy, PtraceAccess{4, a}, PtraceAccess{4, b}, false);
    check(policy, UnixAccess{1u << 4, "stream", "", "@" + a, ""},
          UnixAccess{1u << 4, "stream", "", "@" + b, ""}, false);
    check(policy, UnixAccess{1u << 4, a, "", "", a}, UnixAccess{1u << 4, a, "", "", b}, false);
    check(policy, DbusAccess{1, "system", "/" + a, a, a, "", "", a},
          DbusAccess{1, "system", "/" + a, a, b, "", "", a}, false);
    check(policy, DbusAccess{4, "system", "", "", "", a, "", ""},
          DbusAccess{4, "system", "", "", "", b, "", ""}, false);
    check(policy, ChangeProfileAccess{a, false, false}, ChangeProfileAccess{b, false, false},
          false);
    check(policy, MountAccess{MountKind::mount, a, a, "/" + a, {"rw"}},
          MountAccess{MountKind::mount, a, a, "/" + b, {"rw"}}, false);
    check(policy, MountAccess{MountKind::mount, "tmpfs", "x", "/m/", {a}},
          CapabilityAccess{"chown"}, false);
    check(policy, PivotRootAccess{"/" + a, "/n"}, PivotRootAccess{"/" + b, "/n"}, false);
    check(policy, MqueueAccess{1, "posix", "/" + a, a}, MqueueAccess{1, "posix", "/" + b, a},
          false);
    check(policy, MqueueAccess{1, a, a, a}, CapabilityAccess{"chown"}, false);
    check(policy, IoUringAccess{1, a}, IoUringAccess{1, b}, false);
    check(policy, CapabilityAccess{a}, CapabilityAccess{"chown"}, false);
    check(policy, NetworkAccess{a, a, a, 1, {a, 1}, {a, 2}}, CapabilityAccess{"chown"}, false);
    check(policy, NetworkAccess{"inet", a, a, 1u << 10, {a, 1}, {a, 2}}, CapabilityAccess{"chown"},
          false);
    check(policy, RlimitAccess{a, 5}, CapabilityAccess{"chown"}, false);
  }
}

TEST(HostileNames, LabelsFoldWithoutHarm) {
  const auto policy = testing::policy_of({});
  OddNames names(17);
  for (int round = 0; round < 300; ++round) {
    const std::string label = names.next() + "//null-" + names.next() + "//null-/" + names.next();
    const auto evidence = testing::evidence_of(
        {{label, FileAccess{"/x", r, false}}, {"S", SignalAccess{1, "term", label}}});
    ExecChoices choices;
    int steps = 0;
    for (auto open = exec_questions(evidence, policy, choices); !open.empty() && steps < 9;
         open = exec_questions(evidence, policy, choices), ++steps)
      for (const ExecQuestion& question : open)
        choices[{question.subject, question.program}] = {round % 2 == 0 ? "ix" : "Cx", {}};
    EXPECT_LT(steps, 9);
    const auto folded = fold(evidence, policy, choices);
    for (const auto& [subject, accesses] : folded.subjects())
      EXPECT_EQ(subject.profile.find("//null-"), std::string::npos) << subject.profile;
    (void)propose(folded, policy, choices, {});
  }
}

TEST(HostileNames, DeepChainsEnd) {
  std::string label = "P";
  for (int i = 0; i < 3000; ++i) label += "//null-/bin/a";
  const auto evidence = testing::evidence_of({{label, FileAccess{"/x", r, false}}});
  const auto policy = testing::policy_of({});
  const ExecChoices choices{{{{"", "P"}, "/bin/a"}, {"ix", ""}}};
  EXPECT_EQ(fold(evidence, policy, choices).subjects().size(), 1u);
}

}  // namespace
}  // namespace profgen::suggest
