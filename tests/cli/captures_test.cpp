// The recordings of real kernels (shared data, not part of the project): every one of them is read
// without an unexplained loss, and the profiles made of them compile.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/known_reasons.hpp"
#include "support/cases.hpp"

namespace profgen::test {
namespace {

namespace fs = std::filesystem;

fs::path captures() {
  const char* shared = std::getenv("PROFGEN_SHARED");
  const fs::path base =
      shared != nullptr ? fs::path(shared) : fs::path(PROFGEN_SOURCE_DIR) / ".." / "shared";
  return base / "captures";
}

// Runs such as "bookworm/complain-raw"; under the sanitizers, where each takes a minute, one.
std::vector<std::string> runs() {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& suite : fs::directory_iterator(captures(), error)) {
    if (!suite.is_directory()) continue;
    for (const auto& run : fs::directory_iterator(suite))
      if (fs::is_directory(run.path() / "profiles"))
        names.push_back(suite.path().filename().string() + "/" + run.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  if (proof::share > 1 && names.size() > 1) names.resize(1);
  return names;
}

std::vector<fs::path> logs_of_run(const fs::path& run) {
  static constexpr std::string_view kinds[] = {"audit.log", "kern.log", "syslog", "dmesg",
                                               "journal."};
  std::vector<fs::path> logs;
  for (const auto& entry : fs::directory_iterator(run)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() &&
        std::any_of(std::begin(kinds), std::end(kinds),
                    [&](std::string_view kind) { return name.compare(0, kind.size(), kind) == 0; }))
      logs.push_back(entry.path());
  }
  std::sort(logs.begin(), logs.end());
  return logs;
}

// The best log of a run: auditd's, else the kernel's.
fs::path main_log(const fs::path& run) {
  const auto logs = logs_of_run(run);
  for (const char* kind : {"audit.log", "kern.log"})
    for (const fs::path& log : logs)
      if (log.filename().string().compare(0, std::string_view(kind).size(), kind) == 0) return log;
  return logs.front();
}

// The profiles that proposals are about, in what `suggest --json` prints.
void collect_asked(const nlohmann::json& value, std::set<std::string>& into) {
  if (value.is_object() && value.contains("evidence") && value.contains("profile"))
    into.emplace(value.at("profile"));
  if (value.is_structured())
    for (const auto& part : value) collect_asked(part, into);
}

class Captures : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    if (runs().empty()) GTEST_SKIP() << "no recordings at PROFGEN_SHARED (captures/)";
  }
};

TEST_F(Captures, EveryFormatIsReadWithoutAnUnexplainedIgnoredRecord) {
  for (const std::string& run : runs())
    for (const fs::path& log : logs_of_run(captures() / run)) {
      const Finished done = profgen({"events", "-q", "--ignored", log.string()});
      EXPECT_EQ(done.exit_code, 0) << log << done.errors;
      EXPECT_TRUE(only_known_reasons(done.output)) << log << "\n" << done.output;
      // Under the sanitizers a quarter of a minute each.
      if (proof::share > 1 && log != main_log(captures() / run)) continue;
      const Finished suggested =
          profgen({"suggest", "-q", log.string(), "--policy-dir", captures() / run / "profiles"});
      EXPECT_LE(suggested.exit_code, 1) << log << suggested.errors;
    }
}

// A recording of a newer AppArmor names an abi that an older parser lacks: nothing is written then,
// and the reason is told. Those that this host's parser can read must come out accepted.
TEST_F(Captures, GeneratedProfilesCompile) {
  if (!has_parser()) GTEST_SKIP() << no_parser;
  std::size_t compiled = 0;
  std::string left_out;
  for (const std::string& run : runs()) {
    const std::string profiles = (captures() / run / "profiles").string();
    const std::string first = fs::directory_iterator(profiles)->path().string();
    if (const std::string complaint = parser_complaint(first); !complaint.empty()) {
      left_out += "\n  " + run + ": " + complaint.substr(0, complaint.find('\n'));
      continue;
    }
    const std::string out = path(text::to_hex(run));
    const Finished done = profgen({"generate", "-q", main_log(captures() / run).string(),
                                   "--policy-dir", profiles, "-o", out});
    EXPECT_LE(done.exit_code, 1) << run << done.errors;
    for (const auto& entry : fs::directory_iterator(out)) {
      EXPECT_EQ(parser_complaint(entry.path().string()), "") << run << "\n"
                                                             << read(entry.path().string());
      ++compiled;
    }
  }
  EXPECT_GT(compiled, 0u);
  std::cout << compiled << " generated profiles compile; not for this host's parser:"
            << (left_out.empty() ? " none" : left_out) << "\n";
}

// What the profiles made without a person do not allow is what a person has still to answer.
TEST_F(Captures, GeneratedProfilesAllowAllThatWasNotLeftOpen) {
  if (proof::share > 1) GTEST_SKIP() << "too long under the sanitizers";
  if (!has_parser()) GTEST_SKIP() << no_parser;
  const std::string run = "bookworm/complain-enriched";
  if (!fs::exists(captures() / run)) GTEST_SKIP() << run << " is not here";
  const std::string log = main_log(captures() / run).string();
  const std::string policy = path("policy");
  fs::copy(captures() / run / "profiles", policy);
  EXPECT_LE(profgen({"generate", "-q", log, "--policy-dir", policy, "-o", policy}).exit_code, 1);
  const Finished verified = profgen({"verify", "-q", "--json", "--policy-dir", policy, log});
  const Finished asked = profgen({"suggest", "-q", "--json", "--policy-dir", policy, log});
  const auto replayed = nlohmann::json::parse(verified.output);
  std::set<std::string> open;
  collect_asked(nlohmann::json::parse(asked.output), open);
  std::size_t allowed = 0;
  for (const auto& profile : replayed) {
    if (profile.at("namespace") != "") continue;
    EXPECT_EQ(profile.at("counts").at("denied"), 0);
    for (const auto& access : profile.at("accesses")) {
      if (access.at("outcome") == "allowed") ++allowed;
      if (access.at("outcome") != "absent") continue;
      EXPECT_EQ(open.count(profile.at("profile")), 1u)
          << profile.at("profile") << ": " << access.at("access");
    }
  }
  std::cout << allowed << " accesses allowed, " << open.size() << " profiles with questions left\n";
  EXPECT_GT(allowed, 0u);
}

// What was decided once is not asked again: a second run over the result has nothing to decide.
TEST_F(Captures, GeneratingTwiceChangesNothing) {
  const std::string run = "bookworm/complain-raw";
  if (!fs::exists(captures() / run)) GTEST_SKIP() << run << " is not here";
  fs::copy(captures() / run / "profiles", path("policy"));
  const std::vector<std::string> call = {
      "generate",     "-q",           main_log(captures() / run).string(),
      "--policy-dir", path("policy"), "-o",
      path("policy")};
  if (!has_parser()) GTEST_SKIP() << no_parser;
  const Finished first = profgen(call);
  EXPECT_LE(first.exit_code, 1) << first.errors;
  const auto after_first = snapshot(path("policy"));
  const Finished second = profgen(call);
  EXPECT_EQ(second.output.find("  decided\n"), std::string::npos) << second.output;
  EXPECT_EQ(snapshot(path("policy")), after_first);
}

}  // namespace
}  // namespace profgen::test
