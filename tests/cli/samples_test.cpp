// The built program over every sample: its events against golden text, its profiles against the
// reference compiler.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/known_reasons.hpp"

namespace profgen::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> all_samples() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(PROFGEN_SOURCE_DIR) / "samples"))
    if (entry.is_directory() && !logs_of(entry.path()).empty())
      names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

class Samples : public CliTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(Samples, EventsAreReadWithoutLoss) {
  for (const std::string& log : logs_of(sample(GetParam()))) {
    const Finished ignored = profgen({"events", "-q", "--ignored", log});
    EXPECT_EQ(ignored.exit_code, 0) << ignored.errors;
    EXPECT_TRUE(only_known_reasons(ignored.output)) << ignored.output;
    const Finished events = profgen({"events", "-q", "--json", log});
    EXPECT_EQ(events.exit_code, 0) << events.errors;
    std::size_t count = 0;
    for (const std::string_view line : text::split(text::trim(events.output), '\n')) {
      const auto event = nlohmann::json::parse(line, nullptr, false);
      ASSERT_FALSE(event.is_discarded()) << line;
      for (const char* key : {"event", "source", "trusted"})
        EXPECT_TRUE(event.contains(key)) << line;
      ++count;
    }
    EXPECT_GT(count, 0u) << log;
  }
}

// Exact suggestions depend on the log and the sample's own policy only, so they can be golden.
TEST_P(Samples, ExactRulesAreGolden) {
  const std::string folder = sample(GetParam());
  std::vector<std::string> call = {"suggest", "-q",           "--exact",
                                   "--abi",   "abi/3.0",      "--format",
                                   "rules",   "--policy-dir", folder + "/apparmor.d"};
  for (const std::string& log : logs_of(folder)) call.push_back(log);
  const Finished done = profgen(call);
  EXPECT_LE(done.exit_code, 1) << done.errors;
  const std::string golden =
      std::string(PROFGEN_SOURCE_DIR) + "/tests/data/cli/" + GetParam() + ".rules";
  if (std::getenv("PROFGEN_UPDATE_GOLDEN") != nullptr) {
    fs::create_directories(fs::path(golden).parent_path());
    EXPECT_TRUE(real_files()->replace(golden, done.output));
  }
  EXPECT_EQ(done.output, read(golden));
}

TEST_P(Samples, GeneratedProfilesCompile) {
  const std::string folder = sample(GetParam());
  std::vector<std::string> call = {"generate", "-q",       "--policy-dir", folder + "/apparmor.d",
                                   "-o",       path("out")};
  const std::string guard = folder + "/profgen.yaml";
  if (fs::exists(guard)) call.insert(call.end(), {"--config", guard});
  for (const std::string& log : logs_of(folder)) call.push_back(log);
  const auto before = snapshot(folder);
  const Finished done = profgen(call);
  EXPECT_LE(done.exit_code, 1) << done.errors << done.output;
  EXPECT_EQ(snapshot(folder), before) << "the policy directory is only read";
  ASSERT_TRUE(fs::exists(path("out"))) << done.output << done.errors;
  if (!has_parser()) GTEST_SKIP() << no_parser;
  for (const auto& entry : fs::directory_iterator(path("out")))
    EXPECT_EQ(parser_complaint(entry.path().string()), "") << read(entry.path().string());
}

INSTANTIATE_TEST_SUITE_P(All, Samples, ::testing::ValuesIn(all_samples()), [](const auto& sample) {
  std::string name = sample.param;
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
});

}  // namespace
}  // namespace profgen::test
