// Each id of the table: documented, and given by evidence that calls for it.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "profgen/guard.hpp"
#include "suggest/hint_table.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using testing::evidence_of;
using testing::policy_of;
using testing::second;
using testing::seen_once;

evidence::Evidence logged(const std::string& fields) {
  evidence::Evidence evidence;
  (void)log::read_text(
      "type=AVC msg=audit(1.000:1): apparmor=\"ALLOWED\" profile=\"P\" comm=\"p\" " + fields + "\n",
      "test", [&](const Record& record, const Event& event) { evidence.add(record, event); });
  return evidence;
}

std::set<std::string> ids_of(const evidence::Evidence& evidence, const policy::Policy& policy,
                             const ExecChoices& choices = {}) {
  std::set<std::string> ids;
  const auto proposals = propose(fold(evidence, policy, choices), policy, choices, {});
  for (const Hint& hint : proposals.hints) ids.insert(hint.id);
  for (const Hint& hint : evidence_hints(evidence, policy, choices)) ids.insert(hint.id);
  return ids;
}

evidence::Seen denied(std::uint64_t times, std::int64_t first, std::int64_t last) {
  evidence::Seen seen;
  seen.counts[2] = times;
  seen.first_us = first;
  seen.last_us = last;
  seen.programs = {"p"};
  return seen;
}

evidence::Seen by(const std::string& program) {
  evidence::Seen seen = seen_once();
  seen.programs = {program};
  return seen;
}

const std::string file = R"(operation="open" name="a/b" requested_mask="r" denied_mask="r" )",
                  exec_record = R"(operation="exec" name="/a" requested_mask="x" denied_mask="x" )";
const FileAccess reads_x{"/srv/x", file_perm::read, false};

