// Which way of executing a program is offered first, and why.
#include <gtest/gtest.h>

#include "profgen/executed.hpp"
#include "suggest/transitions.hpp"
#include "support/cases.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using testing::Did;
using testing::evidence_of;
using testing::exec;
using testing::policy_of;
using testing::reads;

FileAccess writes(std::string path) { return {std::move(path), file_perm::write, false}; }

struct OptionCase {
  const char* about;
  const char* program;
  std::vector<Access> child;  // what it did
  std::vector<Did> others;    // what else was done
  const char* policy;         // profile P among others
  const char* first;          // the qualifier that is offered first
  const char* reason;         // that its reason holds
};

const std::vector<OptionCase>& cases() {
  static const auto many = [] {
    std::vector<Access> out;
    for (int i = 0; i < 25; ++i) out.emplace_back(writes("/srv/data/" + std::to_string(i)));
    return out;
  }();
  static const std::vector<OptionCase> all = {
      {"nothing known", "/usr/bin/x", {}, {}, "profile P { }", "ix", "holds nothing"},
      {"what the parent has by rule",
       "/usr/bin/x",
       {writes("/srv/a"), writes("/srv/b")},
       {},
       "profile P { /srv/* w, }",
       "ix",
       "this profile has 2"},
      {"what the parent has of much",
       "/usr/bin/x",
       many,
       {},
       "profile P { /srv/data/* w, }",
       "ix",
       "0 are neither"},
      {"what the parent did itself",
       "/usr/bin/x",
       {writes("/srv/a")},
       {{"P", writes("/srv/a")}},
       "profile P { }",
       "ix",
       "this profile has 1"},
      {"few needs beyond",
       "/usr/bin/x",
       {writes("/srv/a")},
       {},
       "profile P { }",
       "ix",
       "1 is neither (worst: w /srv/a"},
      {"many needs beyond", "/usr/bin/x", many, {}, "profile P { }", "Cx", "25 accesses"},
      {"severe needs",
       "/usr/bin/x",
       {CapabilityAccess{"sys_admin"}},
       {},
       "profile P { }",
       "Cx",
       "capability sys_admin (severity"},
      {"severe, but the parent has it",
       "/usr/bin/x",
       {CapabilityAccess{"sys_admin"}},
       {},
       "profile P { capability sys_admin, }",
       "ix",
       "this profile has 1"},
      {"others run it too",
       "/opt/x",
       {writes("/srv/a")},
       {{"Q", exec("/opt/x")}},
       "profile P { }",
       "Px",
       "also run by Q"},
      {"others run it, but so does everyone",
       "/usr/bin/x",
       {writes("/srv/a")},
       {{"Q", exec("/usr/bin/x")}},
       "profile P { }",
       "ix",
       "1 is neither"},
      {"others run it, but it fits",
       "/opt/x",
       {writes("/srv/a")},
       {{"Q", exec("/opt/x")}},
       "profile P { /srv/a w, }",
       "ix",
       "this profile has 1"},
      {"the own child is no other",
       "/opt/x",
       {writes("/srv/a")},
       {{"P//kid", exec("/opt/x")}},
       "profile P { }",
       "ix",
       "1 is neither"},
      {"a daemon", "/usr/sbin/sshd", {}, {}, "profile P { }", "Px", "daemon"},
      {"a profile of that name",
       "/usr/bin/x",
       {},
       {},
       "profile P { }\nprofile /usr/bin/x { }",
       "Px",
       "profile /usr/bin/x is for it"},
      {"the most specific attachment",
       "/usr/bin/x1",
       {},
       {},
       "profile P { }\nprofile wide /usr/bin/* { }\nprofile near /usr/bin/x1* { }",
       "Px",
       "profile near is for it (it attaches to /usr/bin/x1*)"},
      {"a literal before a pattern",
       "/usr/bin/x1",
       {},
       {},
       "profile P { }\nprofile lit /usr/bin/x1 { }\nprofile near /usr/bin/x** { }",
       "Px",
       "profile lit"},
      {"two that are equal are none",
       "/usr/bin/x1",
       {},
       {},
       "profile P { }\nprofile a /usr/bin/?1 { }\nprofile b /usr/bin/x? { }",
       "ix",
       "nothing"},
      {"a child that stands",
       "/usr/bin/x",
       {},
       {},
       "profile P { profile kid /usr/bin/x { } }\nprofile q /usr/bin/x { }",
       "Cx",
       "profile kid"},
      {"a child of that name",
       "/usr/bin/x",
       {},
       {},
       "profile P { profile x { } }",
       "Cx",
       "profile x"},
      {"a script",
       "/opt/s",
       {reads("/opt/s"), reads("/usr/bin/dash")},
       {},
       "profile P { }",
       "ix",
       "a script: /usr/bin/dash"},
      {"a script by its name", "/opt/s.sh", {}, {}, "profile P { }", "ix", "a script"},
      {"busybox", "/usr/bin/busybox", {}, {}, "profile P { }", "ix", "one file for many"},
      {"the linker",
       "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
       {},
       {},
       "profile P { }",
       "ix",
       "the dynamic linker"},
      {"removed", "/tmp/x (deleted)", {}, {}, "profile P { }", "ix", "was removed"},
      {"not below the root", "mnt/x", {}, {}, "profile P { }", "ix", "from the root"},
  };
  return all;
}

