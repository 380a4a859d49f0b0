// The two demonstrations of the mission: a curl profile that gets two lines, a container profile
// that gets one, and not a byte of either changed beside them.
#include <algorithm>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

using Demo = CliTest;

TEST_F(Demo, CurlByGuardFile) {
  const std::string curl = sample("curl");
  const Finished done =
      profgen({"generate", curl + "/audit.log", "--policy-dir", curl + "/apparmor.d", "--config",
               curl + "/profgen.yaml", "-o", curl + "/apparmor.d"});
  EXPECT_EQ(done.exit_code, 0) << done.errors << done.output;
  EXPECT_EQ(read(curl + "/apparmor.d/usr.bin.curl"), read(curl + "/expected/usr.bin.curl"));
  if (!has_parser()) GTEST_SKIP() << no_parser;
  EXPECT_EQ(parser_complaint(curl + "/apparmor.d/usr.bin.curl"), "");
}

TEST_F(Demo, CurlTwiceAsksForNothingMore) {
  const std::string curl = sample("curl");
  const std::vector<std::string> call = {
      "generate", curl + "/audit.log",    "--policy-dir", curl + "/apparmor.d",
      "--config", curl + "/profgen.yaml", "-o",           curl + "/apparmor.d"};
  EXPECT_EQ(profgen(call).exit_code, 0);
  const auto before = snapshot(curl);
  const Finished again = profgen(call);
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_EQ(snapshot(curl), before);
  EXPECT_EQ(again.output.find("wrote"), std::string::npos) << again.output;
}

TEST_F(Demo, ContainerProfileGetsOneRuleAndKeepsEveryByte) {
  const std::string nginx = sample("docker-nginx");
  const std::string file = nginx + "/apparmor.d/docker-nginx";
  const std::string before = read(file);
  const Finished done = profgen({"generate", nginx + "/audit.log", "--policy-dir",
                                 nginx + "/apparmor.d", "-o", nginx + "/apparmor.d"});
  EXPECT_EQ(done.exit_code, 0) << done.errors << done.output;
  const std::string after = read(file);
  // What was added is one line; without it the text is the old one.
  ASSERT_GT(after.size(), before.size());
  std::size_t begin = 0;
  while (begin < before.size() && before[begin] == after[begin]) ++begin;
  const std::size_t added = after.size() - before.size();
  EXPECT_EQ(after.substr(0, begin) + after.substr(begin + added), before);
  const std::string text = after.substr(begin, added);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
  if (!has_parser()) GTEST_SKIP() << no_parser;
  EXPECT_EQ(parser_complaint(file), "");
}

}  // namespace
}  // namespace profgen::test
