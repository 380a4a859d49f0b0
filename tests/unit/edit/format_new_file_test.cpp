// What profgen writes itself needs no formatting.
#include <fstream>

#include "profgen/system.hpp"
#include "unit/edit/format_helpers.hpp"

namespace profgen::edit {
namespace {

Line rule(const std::string& text) {
  const auto read = policy::rule_from_text(text);
  EXPECT_TRUE(read) << text;
  return read.value_or(policy::Rule{});
}

// The rules of a golden file of tests/data/cli: a line each, below the names of their profiles.
std::vector<NewProfile> profiles_of(const std::string& text) {
  std::vector<NewProfile> profiles;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    if (line.compare(0, 2, "  ") != 0) {
      profiles.emplace_back();
      profiles.back().name = "p" + std::to_string(profiles.size());
      profiles.back().attachment = "/usr/bin/p";
    } else if (line.compare(2, 7, "include") == 0) {
      const std::size_t open = line.find('<') + 1;
      profiles.back().lines.emplace_back(
          policy::Include{line.substr(open, line.find('>') - open), true, false, false});
    } else {
      profiles.back().lines.push_back(rule(line.substr(2)));
    }
  }
  return profiles;
}

void expect_formatted(const NewProfile& profile, const std::string& what) {
  const auto text = new_file_text(profile, "abi/4.0", {"Made by a test."});
  ASSERT_TRUE(text) << what;
  EXPECT_EQ(formatted(*text), *text) << what;
}

TEST(FormatNewFile, WhatGenerateWritesStays) {
  const auto files = real_files();
  const std::string folder = std::string(PROFGEN_SOURCE_DIR) + "/tests/data/cli";
  std::size_t count = 0;
  const Result<std::vector<std::string>> names = files->list(folder);
  ASSERT_TRUE(names);
  for (const std::string& name : *names) {
    if (name.size() < 6 || name.compare(name.size() - 6, 6, ".rules") != 0) continue;
    std::vector<NewProfile> profiles = profiles_of(files->read(folder + "/" + name).value());
    for (const NewProfile& profile : profiles) {
      expect_formatted(profile, name);
      count += profile.lines.size();
    }
    // With children and a local include.
    NewProfile outer = profiles.front();
    outer.children.assign(profiles.begin() + 1, profiles.end());
    for (NewProfile& child : outer.children) child.attachment.clear();
    outer.local_include = "local/p";
    expect_formatted(outer, name + " nested");
  }
  EXPECT_GT(count, 100U);
}

}  // namespace
}  // namespace profgen::edit
