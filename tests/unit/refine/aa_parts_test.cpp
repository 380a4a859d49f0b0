// The parts of the dialogue by themselves, and what no transcript shows.
#include <gtest/gtest.h>

#include "refine/aa_exec.hpp"
#include "refine/aa_headers.hpp"
#include "unit/refine/aa_fixture.hpp"
#include "unit/refine/fixture.hpp"

namespace profgen::refine::test {
namespace {

TEST(AaSettings, SectionsOfLogprofConf) {
  const AaSettings settings = read_aa_settings(
      "[settings]\n  /bin/x = u\n# [qualifiers]\n[qualifiers]\n  /bin/bash     = "
      "icnu\n/bin/mount=u\n"
      "  broken line\n = icn\n /bin/none =\n[defaulthat]\n  ^.+/httpd(|2)$ = DEFAULT_URI\n  ( = "
      "X\n");
  EXPECT_EQ(settings.letters_for("/bin/bash"), "icnu");
  EXPECT_EQ(settings.letters_for("/bin/mount"), "u");
  EXPECT_EQ(settings.letters_for("/bin/none"), "icpnu");
  EXPECT_EQ(settings.letters_for("/bin/x"), "icpnu");
  EXPECT_EQ(settings.default_hat("/usr/sbin/httpd2"), "DEFAULT_URI");
  EXPECT_EQ(settings.default_hat("/usr/sbin/nginx"), "");
  // A name from a log, long enough for a stack to end.
  EXPECT_EQ(settings.default_hat(std::string(1000000, '/') + "httpd"), "");
}

TEST(AaExec, MenuByLetters) {
  using Items = std::vector<std::string>;
  EXPECT_EQ(aa_exec_menu("icpnu", false, true),
            (Items{"In(h)erit", "(C)hild", "(P)rofile", "(N)amed", "(U)nconfined", "(X) ix On",
                   "(D)eny", "Abo(r)t", "(I)gnore", "(F)inish"}));
  EXPECT_EQ(aa_exec_menu("icpnu", true, true),
            (Items{"In(h)erit", "(C)hild Inherit", "(P)rofile Inherit", "(N)amed Inherit",
                   "(U)nconfined", "(X) ix Off", "(D)eny", "Abo(r)t", "(I)gnore", "(F)inish"}));
  EXPECT_EQ(aa_exec_menu("u", false, true),
            (Items{"(U)nconfined", "(D)eny", "Abo(r)t", "(I)gnore", "(F)inish"}));
  EXPECT_EQ(aa_exec_menu("cp", false, true),
            (Items{"(C)hild", "(P)rofile", "(D)eny", "Abo(r)t", "(I)gnore", "(F)inish"}));
  EXPECT_EQ(aa_exec_menu("icpnu", false, false),
            (Items{"In(h)erit", "Abo(r)t", "(I)gnore", "(F)inish"}));
}

TEST(AaExec, QualifiersAndTargets) {
  EXPECT_EQ(aa_qualifier('p', false, true), "Px");
  EXPECT_EQ(aa_qualifier('c', true, false), "cix");
  EXPECT_EQ(aa_qualifier('u', false, false), "ux");
  for (const char* name : {"/usr/bin/x", "my app", "a//b", "&other"})
    EXPECT_TRUE(aa_is_target(name)) << name;
  for (const char* name : {"", "a\nb", "a\"b", "a\tb"}) EXPECT_FALSE(aa_is_target(name)) << name;
}

TEST(AaHeaders, ProfileNames) {
  EXPECT_EQ(aa_profile_name("a"), "a");
  EXPECT_EQ(aa_profile_name("a//b"), "a^b");
  EXPECT_EQ(aa_profile_name("a//b//c"), "a^b^c");
}

TEST(AaSaving, ProfilesOfAFile) {
  const std::string two = "profile a {\n  /x r,\n}\nprofile b {\n  ^h {\n  }\n}\n";
  const std::string more = "profile a {\n  /x r,\n}\nprofile b {\n  ^h {\n    /y r,\n  }\n}\n";
  const std::vector<FileChange> changes = {{"/p/two", two, more},
                                           {"/p/new", std::nullopt, "profile a2 {\n}\n"}};
  const auto changed = aa_changed_profiles(changes);
  ASSERT_EQ(changed.size(), 2u);
  EXPECT_EQ(changed[0].profile, "a2");
  EXPECT_EQ(changed[0].change, 1u);
  EXPECT_EQ(changed[1].profile, "b");
  // Nothing is saved unseen.
  EXPECT_EQ(aa_changed_profiles({{"/p/x", "# a\n", "# b\n"}}).at(0).profile, "/p/x");
  EXPECT_EQ(aa_diff({"/p/x", "profile a { /x r, }\n", "profile a {\n  /x r,\n}\n"}, true), "");
  EXPECT_NE(aa_diff({"/p/x", "profile a { /x r, }\n", "profile a {\n  /x r,\n}\n"}, false), "");
}

const char* const two_profiles = "profile t {\n}\nprofile u {\n}\n";
std::string two_files() {
  return file_record(1, "t", "/etc/b", "r") + file_record(2, "u", "/etc/c", "r");
}

// One profile a file, so that each can be saved alone.
policy::Policy apart() {
  policy::Policy policy = policy_of("profile t {\n}\n");
  policy.add_text("/policy/u", "profile u {\n}\n");
  return policy;
}

TEST(AaDialogueSave, SelectedThenAbort) {
  const policy::Policy policy = apart();
  AaTalk talk(evidence_of(two_files()), policy);
  talk.say(aa_answer("a"));
  talk.say(aa_answer("a"));
  EXPECT_EQ(talk.options(), (std::vector<std::string>{"t", "u"}));
  talk.say(aa_answer("t", 1));
  ASSERT_EQ(talk.host.written.size(), 1u);
  EXPECT_EQ(talk.host.written[0].path, "/policy/u");
  EXPECT_EQ(talk.options(), (std::vector<std::string>{"t"}));
  talk.say(aa_answer("r"));
  talk.say(aa_yesno(true));
  EXPECT_EQ(talk.state(), AaDialogue::State::aborted);
  EXPECT_EQ(talk.host.written.size(), 1u);
}

TEST(AaDialogueSave, ProfilesOfOneFileAreSavedTogether) {
  const policy::Policy policy = policy_of(two_profiles);
  AaTalk talk(evidence_of(two_files()), policy);
  talk.say(aa_answer("a"));
  talk.say(aa_answer("a"));
  talk.say(aa_answer("t", 1));
  EXPECT_EQ(talk.state(), AaDialogue::State::done);
  EXPECT_EQ(talk.host.written.size(), 1u);
}

TEST(AaDialogueSave, RefusedSaveIsToldAndAskedAgain) {
  const policy::Policy policy = apart();
  AaTalk talk(evidence_of(two_files()), policy);
  talk.host.refusals = {"the parser says no"};
  talk.say(aa_answer("a"));
  talk.say(aa_answer("a"));
  talk.say(aa_answer("s"));
  EXPECT_TRUE(talk.open());
  EXPECT_TRUE(talk.failed());
  EXPECT_EQ(talk.last("important"), "the parser says no");
  talk.say(aa_answer("s"));
  EXPECT_EQ(talk.state(), AaDialogue::State::done);
  EXPECT_FALSE(talk.failed());
  EXPECT_EQ(talk.host.written.size(), 2u);
}

TEST(AaDialogueSave, ShownFileGoesWithTheAnswer) {
  const policy::Policy policy = apart();
  AaTalk talk(evidence_of(two_files()), policy);
  talk.say(aa_answer("f"));
  EXPECT_EQ(talk.state(), AaDialogue::State::done) << "nothing was answered, nothing is to save";
  AaTalk other(evidence_of(two_files()), policy);
  other.say(aa_answer("a"));
  other.say(aa_answer("f"));
  other.say(aa_answer("v"));
  EXPECT_EQ(other.asked().at("dialog"), "changes");
  EXPECT_TRUE(other.host.shows);
  other.say(R"({"dialog":"changes","response":""})");
  EXPECT_FALSE(other.host.shows);
  EXPECT_NE(other.host.shown_texts.at(0).find("+  /etc/b r,"), std::string::npos);
  EXPECT_TRUE(other.host.written.empty());
}

TEST(AaDialogueHats, FinishedBeforeAnAnswerDraftsNone) {
  const policy::Policy policy = policy_of("profile t {\n}\n");
  const auto wants = [](int serial, const std::string& hat) {
    return record(serial, "change_hat", "t",
                  "info=\"hat not found\" error=-2 target=\"t//null-" + hat + "\"");
  };
  const std::string log =
      wants(1, "one") + wants(2, "two") + file_record(3, "t//null-two", "/etc/b", "r");
  AaTalk talk(evidence_of(log), policy);
  EXPECT_EQ(talk.asked().at("headers").at("Requested Hat"), "one");
  talk.say(aa_answer("a"));
  talk.say(aa_answer("f"));
  talk.say(aa_answer("s"));
  ASSERT_EQ(talk.host.written.size(), 1u);
  EXPECT_NE(talk.host.written[0].after.find("hat one"), std::string::npos);
  EXPECT_EQ(talk.host.written[0].after.find("two"), std::string::npos);
}

// Wherever the front end goes away, nothing is written but what was saved.
TEST(AaDialogueEnd, HangingUpWritesNothing) {
  const policy::Policy policy = apart();
  for (std::size_t answers = 0; answers <= 2; ++answers) {
    AaTalk talk(evidence_of(two_files()), policy);
    for (std::size_t i = 0; i < answers; ++i) talk.say(aa_answer("a"));
    talk.hang_up();
    EXPECT_EQ(talk.state(), AaDialogue::State::cut_off);
    talk.say(aa_answer("s"));
    EXPECT_TRUE(talk.host.written.empty());
  }
}

// No line changes anything unless it answers: whatever bytes come, the question stays.
TEST(AaDialogueInput, GarbageIsAnsweredWithTheQuestion) {
  const policy::Policy policy = apart();
  AaTalk talk(evidence_of(two_files()), policy);
  const Json question = talk.asked();
  const std::vector<std::string> garbage = {
      "\xff\xfe",
      std::string("\0{}", 3),
      "{",
      "null",
      "1e999",
      "\"promptuser\"",
      std::string(100000, '['),
      std::string(70000, 'x'),
      R"({"dialog":"promptuser","response_key":"\u0000","selected":0})",
      R"({"dialog":"promptuser","response_key":"a","selected":0.5})",
      R"({"dialog":"promptuser","response_key":"a","selected":18446744073709551615})",
      R"({"dialog":["promptuser"],"response_key":"a","selected":0})"};
  for (const std::string& line : garbage) {
    const std::size_t before = talk.all.size();
    talk.say(line);
    ASSERT_EQ(talk.all.size(), before + 2) << line.substr(0, 60);
    EXPECT_EQ(talk.all[before].at("dialog"), "important");
    EXPECT_EQ(talk.asked(), question);
  }
  EXPECT_TRUE(talk.open());
}

}  // namespace
}  // namespace profgen::refine::test
