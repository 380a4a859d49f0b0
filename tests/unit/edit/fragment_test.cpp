// Lines for files that are a body without a header: local/ and abstractions/.
#include <gtest/gtest.h>

#include "profgen/edit.hpp"
#include "tests/unit/edit/reading.hpp"

namespace profgen::edit {
namespace {

using test::tree_of;

std::string with_lines(const std::string& text, const std::vector<std::string>& rules) {
  std::vector<Line> lines;
  for (const std::string& rule : rules) lines.emplace_back(*policy::rule_from_text(rule));
  const policy::Tree tree = tree_of(text);
  return edit::apply(text, insert_lines(tree, lines));
}

TEST(Fragment, AnEmptyFileGetsTheLinesAlone) {
  EXPECT_EQ(with_lines("", {"/b r,", "/a r,"}), "/a r,\n/b r,\n");
  EXPECT_EQ(with_lines("  ", {"/a r,"}), "/a r,\n");
  EXPECT_EQ(with_lines("", {"/a r,", "capability chown,"}), "capability chown,\n\n/a r,\n");
  EXPECT_EQ(with_lines("", {}), "");
}

TEST(Fragment, CommentsStayAbove) {
  EXPECT_EQ(with_lines("# Site-specific additions\n", {"/a r,"}),
            "# Site-specific additions\n\n/a r,\n");
  EXPECT_EQ(with_lines("# Site-specific additions", {"/a r,"}),
            "# Site-specific additions\n\n/a r,\n");
}

TEST(Fragment, LinesGoToTheirKind) {
  EXPECT_EQ(with_lines("capability chown,\n\n/a r,  # why\n", {"/b r,", "capability kill,"}),
            "capability chown,\ncapability kill,\n\n/a r,  # why\n/b r,\n");
  EXPECT_EQ(with_lines("  /a r,\n", {"/b r,"}), "  /a r,\n  /b r,\n");
  EXPECT_EQ(with_lines("/a r,\r\n", {"/b r,"}), "/a r,\r\n/b r,\r\n");
}

TEST(Fragment, ALastLineWithoutAnEndGetsOne) {
  EXPECT_EQ(with_lines("/a r,", {"/b r,"}), "/a r,\n/b r,\n");
  EXPECT_EQ(with_lines("/a r,\n/c r,", {"/b r,"}), "/a r,\n/c r,\n/b r,\n");
}

TEST(Fragment, WhatStandsIsLeftOut) {
  EXPECT_EQ(with_lines("/a r,\n", {"/a r,"}), "/a r,\n");
  EXPECT_EQ(with_lines("/a r,", {"/a r,"}), "/a r,");
}

}  // namespace
}  // namespace profgen::edit
