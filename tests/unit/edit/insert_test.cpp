#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "support/cases.hpp"
#include "tests/unit/edit/invariants.hpp"
#include "tests/unit/edit/reading.hpp"

namespace profgen::edit {
namespace {

using test::content;
using test::tree_of;

namespace fs = std::filesystem;

// The lines of a body, as they are written.
std::vector<Line> lines_from(const std::string& text) {
  const policy::Tree tree = tree_of("profile lines {\n" + text + "\n}\n");
  EXPECT_FALSE(has_errors(tree.diagnostics)) << text;
  std::vector<Line> lines;
  for (const policy::Item& item : tree.items.at(0).children) {
    if (const auto* rule = std::get_if<policy::Rule>(&item.value)) lines.emplace_back(*rule);
    if (const auto* include = std::get_if<policy::Include>(&item.value))
      lines.emplace_back(*include);
  }
  return lines;
}

std::size_t first_profile(const policy::Tree& tree) {
  for (std::size_t i = 0; i < tree.items.size(); ++i)
    if (std::holds_alternative<policy::ProfileHeader>(tree.items[i].value)) return i;
  ADD_FAILURE() << "no profile";
  return 0;
}

std::string inserted(const std::string& text, const std::string& lines) {
  const policy::Tree tree = tree_of(text);
  EXPECT_FALSE(has_errors(tree.diagnostics)) << text;
  return edit::apply(text,
                     insert_lines(tree, tree.items.at(first_profile(tree)), lines_from(lines)));
}

// NAME.before with the lines of NAME.add is NAME.after.
std::vector<std::string> golden_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(PROFGEN_SOURCE_DIR "/tests/data/edit"))
    if (entry.path().extension() == ".before") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

class InsertGolden : public ::testing::TestWithParam<std::string> {};

TEST_P(InsertGolden, IsAsWritten) {
  const fs::path base = fs::path(PROFGEN_SOURCE_DIR "/tests/data/edit") / GetParam();
  const std::string before = content(base.string() + ".before");
  const std::string add = content(base.string() + ".add");
  EXPECT_EQ(inserted(before, add), content(base.string() + ".after"));
  const policy::Tree tree = tree_of(before);
  EXPECT_EQ(broken_invariant(before, first_profile(tree), lines_from(add)), "");
}

INSTANTIATE_TEST_SUITE_P(Edit, InsertGolden, ::testing::ValuesIn(golden_names()),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(InsertLines, NothingChangesNothing) {
  EXPECT_EQ(inserted("profile x {\n}\n", ""), "profile x {\n}\n");
}

TEST(InsertLines, GoesBehindRulesOnOneLine) {
  EXPECT_EQ(inserted("profile x {\n  /a r, /b r,\n  network,\n}\n", "/c r,"),
            "profile x {\n  /a r, /b r,\n  /c r,\n  network,\n}\n");
  EXPECT_EQ(inserted("profile x {\n  /a r, network,\n}\n", "/c r,"),
            "profile x {\n  /a r, /c r, network,\n}\n");
}

TEST(InsertLines, DoesNotEnterAChildOnTheSameLine) {
  EXPECT_EQ(inserted("profile x {\n  /a r, profile y {\n    /b r,\n  }\n}\n", "/c r,"),
            "profile x {\n  /a r, /c r, profile y {\n    /b r,\n  }\n}\n");
}

TEST(InsertLines, IntoAChild) {
  const std::string text = "profile x {\n  /a r,\n\n  profile y {\n    /b r,\n  }\n}\n";
  const policy::Tree tree = tree_of(text);
  const policy::Item* child = find_profile(tree, "x//y");
  ASSERT_NE(child, nullptr);
  EXPECT_EQ(edit::apply(text, insert_lines(tree, *child, lines_from("/c r,"))),
            "profile x {\n  /a r,\n\n  profile y {\n    /b r,\n    /c r,\n  }\n}\n");
}

TEST(InsertLines, IncludesGoToThoseAtTheTop) {
  EXPECT_EQ(
      inserted("profile x {\n  include <abstractions/base>\n\n  /a r,\n\n"
               "  include <abstractions/late>\n}\n",
               "include <abstractions/mid>"),
      "profile x {\n  include <abstractions/base>\n  include <abstractions/mid>\n\n  /a r,\n\n"
      "  include <abstractions/late>\n}\n");
}

TEST(InsertLines, BaseIsTheFirstInclude) {
  EXPECT_EQ(
      inserted("profile x {\n}\n",
               "include <abstractions/apache2-common>\ninclude <abstractions/base>"),
      "profile x {\n  include <abstractions/base>\n  include <abstractions/apache2-common>\n}\n");
}

TEST(InsertLines, LocalIncludeStaysLast) {
  EXPECT_EQ(
      inserted("profile x {\n  #include <local/x>\n}\n", "/a r,\ninclude <abstractions/base>"),
      "profile x {\n  include <abstractions/base>\n\n  /a r,\n\n  #include <local/x>\n}\n");
}

TEST(InsertLines, SeveralRunsAreOne) {
  const std::string once = inserted("profile x {\n  /a r,\n}\n", "/b r,\n/c r,\nsignal,");
  EXPECT_EQ(inserted(once, "/c r,\nsignal,\n/b r,"), once);
}

TEST(InsertLines, ASetSaysTheSameInAnyOrderAndTwice) {
  const std::string capabilities = "profile x {\n  capability kill chown kill,\n}\n";
  EXPECT_EQ(inserted(capabilities, "capability chown kill,"), capabilities);
  const std::string signals = "profile x {\n  signal send set=(term hup),\n}\n";
  EXPECT_EQ(inserted(signals, "signal send set=(hup term hup),"), signals);
}

TEST(InsertLines, ManyLinesIntoALongBodyTakeLittleTime) {
  std::string text = "profile x {\n", add;
  for (int i = 0; i < 20000; ++i) text += "  /old/" + std::to_string(i) + " r,\n";
  for (int i = 0; i < 20000; ++i) add += "/new/" + std::to_string(i) + " r,\n";
  const std::string after = inserted(text + "}\n", add);
  EXPECT_EQ(std::count(after.begin(), after.end(), '\n'), 40002);
}

TEST(InsertLines, OwnedAndOtherLinesIntoALongBodyTakeLittleTime) {
  std::string text = "profile x {\n", add;
  for (int i = 0; i < 20000; ++i) text += "  owner /old/" + std::to_string(i) + " r,\n";
  for (int i = 0; i < 20000; ++i) add += "/new/" + std::to_string(i) + " r,\n";
  const std::string after = inserted(text + "}\n", add);
  EXPECT_EQ(std::count(after.begin(), after.end(), '\n'), 40002);
}

// ---- random bodies
// -------------------------------------------------------------------------------

const std::vector<std::string> snippets = {
    "/a r,",
    "/b/** rw,",
    "owner @{HOME}/x rw,",
    "deny /z w,",
    "audit deny /y wl,",
    "\"/with blank\" r,",
    "/with\\ escape r,",
    "/exec/ls Px -> other,",
    "capability chown,",
    "capability kill,",
    "network inet stream,",
    "network,",
    "signal send set=term peer=x,",
    "ptrace read,",
    "mount,",
    "umount /mnt,",
    "dbus send bus=session,",
    "unix,",
    "include <abstractions/base>",
    "include if exists <local/x>",
    "include <abstractions/x11>",
    "set rlimit nofile <= 10,",
    "change_profile -> x,",
    "link /a -> /b,",
    "file,",
};
const std::vector<std::string> furniture = {
    "# a comment, with /a r, in it",   "#",           "profile child { /c r, }",
    "profile other {\n    /d r,\n  }", "^hat {\n  }", "audit { /e r, }",
    "owner {\n    /f r,\n  }",
};

TEST(InsertLines, RandomBodiesKeepTheirBytesAndGetExactlyTheLines) {
  std::mt19937 random(42);
  const auto pick = [&](const std::vector<std::string>& from) {
    return from[random() % from.size()];
  };
  for (unsigned round = 0; round < proof::cases(4000); ++round) {
    const std::string eol = random() % 4 == 0 ? "\r\n" : "\n";
    const bool one_line = random() % 6 == 0;
    std::string text = "profile x {";
    if (!one_line && random() % 5 == 0) text += " # on the header's line";
    if (!one_line) text += eol;
    std::vector<std::string> used;
    for (std::size_t n = random() % 9; n-- > 0;) {
      std::string item = random() % 4 == 0 ? pick(furniture) : pick(snippets);
      // A profile may not be there twice.
      if (std::find(used.begin(), used.end(), item) != used.end()) continue;
      used.push_back(item);
      const bool comment = item[0] == '#';
      if (one_line && comment) continue;
      text += one_line ? " " : random() % 5 == 0 ? "" : "  ";
      text += item;
      if (one_line) continue;
      if (!comment && random() % 6 == 0)
        text += " # trailing";
      else if (!comment && random() % 8 == 0 && item.substr(0, 7) != "include") {
        text += " ";
        continue;
      }
      text += eol;
      if (random() % 3 == 0) text += eol;
    }
    if (one_line) text += " ";
    text += random() % 10 == 0 ? "}" : "}" + eol;
    std::vector<Line> lines;
    for (std::size_t n = random() % 6 + 1; n-- > 0;)
      for (Line& line : lines_from(pick(snippets))) lines.push_back(std::move(line));
    const policy::Tree tree = tree_of(text);
    ASSERT_FALSE(has_errors(tree.diagnostics)) << text << render(tree.diagnostics.front());
    ASSERT_EQ(broken_invariant(text, 0, lines), "") << "from\n" << text;
    // Together with a child, as a session does it.
    NewProfile child;
    child.name = "added";
    child.lines = lines;
    std::vector<Splice> splices = insert_lines(tree, tree.items[0], lines);
    const auto splice = insert_child(tree, tree.items[0], child);
    ASSERT_TRUE(splice);
    splices.push_back(*splice);
    const std::string both = edit::apply(text, splices);
    const policy::Tree now = tree_of(both);
    ASSERT_FALSE(has_errors(now.diagnostics)) << both << render(now.diagnostics.front());
    const policy::Item* added = find_profile(now, "x//added");
    ASSERT_NE(added, nullptr) << both;
    ASSERT_TRUE(without_standing(lines, added->children).empty()) << both;
    ASSERT_TRUE(without_standing(lines, now.items[0].children).empty()) << both;
  }
}

}  // namespace
}  // namespace profgen::edit
