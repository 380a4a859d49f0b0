// Headers of every form, and what becomes of their flags.
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"
#include "profgen/edit.hpp"
#include "profgen/system.hpp"
#include "tests/unit/edit/reading.hpp"

namespace profgen::edit {
namespace {

using policy::Item;
using policy::ProfileHeader;
using Words = std::vector<std::string>;

const Words modes = {"enforce", "complain", "kill", "unconfined", "prompt", "default_allow"};

FlagChange to_mode(const std::string& mode) {
  FlagChange change;
  for (const std::string& other : modes)
    if (other != mode) change.remove.push_back(other);
  if (mode != "enforce") change.add.push_back(mode);
  return change;
}

const Item& profile_in(const policy::Tree& tree) {
  for (const Item& item : tree.items)
    if (std::holds_alternative<ProfileHeader>(item.value)) return item;
  throw std::logic_error("no profile");
}

std::string changed(const std::string& text, const FlagChange& change) {
  const policy::Tree tree = test::tree_of(text);
  EXPECT_TRUE(tree.diagnostics.empty()) << text;
  return edit::apply(text, change_flags(tree, profile_in(tree), change));
}

struct FlagRow {
  std::string before, complain, enforce;
};
const FlagRow rows[] = {
    {"/bin/a {}", "/bin/a flags=(complain) {}", "/bin/a {}"},
    {"profile a {}", "profile a flags=(complain) {}", "profile a {}"},
    {"profile a {\n  /x r,\n}\n", "profile a flags=(complain) {\n  /x r,\n}\n",
     "profile a {\n  /x r,\n}\n"},
    {"profile a\n{\n}\n", "profile a flags=(complain)\n{\n}\n", "profile a\n{\n}\n"},
    {"profile a\r\n{\r\n}\r\n", "profile a flags=(complain)\r\n{\r\n}\r\n",
     "profile a\r\n{\r\n}\r\n"},
    {"profile a # why\n{\n}\n", "profile a # why\nflags=(complain) {\n}\n",
     "profile a # why\n{\n}\n"},
    {"profile a # why\n flags=(kill)\n{\n}\n", "profile a # why\n flags=(complain)\n{\n}\n",
     "profile a # why\n\n{\n}\n"},
    {"profile a (complain) {}", "profile a (complain) {}", "profile a {}"},
    {"profile a (audit) {}", "profile a (audit, complain) {}", "profile a (audit) {}"},
    {"profile a flags=(complain) {}", "profile a flags=(complain) {}", "profile a {}"},
    {"profile a  flags=(kill)  {}", "profile a  flags=(complain)  {}", "profile a  {}"},
    {"/bin/a flags=(kill){}", "/bin/a flags=(complain){}", "/bin/a {}"},
    {"profile a flags=(enforce) {}", "profile a flags=(complain) {}",
     "profile a flags=(enforce) {}"},
    {"profile a flags=(unconfined) {}", "profile a flags=(complain) {}", "profile a {}"},
    {"profile a flags=(prompt) {}", "profile a flags=(complain) {}", "profile a {}"},
    {"profile a flags=(default_allow) {}", "profile a flags=(complain) {}", "profile a {}"},
    {"profile a flags=(attach_disconnected,kill) {}",
     "profile a flags=(attach_disconnected,complain) {}",
     "profile a flags=(attach_disconnected) {}"},
    {"profile a flags=(kill,attach_disconnected) {}",
     "profile a flags=(complain,attach_disconnected) {}",
     "profile a flags=(attach_disconnected) {}"},
    {"profile a flags=(attach_disconnected, mediate_deleted) {}",
     "profile a flags=(attach_disconnected, mediate_deleted, complain) {}",
     "profile a flags=(attach_disconnected, mediate_deleted) {}"},
    {"profile a flags=(attach_disconnected mediate_deleted) {}",
     "profile a flags=(attach_disconnected mediate_deleted complain) {}",
     "profile a flags=(attach_disconnected mediate_deleted) {}"},
    {"profile a flags = ( audit , kill ) {}", "profile a flags = ( audit , complain ) {}",
     "profile a flags = ( audit ) {}"},
    {"profile a flags = ( kill , audit ) {}", "profile a flags = ( complain , audit ) {}",
     "profile a flags = ( audit ) {}"},
    {"profile a flags=(audit\nkill) {}", "profile a flags=(audit\ncomplain) {}",
     "profile a flags=(audit) {}"},
    {"profile a flags=(kill,) {}", "profile a flags=(complain,) {}", "profile a {}"},
    {"profile a flags=(\"kill\") {}", "profile a flags=(complain) {}", "profile a {}"},
    {"profile a flags=(\"complain\", audit) {}", "profile a flags=(\"complain\", audit) {}",
     "profile a flags=(audit) {}"},
    {"profile a flags=(kill, kill) {}", "profile a flags=(complain) {}", "profile a {}"},
    {"profile a /bin/a {}", "profile a /bin/a flags=(complain) {}", "profile a /bin/a {}"},
    {"profile a /bin/{a,b}* {}", "profile a /bin/{a,b}* flags=(complain) {}",
     "profile a /bin/{a,b}* {}"},
    {"profile \"a b\" \"/opt/my app/#1\" {}",
     "profile \"a b\" \"/opt/my app/#1\" flags=(complain) {}",
     "profile \"a b\" \"/opt/my app/#1\" {}"},
    {"profile a /bin/a xattrs=(user.x=\"y\") {}",
     "profile a /bin/a xattrs=(user.x=\"y\") flags=(complain) {}",
     "profile a /bin/a xattrs=(user.x=\"y\") {}"},
    {"profile a /bin/a xattrs=(user.x=\"y\" user.z=\"kill\") flags=(kill) {}",
     "profile a /bin/a xattrs=(user.x=\"y\" user.z=\"kill\") flags=(complain) {}",
     "profile a /bin/a xattrs=(user.x=\"y\" user.z=\"kill\") {}"},
    {"@{x}=/bin/a\nprofile a @{x} {}", "@{x}=/bin/a\nprofile a @{x} flags=(complain) {}",
     "@{x}=/bin/a\nprofile a @{x} {}"},
    {"@{x}=/bin/a\nprofile @{x} (kill) {}", "@{x}=/bin/a\nprofile @{x} (complain) {}",
     "@{x}=/bin/a\nprofile @{x} {}"},
    {"# profile a flags=(kill) {\nprofile a flags=(kill) { # flags=(kill)\n}\n",
     "# profile a flags=(kill) {\nprofile a flags=(complain) { # flags=(kill)\n}\n",
     "# profile a flags=(kill) {\nprofile a { # flags=(kill)\n}\n"},
    {"profile :ns:a {}", "profile :ns:a flags=(complain) {}", "profile :ns:a {}"},
    {"profile kill flags=(kill) {}", "profile kill flags=(complain) {}", "profile kill {}"},
};

TEST(ChangeFlags, OfEveryFormOfHeader) {
  for (const FlagRow& row : rows) {
    EXPECT_EQ(changed(row.before, to_mode("complain")), row.complain) << row.before;
    EXPECT_EQ(changed(row.before, to_mode("enforce")), row.enforce) << row.before;
  }
}

// Each result says what was asked for, and asking again changes nothing.
TEST(ChangeFlags, IsReadBackAsMeant) {
  for (const FlagRow& row : rows) {
    for (const std::string& mode : modes) {
      const std::string once = changed(row.before, to_mode(mode));
      const policy::Tree tree = test::tree_of(once);
      ASSERT_TRUE(tree.diagnostics.empty()) << once;
      const auto& header = std::get<ProfileHeader>(profile_in(tree).value);
      Words left;
      for (const std::string& flag : header.flags)
        if (std::find(modes.begin(), modes.end(), flag) != modes.end()) left.push_back(flag);
      if (mode == "enforce" && left.empty()) left = {"enforce"};
      left.erase(std::unique(left.begin(), left.end()), left.end());  // twice is once
      EXPECT_EQ(left, Words{mode}) << once;
      EXPECT_EQ(changed(once, to_mode(mode)), once);
    }
  }
}

TEST(ChangeFlags, TheCompilerTakesThem) {
  const auto processes = real_processes();
  if (processes->find("apparmor_parser").empty())
    GTEST_SKIP() << "apparmor_parser is not installed";
  for (const FlagRow& row : rows) {
    for (const std::string& text : {row.complain, row.enforce}) {
      if (text::split(text, '\r').size() > 1) continue;  // it takes no CR in a header
      // Newer than Debian 12's compiler.
      if (text.find("prompt") != std::string::npos) continue;
      Command command;
      command.argv = {"apparmor_parser", "-QK", "/dev/stdin"};
      command.input = text;
      const auto done = processes->run(command);
      ASSERT_TRUE(done);
      EXPECT_EQ(done->exit_code, 0) << text << "\n" << done->errors;
    }
  }
}

TEST(ChangeFlags, AddsAndRemovesOthersBesideTheMode) {
  EXPECT_EQ(changed("profile a flags=(complain) {}", {{}, {"audit"}}),
            "profile a flags=(complain, audit) {}");
  EXPECT_EQ(changed("profile a flags=(complain,audit) {}", {{}, {"audit"}}),
            "profile a flags=(complain,audit) {}");
  EXPECT_EQ(changed("profile a flags=(complain,audit) {}", {{"audit"}, {}}),
            "profile a flags=(complain) {}");
  EXPECT_EQ(changed("profile a {}", {{"audit"}, {}}), "profile a {}");
  EXPECT_EQ(changed("profile a {}", {{}, {"audit", "complain", "audit"}}),
            "profile a flags=(audit, complain) {}");
  EXPECT_EQ(
      changed("profile a flags=(kill.signal=hup, attach_disconnected.path=\"/a, b\", kill) {}",
              to_mode("enforce")),
      "profile a flags=(kill.signal=hup, attach_disconnected.path=\"/a, b\") {}");
}

TEST(ChangeFlags, OfChildrenAndHatsOnly) {
  const std::string text =
      "profile a {\n  ^hat {\n  }\n  hat two (audit) {\n  }\n  profile kid /bin/k {\n  }\n}\n";
  const policy::Tree tree = test::tree_of(text);
  const Item& parent = profile_in(tree);
  std::vector<Splice> splices;
  for (const Item& child : parent.children)
    for (Splice& splice : change_flags(tree, child, to_mode("complain")))
      splices.push_back(std::move(splice));
  EXPECT_EQ(edit::apply(text, splices),
            "profile a {\n  ^hat flags=(complain) {\n  }\n  hat two (audit, complain) {\n  }\n"
            "  profile kid /bin/k flags=(complain) {\n  }\n}\n");
}

}  // namespace
}  // namespace profgen::edit
