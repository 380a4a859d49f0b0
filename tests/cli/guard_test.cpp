// `profgen guard`: checks a guard file, prints the guard in force, explains what it answers.
#include <nlohmann/json.hpp>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

using nlohmann::json;

class GuardCommand : public CliTest {
 protected:
  static bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }
  [[nodiscard]] static Finished explain(std::vector<std::string> more) {
    more.insert(more.begin(), {"guard", "--explain", "--color=never"});
    return profgen(more);
  }
};

TEST_F(GuardCommand, ExplainsEveryAnswer) {
  write("g.yaml",
        "always: [mount]\nask: [/srv/asked]\ndeny: [/srv/denied]\n"
        "profiles:\n  p: {ask: [mount]}\n");
  const std::string config = "--config=" + path("g.yaml");
  const struct {
    std::vector<std::string> arguments;
    int code;
    std::string said;
  } cases[] = {
      {{"/srv/a r,"}, 0, "/srv/a r,\n  accept: severity "},
      {{"/srv/a r"}, 0, "/srv/a r,\n  accept: severity "},
      {{", /srv/a r ,"}, 0, "/srv/a r,\n  accept: severity "},
      {{"mount"}, 0, "mount,\n  accept: accepted by `mount`, " + path("g.yaml") + ":1:10\n"},
      {{"mount", "--profile=p"},
       1,
       "  ask: to be asked, by `mount`, " + path("g.yaml") + ":5:13\n"},
      {{"/srv/asked r"}, 1, "  ask: to be asked, by `/srv/asked`, " + path("g.yaml") + ":2:7\n"},
      {{"/srv/denied r"}, 1, "  deny: denied by `/srv/denied`, " + path("g.yaml") + ":3:8\n"},
      {{"/etc/shadow r,"}, 1, "  refuse: never `/etc/{,g}shadow{,-}`, built in\n"},
      {{"/etc/shadow r,"},
       1,
       "  for another answer: `except: ['/etc/{,g}shadow{,-}']` lifts this entry\n"},
      {{"capability sys_admin,"}, 1, "  refuse: never `sys_admin`, built in\n"},
      {{"/usr/bin/foo Px,"}, 0, "/usr/bin/foo Px,\n  accept: Px is offered first"},
      {{"/usr/bin/foo Ux,"}, 1, "  refuse: never `ux`, built in\n"},
      {{"/srv/a r", "/etc/shadow r"}, 1, "/srv/a r,\n  accept"},
  };
  for (const auto& one : cases) {
    std::vector<std::string> arguments = one.arguments;
    arguments.insert(arguments.begin(), config);
    const Finished done = explain(arguments);
    EXPECT_EQ(done.exit_code, one.code) << one.arguments[0] << done.output << done.errors;
    EXPECT_TRUE(has(done.output, one.said)) << done.output;
    EXPECT_EQ(done.errors, "");
  }
}

TEST_F(GuardCommand, AbstractionsOfThePolicyAreExplained) {
  write("d/abstractions/mine", "/srv/mine/** r,\n");
  write("d/abstractions/bad", "/etc/shadow r,\n");
  const std::string directory = "--policy-dir=" + path("d");
  EXPECT_EQ(explain({directory, "include <abstractions/mine>"}).exit_code, 0);
  const Finished bad = explain({directory, "include <abstractions/bad>,"});
  EXPECT_EQ(bad.exit_code, 1);
  const Finished none = explain({directory, "include <abstractions/none>"});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_TRUE(has(none.errors, "there is no abstraction `abstractions/none`")) << none.errors;
}

TEST_F(GuardCommand, VerboseListsWhatWasLookedAt) {
  const Finished done = explain({"-v", "/srv/a r"});
  EXPECT_EQ(done.exit_code, 0);
  for (const char* part : {"sections", "deny", "never", "accept-untrusted", "maximum-severity"})
    EXPECT_TRUE(has(done.output, std::string("\n    ") + part)) << done.output;
}

TEST_F(GuardCommand, ExplainsInJson) {
  write("g.yaml", "always:\n  - mount\n");
  const Finished done =
      profgen({"guard", "--explain", "--json", "--config", path("g.yaml"), "mount", "umount"});
  EXPECT_EQ(done.exit_code, 1) << done.errors;
  const json told = json::parse(done.output);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0]["rule"], "mount,");
  EXPECT_EQ(told[0]["answer"], "accept");
  EXPECT_EQ(told[0]["entry"], "mount");
  EXPECT_EQ(told[0]["place"], path("g.yaml") + ":2:5");
  EXPECT_EQ(told[1]["answer"], "ask");
  EXPECT_EQ(told[1]["entry"], "maximum-severity");
  EXPECT_FALSE(told[1]["looked_at"].empty());
}