std::vector<ExecQuestion> asked(const OptionCase& c, const policy::Policy& policy) {
  std::vector<Did> did{{"P", exec(c.program)}};
  for (const Access& access : c.child)
    did.emplace_back("P//null-" + std::string(c.program), access);
  did.insert(did.end(), c.others.begin(), c.others.end());
  std::vector<ExecQuestion> out;
  for (ExecQuestion& question : exec_questions(evidence_of(did), policy, {}))
    if (question.subject.profile == "P") out.push_back(std::move(question));
  return out;
}

TEST(ExecOptions, TheFirstAndItsReason) {
  for (const OptionCase& c : cases()) {
    SCOPED_TRACE(c.about);
    const auto policy = policy_of({{"p", c.policy}});
    const auto questions = asked(c, policy);
    ASSERT_EQ(questions.size(), 1u);
    const ExecOption& first = questions[0].options.at(0);
    EXPECT_EQ(first.qualifier, c.first) << first.reason;
    EXPECT_NE(first.reason.find(c.reason), std::string::npos) << first.reason;
    EXPECT_EQ(questions[0].child_accesses, c.child.size());
    for (const ExecOption& option : questions[0].options) {
      const bool scrubs = option.qualifier == "Px" || option.qualifier == "Cx";
      EXPECT_EQ(option.reason.find("scrubbed") != std::string::npos,
                scrubs || option.qualifier == "Pix" || option.qualifier == "Cix")
          << option.qualifier << " " << option.reason;
    }
  }
}

TEST(ExecOptions, PUxOnlyWhereAProfileStands) {
  const auto has = [](const char* text) {
    const auto policy = policy_of({{"p", text}});
    const OptionCase c{"", "/usr/bin/x", {}, {}, text, "", ""};
    const auto questions = asked(c, policy);
    const auto& options = questions.at(0).options;
    return std::any_of(options.begin(), options.end(),
                       [](const ExecOption& option) { return option.qualifier == "PUx"; });
  };
  EXPECT_TRUE(has("profile P { }\nprofile q /usr/bin/x { }"));
  EXPECT_FALSE(has("profile P { }"));
}

TEST(Drafts, NamesNeedNoQuotes) {
  EXPECT_EQ(draft_name("/usr/bin/ls"), "ls");
  EXPECT_EQ(draft_name("/srv/my prog"), "my prog");
  for (const char* odd : {"/srv/a*b", "/srv/&x", "/srv/@{HOME}", "/srv/\"", "/srv/\x1b[31m",
                          "/srv/null-x", "/srv/a:b", "/srv/-x"}) {
    const std::string name = draft_name(odd);
    EXPECT_EQ(name.find_first_of("*?[]{}\"\\&@:^,#()<>=\x1b/"), std::string::npos) << name;
    EXPECT_NE(name.rfind("null-", 0), 0u);
    EXPECT_NE(name.front(), '-');
  }
  EXPECT_NE(draft_name("/srv/a*b"), draft_name("/srv/a?b"));
}

// Two programs of one name: the draft attaches to the first, the other rule has to name it.
TEST(Drafts, OneNameTwice) {
  const auto policy = policy_of({{"p", "profile P { }"}});
  const auto evidence = evidence_of({{"P", exec("/bin/a/x")}, {"P", exec("/bin/b/x")}});
  const ExecChoices choices{{{{"", "P"}, "/bin/a/x"}, {"Cx", {}}},
                            {{{"", "P"}, "/bin/b/x"}, {"Cx", {}}}};
  const auto proposals = propose(fold(evidence, policy, choices), policy, choices, {});
  std::vector<std::string> rules;
  for (const Proposal& proposal : testing::find_profile(proposals, "P")->proposals)
    rules.push_back(proposal.candidates.at(0).text());
  EXPECT_EQ(rules, (std::vector<std::string>{"/bin/a/x Cx,", "/bin/b/x Cx -> x,"}));
  const ProfileProposals* draft = testing::find_profile(proposals, "P//x");
  ASSERT_NE(draft, nullptr);
  EXPECT_EQ(draft->attachment, "/bin/a/x");
  EXPECT_EQ(draft->entered_from, std::set<std::string>{"P"});
}

