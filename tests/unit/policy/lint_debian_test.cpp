// The lints over the profiles that the packages of this host installed, and over what is left of
// them when bytes are changed.
#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "unit/policy/lint_helpers.hpp"

namespace profgen::policy {
namespace {

constexpr const char* policy_dir = "/etc/apparmor.d";

std::vector<std::string> profile_files(const Files& files) {
  std::vector<std::string> out;
  const auto names = files.list(policy_dir);
  if (!names) return out;
  for (const std::string& name : *names) {
    const std::string path = std::string(policy_dir) + "/" + name;
    const auto info = files.info(path);
    if (info && info->type == FileInfo::Type::file) out.push_back(path);
  }
  return out;
}

// What distributions ship is written for their own abi and compiler, and no mistake in most places.
TEST(LintDebian, WarningsAreRare) {
  const auto files = real_files();
  const std::vector<std::string> paths = profile_files(*files);
  if (paths.size() < 10) GTEST_SKIP() << "there are no packaged profiles in " << policy_dir;
  LintOptions options;
  options.parser_version = "3.0.8";
  Checker checker(*files, {}, options);
  std::size_t warnings = 0;
  for (const std::string& path : paths) {
    const auto text = files->read(path);
    if (!text) continue;
    for (const Diagnostic& one : checker.check(path, *text)) {
      EXPECT_NE(one.id, "newer-than-abi") << render(one);
      EXPECT_NE(one.id, "newer-than-parser") << render(one);
      if (one.severity == Severity::warning && one.id != "abi") ++warnings;
    }
  }
  EXPECT_LE(warnings, paths.size() / 5);
}

TEST(LintDebian, ChangedBytesDoNoHarm) {
  const std::string seed =
      "# profgen: ignore[abi]\nabi <abi/3.0>,\n@{x} = /a /b\n${b} = true\n" +
      in_profile(
          "owner @{HOME}/{a,b}/** rwix,\n/{usr/,}bin/sh Cx -> sh,\ndeny /a/[bc]* w,\n"
          "priority=3 /tmp r, # profgen: ignore[directory-mark] x\nif ${b} {\n capability,\n}\n"
          "userns,\nmount,\nptrace,\nprofile sh @{x}/sh {\n  /** mr,\n}\n");
  ASSERT_FALSE(has_errors(lint(seed))) << rendered(lint(seed));
  std::mt19937 random(7);
  const MemoryFiles files = lint_files();
  LintOptions options;
  options.levels["all"] = LintLevel::info;
  options.parser_version = "2.13";
  Checker checker(files, {}, options);
  std::size_t accepted = 0;
  for (int round = 0; round < 1500; ++round) {
    std::string text = seed;
    for (unsigned changes = random() % 4; changes != 0; --changes) {
      const std::size_t at = random() % text.size();
      constexpr std::string_view bytes = "{}[]()*?,\\/@#\"\n abrwx^->=";
      if (random() % 2 == 0)
        text[at] = bytes[random() % bytes.size()];
      else
        text.erase(at, 1 + random() % 5);
    }
    const auto found = checker.check(lint_path, text);
    if (!has_errors(found)) ++accepted;
    for (const Diagnostic& one : found) EXPECT_GE(one.at.line, 1U);
  }
  EXPECT_GT(accepted, 100U);
}

// Every rule against every other, every attachment against every other: bounded.
TEST(LintDebian, ManyRulesTakeNoLongerThanTheyMay) {
  std::string rules, profiles = "abi <abi/4.0>,\n";
  for (int i = 0; i < 3000; ++i) {
    rules += "/srv/*/" + std::to_string(i) + "* rw,\n/srv/" + std::to_string(i) + "/** ix,\n";
    profiles += "profile p" + std::to_string(i) + " /usr/*/" + std::to_string(i + 1000) + " {\n}\n";
  }
  const auto found = lint(in_profile(rules));
  EXPECT_LE(found.size(), 1001U);
  EXPECT_EQ(found.back().id, "too-many");
  std::replace(rules.begin(), rules.end(), '\n', ' ');
  for (const Diagnostic& one : lint(in_profile(rules + "\n")))
    EXPECT_LE(one.source_line.size(), 1000U);
  EXPECT_FALSE(lint(profiles).empty());
}

}  // namespace
}  // namespace profgen::policy
