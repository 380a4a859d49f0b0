// The ways back: relax, rollback, park, retire.
#include <gtest/gtest.h>

#include "unit/node/blob_machine.hpp"

namespace profgen::node {
namespace {

using test::BlobMachine;
using test::first_problem;
using test::package_of;
using test::problems_text;

const std::string fresh_text = "profile fresh /bin/fresh {\n  /f r,\n}\n";
const std::string old_text = "profile old /bin/old {\n  /o r,\n}\n";
const std::string old_new_text = "profile old /bin/old {\n  /o r,\n  /more r,\n}\n";
const std::map<std::string, std::string> both = {
    {"fresh", fresh_text}, {"old", old_new_text}, {"local/fresh", "/l r,\n"}};

// `old` was there before, and denied; `fresh` is new.
class BackTest : public ::testing::Test {
 protected:
  BackTest() { machine_.write_and_load("old", old_text); }
  ApplyReply done(const Request& request) {
    const Reply reply = machine_.ask(request);
    EXPECT_TRUE(std::holds_alternative<ApplyReply>(reply)) << problems_text(reply);
    const auto* answer = std::get_if<ApplyReply>(&reply);
    return answer == nullptr ? ApplyReply{} : *answer;
  }
  void apply_both(Stage stage, const std::string& run = "r1") {
    (void)done(Apply{package_of(both), stage, {"old"}, run});
    machine_.kernel.replaced.clear();
  }
  BlobMachine machine_;
};

TEST_F(BackTest, RelaxLetsGoOnlyWhatDidNotDenyBefore) {
  apply_both(Stage::complain);
  EXPECT_EQ(machine_.kernel.mode("fresh"), "complain");
  apply_both(Stage::final);
  EXPECT_EQ(machine_.kernel.mode("fresh"), "enforce");
  machine_.processes.ran.clear();
  const ApplyReply reply = done(Relax{"r1"});
  EXPECT_TRUE(reply.changed);
  EXPECT_EQ(reply.revision, 3u);
  EXPECT_EQ(reply.revision_before, 0u);
  EXPECT_EQ(machine_.kernel.mode("fresh"), "complain");
  EXPECT_EQ(machine_.kernel.mode("old"), "enforce");
  EXPECT_EQ(machine_.kernel.replaced.size(), 1u);
  EXPECT_TRUE(machine_.processes.ran.empty()) << "nothing is compiled for it";
  // A reboot does not bring it back.
  EXPECT_NE(machine_.policy()["fresh"].find("flags=(complain)"), std::string::npos);
  EXPECT_EQ(machine_.policy()["old"], old_new_text);
  EXPECT_FALSE(done(Relax{"r1"}).changed);
}

TEST_F(BackTest, RelaxLeavesTheFilesThatSomebodyElseChanged) {
  apply_both(Stage::final);
  machine_.write("fresh", fresh_text + "# mine\n");
  const ApplyReply reply = done(Relax{"r1"});
  EXPECT_EQ(machine_.kernel.mode("fresh"), "complain");
  EXPECT_EQ(machine_.policy()["fresh"], fresh_text + "# mine\n");
  EXPECT_EQ(reply.notes.size(), 1u);
}

TEST_F(BackTest, RelaxOfARunThatIsNotInForceDoesNothing) {
  apply_both(Stage::final);
  EXPECT_FALSE(done(Relax{"another"}).changed);
  EXPECT_EQ(machine_.kernel.mode("fresh"), "enforce");
}

TEST_F(BackTest, RollbackIsAsBeforeTheRun) {
  apply_both(Stage::complain);
  apply_both(Stage::final);
  (void)done(Relax{"r1"});
  const ApplyReply reply = done(Rollback{"r1", std::nullopt});
  EXPECT_TRUE(reply.changed);
  EXPECT_EQ(reply.revision, 4u);
  EXPECT_EQ(reply.revision_before, 0u);
  EXPECT_EQ(machine_.policy(), (std::map<std::string, std::string>{{"old", old_text}}));
  EXPECT_EQ(machine_.kernel.modes(),
            (std::map<std::string, std::string>{{"fresh", "unconfined"}, {"old", "enforce"}}));
  for (const ProfileState& profile : reply.profiles) EXPECT_TRUE(profile.as_requested);
  const auto content = machine_.files.content;
  EXPECT_FALSE(done(Rollback{"r1", std::nullopt}).changed);
  EXPECT_EQ(machine_.files.content, content);
  // And forward again: the rollback can be gone back over, too.
  EXPECT_TRUE(done(Rollback{"", 2}).changed);
  EXPECT_EQ(machine_.policy(), both);
  EXPECT_EQ(machine_.kernel.mode("fresh"), "enforce");
}

// The complain stage of r2 finds all denying already and changes nothing; it is in force all the
// same.
TEST_F(BackTest, RollbackTellsWhatIsInForceThen) {
  apply_both(Stage::final);
  const auto in_force = [&] {
    const Reply reply = machine_.ask(StatusOf{});
    const auto& status = std::get<StatusReply>(reply);
    return status.run + " " + std::string(name_of(status.stage)) + " " + status.digest;
  };
  const std::string first = in_force();
  const std::map<std::string, std::string> next = {
      {"fresh", fresh_text}, {"old", old_text}, {"local/fresh", both.at("local/fresh")}};
  for (const bool changes : {false, true}) {
    (void)done(Apply{package_of(next), Stage::complain, {"old"}, "r2"});
    EXPECT_EQ(in_force().substr(0, 12), "r2 complain ");
    if (changes) {
      EXPECT_TRUE(done(Apply{package_of(next), Stage::final, {"old"}, "r2"}).changed);
    }
    EXPECT_EQ(done(Rollback{"r2", std::nullopt}).changed, changes);
    EXPECT_EQ(in_force(), first);
    EXPECT_EQ(machine_.policy(), both);
  }
}

TEST_F(BackTest, RollbackKeepsTheModeThatWasLoaded) {
  // Loaded in another mode than its file says: somebody did that on purpose.
  machine_.kernel.load("old", "kill", "h");
  apply_both(Stage::final);
  EXPECT_EQ(machine_.kernel.mode("old"), "enforce");
  (void)done(Rollback{"r1", std::nullopt});
  EXPECT_EQ(machine_.kernel.mode("old"), "kill");
  EXPECT_EQ(machine_.policy()["old"], old_text);
}

TEST_F(BackTest, RollbackOfAnUnknownRunDoesNothing) {
  apply_both(Stage::final);
  const ApplyReply reply = done(Rollback{"another", std::nullopt});
  EXPECT_FALSE(reply.changed);
  EXPECT_EQ(reply.notes.size(), 1u);
}

TEST_F(BackTest, RollbackTellsOfLaterRunsAndKeepsForeignTexts) {
  apply_both(Stage::final, "r1");
  auto more = both;
  more["fresh"] += "# r2\n";
  (void)done(Apply{package_of(more), Stage::final, {"old"}, "r2"});
  machine_.write("fresh", "# somebody's own\n");
  const ApplyReply reply = done(Rollback{"r1", std::nullopt});
  ASSERT_EQ(reply.notes.size(), 1u);
  EXPECT_NE(reply.notes.front().find("r2"), std::string::npos);
  EXPECT_TRUE(done(Rollback{"", 2}).changed);
  EXPECT_EQ(machine_.policy()["fresh"], "# somebody's own\n");
}

TEST_F(BackTest, ParkAndRetire) {
  apply_both(Stage::final);
  EXPECT_EQ(first_problem(machine_.ask(Park{{"stranger"}, "p"})), "not-ours");
  EXPECT_EQ(first_problem(machine_.ask(Retire{{"fresh"}, "p"})), "not-parked");
  EXPECT_TRUE(done(Park{{"fresh"}, "p"}).changed);
  EXPECT_EQ(machine_.kernel.mode("fresh"), "unconfined");
  EXPECT_NE(machine_.policy()["fresh"].find("flags=(unconfined)"), std::string::npos);
  EXPECT_FALSE(done(Park{{"fresh"}, "p"}).changed);

  machine_.kernel.running = {{7, "x//&fresh//sub", "mixed", "/bin/fresh", 0}};
  const Reply in_use = machine_.ask(Retire{{"fresh"}, "p"});
  EXPECT_EQ(first_problem(in_use), "in-use");
  EXPECT_NE(problems_text(in_use).find("7 (/bin/fresh)"), std::string::npos);
  machine_.kernel.running = {{8, "freshly", "enforce", "/bin/other", 0}};
  EXPECT_TRUE(done(Retire{{"fresh"}, "p"}).changed);
  EXPECT_EQ(machine_.policy().count("fresh"), 0u);
  EXPECT_EQ(machine_.kernel.mode("fresh"), "unconfined") << "it stays loaded";
  EXPECT_FALSE(done(Retire{{"fresh"}, "p"}).changed);

  // All of it goes back, too.
  EXPECT_TRUE(done(Rollback{"p", std::nullopt}).changed);
  EXPECT_EQ(machine_.policy(), both);
  EXPECT_EQ(machine_.kernel.mode("fresh"), "enforce");
}

TEST_F(BackTest, AFileIsRetiredAsAWhole) {
  const std::string pair = "profile one /bin/one {\n}\nprofile two /bin/two {\n}\n";
  (void)done(Apply{package_of({{"pair", pair}}), Stage::final, {}, "r1"});
  (void)done(Park{{"one"}, "p"});
  EXPECT_EQ(machine_.kernel.mode("two"), "enforce");
  EXPECT_EQ(first_problem(machine_.ask(Retire{{"one"}, "p"})), "shared-file");
  (void)done(Park{{"two"}, "p"});
  EXPECT_TRUE(done(Retire{{"one", "two"}, "p"}).changed);
}

}  // namespace
}  // namespace profgen::node
