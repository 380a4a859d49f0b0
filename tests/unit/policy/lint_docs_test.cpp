// docs/lint.md and the table say the same, and its examples are what they claim to be.
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "unit/policy/lint_helpers.hpp"

namespace profgen::policy {
namespace {

struct Section {
  std::string id;
  std::string text;  // all of it
  std::vector<std::string> bad, good;
};

std::string read_docs() {
  std::ifstream in(std::string(PROFGEN_SOURCE_DIR) + "/docs/lint.md");
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

std::vector<Section> sections_of(const std::string& docs) {
  std::vector<Section> sections;
  std::vector<std::string>* example = nullptr;
  for (const std::string_view line : text::split(docs, '\n')) {
    if (line.substr(0, 4) == "## `") {
      sections.push_back({std::string(line.substr(4, line.find('`', 4) - 4)), {}, {}, {}});
      continue;
    }
    if (sections.empty()) continue;
    Section& section = sections.back();
    section.text += std::string(line) + "\n";
    if (line == "```apparmor bad" || line == "```apparmor good") {
      example = line.back() == 'd' && line[12] == 'b' ? &section.bad : &section.good;
      example->emplace_back();
    } else if (line == "```") {
      example = nullptr;
    } else if (example != nullptr) {
      example->back() += std::string(line) + "\n";
    }
  }
  return sections;
}

// An example without a profile of its own is a body.
std::string whole(const std::string& example) {
  const bool is_file =
      example.substr(0, 4) == "abi " || example.substr(0, 17) == "include <tunables";
  return is_file ? example : in_profile(example);
}

std::set<std::string> found_in(const std::string& example, const std::string& id) {
  LintOptions options;
  options.parser_version = "4.0";
  if (find_lint(id)->level == LintLevel::off) options.levels[id] = LintLevel::info;
  return ids_of(lint(whole(example), options));
}

TEST(LintDocs, EveryLintHasASectionInTheTablesOrder) {
  std::vector<std::string> documented, known;
  for (const Section& section : sections_of(read_docs())) documented.push_back(section.id);
  for (const LintInfo& info : lints()) known.emplace_back(info.id);
  EXPECT_EQ(documented, known);
}

TEST(LintDocs, EachSectionSaysLevelAndOtherName) {
  for (const Section& section : sections_of(read_docs())) {
    const auto info = find_lint(section.id);
    ASSERT_TRUE(info) << section.id;
    std::string head = "*" + std::string(name_of(info->level)) + "*";
    if (!info->also.empty()) head += ", also `" + std::string(info->also) + "`";
    EXPECT_EQ(section.text.substr(0, head.size() + 1), head + ".") << section.id;
  }
}

TEST(LintDocs, EveryBadExampleIsFoundByItsLintOnly) {
  for (const Section& section : sections_of(read_docs())) {
    EXPECT_FALSE(section.bad.empty()) << section.id;
    for (const std::string& example : section.bad)
      EXPECT_THAT(found_in(example, section.id), ::testing::ElementsAre(section.id)) << example;
  }
}

TEST(LintDocs, NothingIsFoundInAGoodExample) {
  for (const Section& section : sections_of(read_docs())) {
    EXPECT_FALSE(section.good.empty()) << section.id;
    for (const std::string& example : section.good)
      EXPECT_THAT(found_in(example, section.id), ::testing::IsEmpty()) << section.id << "\n"
                                                                       << example;
  }
}

TEST(LintDocs, MessagesAreWholeSentencesWithAPlace) {
  for (const Section& section : sections_of(read_docs())) {
    for (const std::string& example : section.bad) {
      LintOptions options;
      options.parser_version = "4.0";
      options.levels[section.id] = LintLevel::error;
      for (const Diagnostic& one : lint(whole(example), options)) {
        EXPECT_EQ(one.severity, Severity::error) << section.id;
        EXPECT_GT(one.message.size(), 4U) << section.id;
        EXPECT_FALSE(one.hint.empty()) << section.id;
        EXPECT_NE(one.at.line, 0U) << section.id;
        EXPECT_NE(one.message.back(), '.') << section.id;
      }
    }
  }
}

}  // namespace
}  // namespace profgen::policy
