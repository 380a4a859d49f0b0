// What kube-apparmor-manager's `rules` mean, line by line.
#include "kube/peers/manager_rules.hpp"

#include <gtest/gtest.h>

namespace profgen::kube {
namespace {

std::string lines_of(const ManagerRules& rules) {
  std::string out;
  for (const ManagerLine& line : rules.lines) out += line.text + "\n";
  return out;
}

TEST(ManagerRules, EndWhereTheAuthorMeant) {
  const struct {
    const char* rules;
    const char* body;
  } table[] = {
      {"/etc/* r", "/etc/* r,\n"},
      {"/etc/* r,", "/etc/* r,\n"},
      {"/etc/* r, ", "/etc/* r,\n"},
      {"/etc/* r, ,", "/etc/* r,\n"},
      {"/etc/* r,,", "/etc/* r,\n"},
      {"  /etc/* r\t\r\n", "  /etc/* r,\n"},
      {"/a r\n\n   \n/b w", "/a r,\n\n\n/b w,\n"},
      {"/x r # note", "/x r, # note\n"},
      {"/x r, # note, and more", "/x r, # note, and more\n"},
      {"\"/x # y\" r", "\"/x # y\" r,\n"},
      {"# only said", "# only said\n"},
      {"#include <abstractions/base>", "include <abstractions/base>\n"},
      {"include <abstractions/base>", "include <abstractions/base>\n"},
      {"include if exists <local/x>,", "include if exists <local/x>\n"},
      {"#includes nothing", "#includes nothing\n"},
      {"profile child {\n/a r\n}", "profile child {\n/a r,\n}\n"},
      {"^hat {\n  /a r,\n}", "^hat {\n  /a r,\n}\n"},
      {"mount options=(rw,\n bind)", "mount options=(rw,\n bind),\n"},
      {"mount options=(rw, bind)\n  /a -> /b", "mount options=(rw, bind),\n  /a -> /b\n"},
      {"dbus send\n  bus=session,", "dbus send\n  bus=session,\n"},
      {"capability chown\ncapability kill", "capability chown,\ncapability kill,\n"},
      {"network", "network,\n"},
      {"deny @{PROC}/** w", "deny @{PROC}/** w,\n"},
  };
  for (const auto& row : table)
    EXPECT_EQ(lines_of(manager_rules(row.rules)), row.body) << row.rules;
}

TEST(ManagerRules, SayWhatWasLostAndWhatWasAdded) {
  const ManagerRules rules = manager_rules("#include <abstractions/base>\n  #include <a>\n/a r\n");
  ASSERT_EQ(rules.lines.size(), 3u);
  EXPECT_TRUE(rules.lines[0].lost_include);
  EXPECT_FALSE(rules.lines[1].lost_include) << "it was not dropped: it did not begin with #";
  EXPECT_TRUE(rules.lines[2].comma);
  EXPECT_EQ(rules.lines[2].from, 2u);
}

TEST(ManagerRules, AreTakenLineByLineWhereTwoReadingsAreLeft) {
  EXPECT_FALSE(manager_rules("/a r,\n/b r,").ambiguous);
  EXPECT_FALSE(manager_rules("dbus send\n bus=session,").ambiguous);
  // All files, and then one of them: on the nodes it was so.
  const ManagerRules rules = manager_rules("file\n/etc/x r,");
  EXPECT_TRUE(rules.ambiguous);
  EXPECT_EQ(lines_of(rules), "file,\n/etc/x r,\n");
}

}  // namespace
}  // namespace profgen::kube