TEST(ExecutedTree, WhoRanWhatAndWhatItDid) {
  const auto policy = policy_of({});
  const auto evidence = evidence_of({{"P", exec("/bin/a")},
                                     {"P", exec("/bin/silent")},
                                     {"Q", reads("/x")},
                                     {"P//null-/bin/a", reads("/etc/shadow")},
                                     {"P//null-/bin/a", CapabilityAccess{"chown"}},
                                     {"P//null-/bin/a", exec("/bin/b")},
                                     {"P//null-/bin/a//null-/bin/b", reads("/x")}});
  const ExecutedTree tree = executed_tree(evidence, policy, {{{{"", "P"}, "/bin/a"}, {"Cx", {}}}});
  ASSERT_EQ(tree.roots.size(), 1u) << "Q ran nothing";
  const ExecutedProgram& root = tree.nodes[tree.roots[0]];
  EXPECT_EQ(root.subject.profile, "P");
  ASSERT_EQ(root.children.size(), 2u);
  const ExecutedProgram& a = tree.nodes[root.children[0]];
  EXPECT_EQ(a.program, "/bin/a");
  EXPECT_EQ(a.times, 1u);
  EXPECT_EQ(a.accesses, 3u);
  EXPECT_EQ(a.by_class.at("file"), 1u);
  EXPECT_EQ(a.by_class.at("capability"), 1u);
  EXPECT_NE(a.worst.find("/etc/shadow"), std::string::npos) << a.worst;
  EXPECT_EQ(a.leads_to, "P//a");
  ASSERT_EQ(a.children.size(), 1u);
  EXPECT_EQ(tree.nodes[a.children[0]].program, "/bin/b");
  EXPECT_EQ(tree.nodes[a.children[0]].leads_to, "");
  EXPECT_EQ(tree.nodes[root.children[1]].program, "/bin/silent");
  EXPECT_EQ(tree.nodes[root.children[1]].accesses, 0u);
}

// Whatever is answered, what was counted before is counted after: in one profile, in a child that
// waits for an answer, or it was dropped by an answer that says so.
TEST(Fold, NothingIsLost) {
  std::uint32_t state = 20261127;
  const auto random = [&state](std::uint32_t below) {
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
  };
  const auto policy =
      policy_of({{"p", "profile P { /bin/b Cx, profile b /bin/b { } }\nprofile c /bin/c { }"}});
  const char* const answers[] = {"ix", "Cx", "Px", "Pix", "Cix", "deny", "ignore", "Ux"};
  const char* const programs[] = {"/bin/a", "/bin/b", "/bin/c", "/opt/x/a", "2d", "hat"};
  for (std::size_t round = 0; round < proof::cases(200); ++round) {
    std::vector<Did> did;
    for (int i = 0; i < 30; ++i) {
      std::string label = "P";
      for (std::uint32_t depth = random(4); depth != 0; --depth)
        label += std::string("//null-") + programs[random(6)];
      if (random(4) == 0)
        did.emplace_back(label, exec(programs[random(4)]));
      else
        did.emplace_back(label, reads("/srv/" + std::to_string(random(12))));
    }
    const auto evidence = evidence_of(did);
    ExecChoices choices;
    for (auto open = exec_questions(evidence, policy, choices); !open.empty() && random(5) != 0;
         open = exec_questions(evidence, policy, choices))
      for (const ExecQuestion& question : open)
        choices[{question.subject, question.program}] = {answers[random(8)], {}};

    using Where = std::pair<evidence::Subject, Access>;
    const auto counted = [](const evidence::Evidence& all) {
      std::map<Where, std::uint64_t> out;
      for (const auto& subject : all.subjects())
        for (const auto& [key, seen] : subject.second)
          out[{subject.first, key.access}] += seen.total();
      return out;
    };
    const auto total = [&counted](const evidence::Evidence& all) {
      std::map<Access, std::uint64_t> out;
      for (const auto& [where, count] : counted(all))
        if (count != 0) out[where.second] += count;
      return out;
    };
    const auto before = total(evidence);
    const evidence::Evidence folded = fold(evidence, policy, choices);
    const auto after = total(folded);
    const bool dropped = std::any_of(choices.begin(), choices.end(), [](const auto& choice) {
      const std::string& qualifier = choice.second.qualifier;
      return qualifier == "deny" || qualifier == "ignore" || qualifier == "Ux";
    });
    if (!dropped) {
      ASSERT_TRUE(after == before) << round;
    }
    for (const auto& [access, count] : after) {
      ASSERT_TRUE(before.count(access) != 0 && count <= before.at(access)) << describe(access);
    }

    ASSERT_TRUE(counted(fold(evidence, policy, choices)) == counted(folded)) << "the same twice";
    ASSERT_TRUE(counted(fold(folded, policy, choices)) == counted(folded)) << "nothing is left";
  }
}

}  // namespace
}  // namespace profgen::suggest
