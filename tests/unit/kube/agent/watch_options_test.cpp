#include "kube/agent/watch_options.hpp"

#include <gtest/gtest.h>

namespace profgen::kube {
namespace {

WatchOptions read_well(const std::vector<std::string>& words, const std::string& env = "") {
  const auto read = read_watch_options(words, env);
  const auto* options = std::get_if<WatchOptions>(&read);
  EXPECT_NE(options, nullptr) << std::get<std::string>(read);
  return options == nullptr ? WatchOptions{} : *options;
}
std::string wrong_with(const std::vector<std::string>& words, const std::string& env = "") {
  const auto read = read_watch_options(words, env);
  const auto* wrong = std::get_if<std::string>(&read);
  return wrong == nullptr ? "" : *wrong;
}

TEST(WatchOptions, AreRead) {
  const WatchOptions all =
      read_well({"--node", "n1", "--root=/host", "--correct", "--once",
                 "--untaint-without-apparmor", "--server", "https://h:1", "--account=/a"});
  EXPECT_EQ(all.node, "n1");
  EXPECT_EQ(all.root, "/host");
  EXPECT_EQ(all.server, "https://h:1");
  EXPECT_EQ(all.account, "/a");
  EXPECT_TRUE(all.correct && all.once && all.untaint_without_apparmor);
  EXPECT_EQ(read_well({}, "n2").node, "n2");
  EXPECT_EQ(read_well({"--node=n1"}, "n2").node, "n1");
  EXPECT_FALSE(read_well({}, "n2").correct);
  EXPECT_TRUE(read_well({"--help"}).help);
}

TEST(WatchOptions, SayWhatIsWrong) {
  EXPECT_NE(wrong_with({}).find("$NODE_NAME"), std::string::npos);
  EXPECT_NE(wrong_with({"--node"}).find("wants a value"), std::string::npos);
  EXPECT_NE(wrong_with({"--node="}).find("wants a value"), std::string::npos);
  EXPECT_NE(wrong_with({"--corect"}, "n").find("did you mean `--correct`?"), std::string::npos);
  EXPECT_NE(wrong_with({"--correct=yes"}, "n"), "");
  EXPECT_NE(wrong_with({"\x1b[2J"}, "n").find("\\x1b"), std::string::npos);
}

TEST(WatchOptions, AreAllInTheHelp) {
  for (const char* option : {"--node NAME", "--root DIR", "--server URL", "--account DIR",
                             "--correct", "--once", "--untaint-without-apparmor", "--version"})
    EXPECT_NE(std::string(watch_usage).find(std::string("  ") + option), std::string::npos)
        << option;
}

}  // namespace
}  // namespace profgen::kube