// By id: evidence that calls for the hint.
const std::map<std::string, std::function<std::set<std::string>()>>& givers() {
  const auto says = [](const std::string& fields) {
    return [fields] { return ids_of(logged(fields), policy_of({})); };
  };
  const auto lookup = [&](const std::string& why) {
    return says(file + "info=\"Failed name lookup" + why + "\" error=-13");
  };
  static const std::map<std::string, std::function<std::set<std::string>()>> all = {
      {"attach-disconnected", lookup(" - disconnected path")},
      {"attach-disconnected-ipc", lookup(" - disconnected IPC path")},
      {"deleted-file", lookup(" - deleted entry")},
      {"name-too-long", lookup(" - name too long")},
      {"unresolved-path", lookup("")},
      {"refused-in-complain", lookup(" - disconnected path")},
      {"missing-profile", says(exec_record + R"(info="profile not found" error=-13)")},
      {"no-new-privs", says(exec_record + R"(info="no new privs" error=-1)")},
      {"ptrace-transition", says(exec_record + R"(info="ptrace prevents transition" error=-1)")},
      {"conflicting-attachment",
       says(exec_record + R"(info="conflicting profile attachments - ix fallback")")},
      {"target-restricted", says(exec_record + R"(info="target restricted" error=-13)")},
      {"not-needed",
       says(R"(operation="capable" info="optional: no audit" error=-1 capname="sys_admin")")},
      {"rlimit-of-other",
       says(R"(operation="setrlimit" rlimit=core value=1 info="cap_sys_resource" error=-13)")},
      {"userns-restricted",
       says(R"(operation="userns_create" class="namespace" info="Userns create restricted" )"
            R"(error=-13 requested="userns_create" denied="userns_create")")},
      {"unknown-record",
       says(R"(operation="open" name="/f" requested_mask="ry" denied_mask="ry")")},
      {"missing-hat",
       [] {
         return ids_of(evidence_of({{"P", ChangeHatAccess{"h"}}}), policy_of({}));
       }},
      {"no-rule",
       [] {
         return ids_of(evidence_of({{"P", CapabilityAccess{"of_mars"}}}), policy_of({}));
       }},
      {"unconfined",
       [] {
         return ids_of(evidence_of({{"unconfined", reads_x}}), policy_of({}));
       }},
      {"undecided-exec",
       [] {
         return ids_of(evidence_of({{"P//null-/bin/a", reads_x}}), policy_of({}));
       }},
      {"second-pass",
       [] {
         return ids_of(evidence_of({{"P//null-/bin/a", reads_x}}), policy_of({}));
       }},
      {"crowd",
       [] {
         return ids_of(
             evidence_of("P", {FileAccess{"/srv/", 0, false}, false, evidence::Crowd::names},
                         seen_once()),
             policy_of({}));
       }},
      {"other-namespace",
       [] {
         evidence::Evidence evidence;
         evidence.add({"lxd", "P"}, {reads_x, false}, seen_once());
         return ids_of(evidence, policy_of({}));
       }},
      {"missing-target",
       [] {
         return ids_of(evidence_of({{"P", ChangeProfileAccess{"nowhere", false, false}}}),
                       policy_of({}));
       }},
      {"empty-draft",
       [] {
         return ids_of(evidence_of({{"P", ExecAccess{"/bin/a", false, {}}}}), policy_of({}),
                       {{{{"", "P"}, "/bin/a"}, {"Px", {}}}});
       }},
      {"complain-left-on",
       [] {
         return ids_of(evidence_of({{"P", reads_x}}),
                       policy_of({{"p", "profile P flags=(complain) { /srv/x r, }"}}));
       }},
      {"not-attached",
       [] {
         return ids_of(evidence_of("unconfined", {reads_x, false}, by("demo")),
                       policy_of({{"p", "profile P /usr/bin/demo { }"}}));
       }},
      {"noisy-deny",
       [] {
         return ids_of(evidence_of({{"P", CapabilityAccess{"net_admin"}}}), policy_of({}));
       }},
      {"log-loss",
       [] {
         evidence::Evidence evidence;
         const auto report = log::read_text(
             "type=AVC msg=audit(1.000:1): apparmor=\"ALLOWED\" operation=\"open\" profile=\"P\" "
             "name=\"/x\" requested_mask=\"r\" denied_mask=\"r\"\n"
             "Nov 23 18:12:38 h kernel: kauditd_printk_skb: 36 callbacks suppressed\n",
             "test.log",
             [&](const Record& record, const Event& event) { evidence.add(record, event); });
         evidence.note(report);
         return ids_of(evidence, policy_of({}));
       }},
  };
  return all;
}

TEST(Hints, EveryIdIsGivenByWhatCallsForIt) {
  for (const std::string_view id : hint_ids()) {
    const auto giver = givers().find(std::string(id));
    ASSERT_NE(giver, givers().end()) << id << ": no evidence here calls for it";
    EXPECT_EQ(giver->second().count(std::string(id)), 1u) << id;
  }
  EXPECT_EQ(givers().size(), hint_ids().size());
}

TEST(Hints, EveryIdIsDocumentedAndNoOther) {
  std::ifstream in(std::string(PROFGEN_SOURCE_DIR) + "/docs/hints.md");
  std::set<std::string> documented;
  for (std::string line; std::getline(in, line);)
    if (line.rfind("| `", 0) == 0) documented.insert(line.substr(3, line.find('`', 3) - 3));
  std::set<std::string> known;
  for (const std::string_view id : hint_ids()) known.emplace(id);
  EXPECT_EQ(documented, known);
}

TEST(Hints, NothingIsSaidOfWhatIsInOrder) {
  const auto policy =
      policy_of({{"p", "profile P /usr/bin/p { /srv/x r, capability net_admin, }"}});
  evidence::Evidence evidence = evidence_of("P", {reads_x, false}, by("p"));
  evidence.merge(evidence_of("P", {CapabilityAccess{"net_admin"}, false}, by("p")));
  EXPECT_EQ(ids_of(evidence, policy), std::set<std::string>{});
}

