#include <gtest/gtest.h>

#include "profgen/edit.hpp"
#include "tests/unit/edit/reading.hpp"

namespace profgen::edit {
namespace {

using test::tree_of;

std::string with_child(const std::string& text, const NewProfile& child) {
  const policy::Tree tree = tree_of(text);
  EXPECT_FALSE(has_errors(tree.diagnostics)) << text;
  const auto splice = insert_child(tree, tree.items.at(0), child);
  EXPECT_TRUE(splice);
  const std::string after = edit::apply(text, {*splice});
  const policy::Tree now = tree_of(after);
  EXPECT_FALSE(has_errors(now.diagnostics)) << after;
  EXPECT_NE(find_profile(now, "x//" + child.name), nullptr) << after;
  return after;
}

NewProfile helper() {
  NewProfile child;
  child.name = "helper";
  child.lines = {*policy::rule_from_text("/c r,")};
  return child;
}

TEST(InsertChild, StandsAtTheEnd) {
  EXPECT_EQ(with_child("profile x {\n  /a r,\n}\n", helper()),
            "profile x {\n  /a r,\n\n  profile helper {\n    /c r,\n  }\n}\n");
}

TEST(InsertChild, StandsAboveTheLocalIncludeAndItsComment) {
  EXPECT_EQ(
      with_child("profile x {\n  /a r,\n\n  # local\n  include if exists <local/x>\n}\n", helper()),
      "profile x {\n  /a r,\n\n  profile helper {\n    /c r,\n  }\n\n"
      "  # local\n  include if exists <local/x>\n}\n");
  EXPECT_EQ(with_child("profile x {\n  /a r,\n  include if exists <local/x>\n}\n", helper()),
            "profile x {\n  /a r,\n\n  profile helper {\n    /c r,\n  }\n\n"
            "  include if exists <local/x>\n}\n");
}

TEST(InsertChild, StandsBehindOtherChildren) {
  EXPECT_EQ(with_child("profile x {\n  /a r,\n\n  ^hat {\n  }\n}\n", helper()),
            "profile x {\n  /a r,\n\n  ^hat {\n  }\n\n  profile helper {\n    /c r,\n  }\n}\n");
}

TEST(InsertChild, TakesTheBodysIndentationAndLineEnds) {
  EXPECT_EQ(with_child("profile x {\r\n\t/a r,\r\n}\r\n", helper()),
            "profile x {\r\n\t/a r,\r\n\r\n\tprofile helper {\r\n\t\t/c r,\r\n\t}\r\n}\r\n");
}

TEST(InsertChild, IntoBodiesOnOneLine) {
  EXPECT_EQ(with_child("profile x { /a r, }\n", helper()),
            "profile x { /a r,\n  profile helper {\n    /c r,\n  }\n }\n");
  EXPECT_EQ(with_child("profile x {}\n", helper()),
            "profile x {\n  profile helper {\n    /c r,\n  }\n}\n");
  NewProfile two_blocks = helper();
  two_blocks.lines.push_back(*policy::rule_from_text("capability kill,"));
  EXPECT_EQ(with_child("profile x { /a r, }\n", two_blocks).find(" \n"), std::string::npos);
  with_child("profile x { }\n", helper());
  with_child("profile x {\n}", helper());
  with_child("profile x {\n  /a r, }", helper());
  with_child("profile x {\n  # only a comment\n}", helper());
}

TEST(InsertChild, IsAnErrorWhereTheNameIsNone) {
  const policy::Tree tree = tree_of("profile x {\n}\n");
  NewProfile child;
  child.name = "a//b";
  EXPECT_FALSE(insert_child(tree, tree.items.at(0), child));
}

std::string replaced(const std::string& text, std::size_t index, const std::string& by) {
  const policy::Tree tree = tree_of(text);
  EXPECT_FALSE(has_errors(tree.diagnostics)) << text;
  const policy::Item& item = tree.items.at(0).children.at(index);
  const std::string after =
      edit::apply(text, {replace_rule(tree, item.span, *policy::rule_from_text(by))});
  EXPECT_FALSE(has_errors(tree_of(after).diagnostics)) << after;
  return after;
}

TEST(ReplaceRule, KeepsWhatStandsAroundIt) {
  EXPECT_EQ(replaced("profile x {\n    /a   r, # why\n  /b r,\n}\n", 0, "/a rw,"),
            "profile x {\n    /a rw, # why\n  /b r,\n}\n");
  EXPECT_EQ(replaced("profile x { /a r, /b r, }", 1, "/b rw,"), "profile x { /a r, /b rw, }");
}

TEST(ReplaceRule, TakesARuleOfSeveralLines) {
  EXPECT_EQ(replaced("profile x {\n  dbus send\n       bus=session\n       path=/a,\n}\n", 0,
                     "dbus send bus=system,"),
            "profile x {\n  dbus send bus=system,\n}\n");
}

struct Find {
  std::string name;
  std::string found;  // the header's text up to `{`, or ""
};

TEST(FindProfile, WalksChildrenAndReadsNames) {
  const policy::Tree tree = tree_of(R"(
/usr/bin/a {
  profile b {
    ^"c d" {
    }
  }
  hat /usr/bin/e {
  }
}
profile "q\"uote" {
}
profile "a//b" {
  profile c {
  }
}
profile :ns:inside {
}
profile "oct\101l" {
}
profile "/usr/bin/a//b" {
}
)");
  ASSERT_FALSE(has_errors(tree.diagnostics)) << render(tree.diagnostics.front());
  const Find cases[] = {{"/usr/bin/a", "/usr/bin/a "},
                        {"/usr/bin/a//b", "profile \"/usr/bin/a//b\" "},
                        {"/usr/bin/a//b//c d", "^\"c d\" "},
                        {"/usr/bin/a///usr/bin/e", "hat /usr/bin/e "},
                        {"q\"uote", "profile \"q\\\"uote\" "},
                        {"a//b", "profile \"a//b\" "},
                        {"a//b//c", "profile c "},
                        {"inside", "profile :ns:inside "},
                        {"octAl", "profile \"oct\\101l\" "},
                        {"b", ""},
                        {"a", ""},
                        {"", ""},
                        {"//", ""},
                        {"/usr/bin/a//", ""},
                        {"/usr/bin/a//x", ""}};
  for (const Find& c : cases) {
    const policy::Item* item = find_profile(tree, c.name);
    const std::string found =
        item == nullptr ? ""
                        : std::string(tree.source->text({item->span.begin, item->body.begin - 1}));
    EXPECT_EQ(found, c.found) << c.name;
  }
}

}  // namespace
}  // namespace profgen::edit