TEST_F(GuardCommand, WhatIsNoRuleIsToldByTheParser) {
  const Finished done = explain({"/srv/a", "network inte", "/srv/b r", "profile x { }"});
  EXPECT_EQ(done.exit_code, 2) << done.errors;
  EXPECT_TRUE(has(done.errors, "RULE 1:1:7: error: expected permissions")) << done.errors;
  EXPECT_TRUE(has(done.errors, "RULE 2:1:9: error:")) << done.errors;
  EXPECT_TRUE(has(done.errors, "RULE 4:")) << done.errors;
  EXPECT_TRUE(has(done.output, "/srv/b r,\n  accept")) << "the others are answered";
}

TEST_F(GuardCommand, WithoutExplainTheFileIsCheckedAndShown) {
  write("g.yaml", "ask: [mount]\nalways: [mount]\n");
  for (const auto& call : {std::vector<std::string>{"guard", path("g.yaml")},
                           std::vector<std::string>{"guard", "--config", path("g.yaml")}}) {
    const Finished done = profgen(call);
    EXPECT_EQ(done.exit_code, 0) << done.errors;
    EXPECT_TRUE(has(done.errors, path("g.yaml") + ":2:10: warning: `mount` never counts"))
        << done.errors;
    EXPECT_TRUE(has(done.output, "- \"mount\"  # " + path("g.yaml") + ":1:7\n")) << done.output;
    EXPECT_TRUE(has(done.output, "- \"sys_module\"  # built in\n")) << done.output;
  }
  write("bad.yaml", "asks: [mount]\n");
  const Finished bad = profgen({"guard", path("bad.yaml")});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_TRUE(has(bad.errors, path("bad.yaml") + ":1:1: error: unknown key `asks`")) << bad.errors;
  EXPECT_EQ(bad.output, "");
  EXPECT_EQ(profgen({"guard", path("none.yaml")}).exit_code, 3);
}

TEST_F(GuardCommand, TheDefaultIsAFileThatChangesNothing) {
  const Finished text = profgen({"guard", "--default"});
  EXPECT_EQ(text.exit_code, 0);
  write("default.yaml", text.output);
  const auto entries = [](const std::string& shown) {
    std::string out;
    std::size_t at = 0;
    while (at < shown.size()) {
      const std::size_t end = shown.find('\n', at);
      const std::string line = shown.substr(at, end - at);
      out += line.substr(0, line.find("  # ")) + "\n";
      at = end + 1;
    }
    return out;
  };
  const Finished built_in = profgen({"guard"});
  const Finished read = profgen({"guard", path("default.yaml")});
  EXPECT_EQ(read.exit_code, 0) << read.errors;
  EXPECT_EQ(read.errors, "");
  EXPECT_EQ(entries(read.output), entries(built_in.output));
}

TEST_F(GuardCommand, WrongUsage) {
  const struct {
    std::vector<std::string> arguments;
    const char* said;
  } cases[] = {
      {{"guard", "--explain"}, "needs a rule"},
      {{"guard", "a", "b"}, "takes one FILE"},
      {{"guard", "--profile=p"}, "goes with --explain"},
      {{"guard", "--default", "--explain", "mount"}, "exclude each other"},
      {{"suggest", "--generalise=wild", "/dev/null"}, "it takes exact, careful or broad"},
  };
  for (const auto& one : cases) {
    const Finished done = profgen(one.arguments);
    EXPECT_EQ(done.exit_code, 2) << done.errors;
    EXPECT_TRUE(has(done.errors, one.said)) << done.errors;
    EXPECT_EQ(done.output, "");
  }
}

TEST_F(GuardCommand, TheLevelOfTheCommandLineWins) {
  std::string log;
  for (int i = 1; i <= 4; ++i)
    log += "type=AVC msg=audit(1795457404.512:" + std::to_string(i) +
           "): apparmor=\"ALLOWED\" operation=\"open\" profile=\"p\" name=\"/srv/sess_" +
           std::to_string(i * 1000) +
           "\" pid=7 comm=\"p\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=1\n";
  write("audit.log", log);
  write("d/p", "profile p {\n}\n");
  write("exact.yaml", "generalise: [{match: /srv/**, as: exact}]\n");
  const auto rules = [&](std::vector<std::string> more) {
    more.insert(more.begin(),
                {"suggest", "-q", "--format=rules", "--policy-dir", path("d"), path("audit.log")});
    return profgen(more).output;
  };
  const std::string careful = rules({});
  const std::string exact = rules({"--config", path("exact.yaml")});
  EXPECT_FALSE(has(careful, "/srv/sess_1000 r,")) << careful;
  EXPECT_TRUE(has(exact, "/srv/sess_1000 r,")) << exact;
  EXPECT_EQ(rules({"--generalise=exact"}), exact);
  EXPECT_EQ(rules({"--exact"}), exact);
  EXPECT_EQ(rules({"--config", path("exact.yaml"), "--generalise=careful"}), careful);
}

}  // namespace
}  // namespace profgen::test