TEST(Hints, DenialsThatAProgramSurvives) {
  const auto policy = policy_of({{"p", "profile P { }"}});
  const evidence::Key key{FileAccess{"/srv/y", file_perm::write, false}, false};
  struct Case {
    evidence::Seen seen;
    bool hint;
  };
  const Case cases[] = {
      {denied(100, second, 600 * second), true},
      {denied(9, second, 600 * second), false},   // seldom
      {denied(100, second, 30 * second), false},  // at once: it may have given up
      {denied(100, 0, 0), false},                 // nobody knows when
  };
  for (const Case& c : cases)
    EXPECT_EQ(ids_of(evidence_of("P", key, c.seen), policy).count("noisy-deny"), c.hint ? 1u : 0u);
  for (const Hint& hint : evidence_hints(evidence_of("P", key, cases[0].seen), policy, {})) {
    EXPECT_NE(hint.message.find("deny /srv/y w,"), std::string::npos) << hint.message;
  }
}

TEST(Hints, ComplainIsLeftOnOnlyWhereTheLogGoesOnQuietly) {
  const auto policy = policy_of({{"p", "profile P flags=(complain) { }\nprofile Q { }\n"}});
  const auto at = [](std::int64_t hours) {
    evidence::Seen seen = seen_once();
    seen.first_us = seen.last_us = hours * 3600 * second;
    return seen;
  };
  for (const auto& [hours, left_on] : {std::pair(5, 0u), std::pair(40, 1u)}) {
    evidence::Evidence evidence = evidence_of("P", {reads_x, false}, at(1));
    evidence.merge(evidence_of("Q", {reads_x, false}, at(hours)));
    EXPECT_EQ(ids_of(evidence, policy).count("complain-left-on"), left_on) << hours;
  }
}

TEST(Hints, SecondPassNamesTheChildren) {
  const auto hints =
      evidence_hints(evidence_of({{"P//null-/bin/a", reads_x},
                                  {"P//null-/bin/a//null-/bin/b", reads_x},
                                  {"P", ExecAccess{"/bin/c", false, "P//null-/bin/c"}},
                                  {"P//null-hat", reads_x}}),
                     policy_of({}), {});
  ASSERT_EQ(hints.size(), 1u);
  EXPECT_EQ(hints[0].id, "second-pass");
  EXPECT_EQ(hints[0].subject.profile, "P");
  EXPECT_NE(hints[0].message.find("(3: /bin/a, /bin/b, /bin/c)"), std::string::npos)
      << hints[0].message;
}

// Complain mode logs a capability once in a row: a need right behind a try is in no log.
TEST(Hints, ATriedCapabilityIsARuleWhereTheGuardNamesIt) {
  const auto tried =
      logged(R"(operation="capable" info="optional: no audit" error=-1 capname="net_admin")");
  const auto proposed = [&](const std::string& text) {
    const Guard guard = testing::guard_of(text);
    Options options;
    options.wants_tried = [&](const evidence::Subject& subject, const Access& access) {
      return guard.wants(subject, access);
    };
    std::string rules;
    for (const ProfileProposals& profile :
         propose(tried, policy_of({{"P", ""}}), {}, options).profiles)
      for (const Proposal& proposal : profile.proposals)
        rules += proposal.candidates.front().text();
    return rules;
  };
  EXPECT_EQ(proposed("always: [\"capability net_admin\"]\n"), "capability net_admin,");
  EXPECT_EQ(proposed("profiles:\n  P: {always: [\"capability chown net_admin\"]}\n"),
            "capability net_admin,");
  EXPECT_EQ(proposed("profiles:\n  Q: {always: [\"capability net_admin\"]}\n"), "");
  EXPECT_EQ(proposed("always: [capability, \"capability *\", \"capability chown\"]\n"), "");
}

}  // namespace
}  // namespace profgen::suggest
