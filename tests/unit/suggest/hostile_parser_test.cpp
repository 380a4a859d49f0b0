// Rules with names that anyone may choose, before the compiler that will read them: it takes each
// of them, and they match the one name only.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "support/cases.hpp"
#include "support/perms.hpp"
#include "unit/suggest/helpers.hpp"
#include "unit/suggest/nasty_names.hpp"

namespace profgen::suggest {
namespace {

using perms::r;

// Gives the text "" where the compiler takes the rules, else what it says.
std::string complaint(const std::vector<std::string>& rules) {
  std::string text = "profile p {\n";
  for (const std::string& rule : rules) text += "  " + rule + "\n";
  text += "}\n";
  const auto done =
      real_processes()->run({{"apparmor_parser", "-QK"}, text, {{"LC_ALL", "C"}}, 60});
  if (!done) return "not run";
  return done->exit_code == 0 ? std::string() : done->errors + done->output;
}

// Which of them it does not take.
void find_refused(const std::vector<std::string>& rules) {
  const std::string words = complaint(rules);
  if (words.empty()) return;
  if (rules.size() == 1) {
    ADD_FAILURE() << rules[0] << "\n" << words;
    return;
  }
  const auto middle = rules.begin() + static_cast<std::ptrdiff_t>(rules.size() / 2);
  find_refused({rules.begin(), middle});
  find_refused({middle, rules.end()});
}

class HostileParser : public ::testing::Test {
 protected:
  void SetUp() override {
    if (real_processes()->find("apparmor_parser").empty())
      GTEST_SKIP() << "skipped: apparmor_parser is not installed";
  }

  // Takes the literal rules of an access, which must not reach the other one. An access that the
  // language has no word for gives none.
  void take(const Access& access, const Access& other) {
    Options options;
    options.generalise = Generalise::exact;
    const auto proposals = propose(testing::evidence_of({{"P", access}}), policy_, {}, options);
    const ProfileProposals* profile = testing::find_profile(proposals, "P");
    if (profile == nullptr || profile->proposals.empty()) return;
    const auto& rules = profile->proposals[0].candidates.at(0).rules;
    const auto matcher = policy_.matcher_of(rules, "P");
    EXPECT_EQ(policy::covers(*matcher, access).answer, policy::Answer::allowed) << describe(access);
    EXPECT_NE(policy::covers(*matcher, other).answer, policy::Answer::allowed) << describe(other);
    for (const policy::Rule& rule : rules) rules_.push_back(policy::to_text(rule));
  }
  void all_are_taken() {
    EXPECT_FALSE(rules_.empty());
    constexpr std::size_t batch = 60;
    for (std::size_t i = 0; i < rules_.size(); i += batch) {
      const auto from = rules_.begin() + static_cast<std::ptrdiff_t>(i);
      const std::size_t count = std::min(batch, rules_.size() - i);
      find_refused({from, from + static_cast<std::ptrdiff_t>(count)});
    }
    std::cout << "  " << rules_.size() << " rules taken\n";
  }
  static bool takes(const std::string& rule) { return complaint({rule}).empty(); }

  policy::Policy policy_ = testing::policy_of({});
  std::vector<std::string> rules_;
};

TEST_F(HostileParser, Paths) {
  testing::NastyNames names(23);
  for (unsigned round = 0; round < proof::cases(400); ++round) {
    const std::string path = "/srv/" + names.next();
    take(FileAccess{path, r, false}, FileAccess{path + "z", r, false});
    take(LinkAccess{path, "/srv/t" + names.next(), false}, LinkAccess{path + "z", "/srv/t", false});
  }
  all_are_taken();
}

TEST_F(HostileParser, LabelsPeersAndAddresses) {
  testing::NastyNames names(29);
  for (unsigned round = 0; round < proof::cases(200); ++round) {
    const std::string a = names.next();
    const std::string b = a + "z";
    take(SignalAccess{1, "term", a}, SignalAccess{1, "term", b});
    take(PtraceAccess{4, a}, PtraceAccess{4, b});
    take(UnixAccess{1u << 4, "stream", "", "@" + a, ""},
         UnixAccess{1u << 4, "stream", "", "@" + b, ""});
    take(UnixAccess{1u << 4, "stream", "@" + a, "", a},
         UnixAccess{1u << 4, "stream", "@" + a, "", b});
    take(ChangeProfileAccess{a, false, false}, ChangeProfileAccess{b, false, false});
  }
  all_are_taken();
}

TEST_F(HostileParser, BusNames) {
  testing::NastyNames names(31);
  for (unsigned round = 0; round < proof::cases(200); ++round) {
    const std::string a = names.next();
    const std::string b = a + "z";
    take(DbusAccess{1, "system", "/" + a, a, a, "", "", a},
         DbusAccess{1, "system", "/" + a, a, b, "", "", a});
    take(DbusAccess{4, "system", "", "", "", a, "", ""},
         DbusAccess{4, "system", "", "", "", b, "", ""});
  }
  all_are_taken();
}

TEST_F(HostileParser, Mounts) {
  testing::NastyNames names(37);
  for (unsigned round = 0; round < proof::cases(150); ++round) {
    const std::string a = names.next();
    const std::string b = a + "z";
    take(MountAccess{MountKind::mount, "tmpfs", a, "/" + a, {"rw"}},
         MountAccess{MountKind::mount, "tmpfs", a, "/" + b, {"rw"}});
    take(MountAccess{MountKind::umount, "", "", "/" + a, {}},
         MountAccess{MountKind::umount, "", "", "/" + b, {}});
    take(PivotRootAccess{"/" + a, "/n"}, PivotRootAccess{"/" + b, "/n"});
  }
  all_are_taken();
}

TEST_F(HostileParser, Queues) {
  if (!takes("mqueue (read) type=posix /x,"))
    GTEST_SKIP() << "skipped: this apparmor_parser has no mqueue rules";
  testing::NastyNames names(41);
  for (unsigned round = 0; round < proof::cases(150); ++round) {
    const std::string a = names.next();
    take(MqueueAccess{1, "posix", "/" + a, a}, MqueueAccess{1, "posix", "/" + a + "z", a});
  }
  all_are_taken();
}

}  // namespace
}  // namespace profgen::suggest
