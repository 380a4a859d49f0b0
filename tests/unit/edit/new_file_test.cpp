#include <gtest/gtest.h>

#include <random>

#include "profgen/edit.hpp"
#include "profgen/system.hpp"

namespace profgen::edit {
namespace {

std::vector<Line> lines(const std::vector<std::string>& texts) {
  std::vector<Line> out;
  for (const std::string& text : texts) {
    const auto rule = policy::rule_from_text(text);
    EXPECT_TRUE(rule) << text;
    if (rule) out.emplace_back(*rule);
  }
  return out;
}

Line include(const std::string& path) { return policy::Include{path, true, false, false}; }

NewProfile named(std::string name) {
  NewProfile profile;
  profile.name = std::move(name);
  return profile;
}

TEST(NewFile, HasTheCanonicalLayout) {
  NewProfile profile = named("demo");
  profile.attachment = "/usr/bin/demo";
  profile.flags = {"complain", "attach_disconnected"};
  profile.lines = lines({"/etc/b r,", "deny /etc/shadow r,", "signal send peer=x,", "/etc/a r,",
                         "capability kill,", "network inet stream,", "capability chown,",
                         "owner @{HOME}/.demo rw,", "/etc/a r,"});
  profile.lines.push_back(include("abstractions/nameservice"));
  profile.lines.push_back(include("abstractions/base"));
  profile.local_include = "local/usr.bin.demo";
  NewProfile child = named("helper");
  child.lines = lines({"/c r,"});
  child.flags = {"complain"};
  profile.children.push_back(child);
  child.name = "hat one";
  child.hat = true;
  child.flags.clear();
  profile.children.push_back(child);

  const auto text = new_file_text(profile, "abi/4.0", {"Made from a log.", "", "By \nnobody"});
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, R"(abi <abi/4.0>,

include <tunables/global>

# Made from a log.
#
# By \nnobody
profile demo /usr/bin/demo flags=(complain,attach_disconnected) {
  include <abstractions/base>
  include <abstractions/nameservice>

  capability chown,
  capability kill,

  network inet stream,

  signal send peer=x,

        /etc/a r,
        /etc/b r,
  owner @{HOME}/.demo rw,

  deny /etc/shadow r,

  profile helper flags=(complain) {
    /c r,
  }

  hat "hat one" {
    /c r,
  }

  include if exists <local/usr.bin.demo>
}
)");
}

TEST(NewFile, OfAnEmptyProfile) {
  const auto text = new_file_text(named("x"), "", {});
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "include <tunables/global>\n\nprofile x {\n}\n");
}

std::string header_of(const NewProfile& profile) {
  const auto text = new_file_text(profile, "", {});
  if (!text) return "refused: " + text.error().reason;
  return text->substr(text->find("\n\n") + 2, text->find("{\n}") - text->find("\n\n") - 1);
}

TEST(NewFile, APathIsItsOwnAttachment) {
  NewProfile profile = named("/usr/sbin/nginx");
  EXPECT_EQ(header_of(profile), "profile /usr/sbin/nginx {");
  profile.attachment = "/usr/sbin/nginx";
  EXPECT_EQ(header_of(profile), "profile /usr/sbin/nginx {");
  profile.attachment = "/usr/{,s}bin/nginx";
  EXPECT_EQ(header_of(profile), "profile /usr/sbin/nginx /usr/{,s}bin/nginx {");
  EXPECT_EQ(header_of(named("/opt/my app/x")), "profile \"/opt/my app/x\" {");
}

// A name from a log is no pattern: it would attach to other programs as well.
TEST(NewFile, AWildcardInANameAttachesToNothingElse) {
  EXPECT_EQ(header_of(named("/**")), "profile \"/**\" /\\*\\* {");
  EXPECT_EQ(header_of(named("/usr/{,s}bin/x")),
            "profile \"/usr/{,s}bin/x\" /usr/\\{\\,s\\}bin/x {");
  EXPECT_EQ(header_of(named("**")).substr(0, 8), "refused:");
  EXPECT_EQ(header_of(named("{/bin/sh,x}")).substr(0, 8), "refused:");
  NewProfile profile = named("fire{fox,bird}");
  profile.attachment = "/usr/bin/fire*";
  EXPECT_EQ(header_of(profile), "profile \"fire{fox,bird}\" /usr/bin/fire* {");
}

TEST(NewFile, RefusesWhatCannotBeNamed) {
  for (const char* name : {"x flags=(unconfined) {", "x {} profile y {", "${HOME}x", "a]", "x*"})
    EXPECT_FALSE(new_file_text(named(name), "", {})) << name;
  EXPECT_FALSE(new_file_text(named("@{HOME}"), "", {}));
  NewProfile parent = named("p");
  parent.children.push_back(named("a//b"));
  EXPECT_FALSE(new_file_text(parent, "", {}));
  NewProfile deep = named("p");
  for (int i = 0; i < 100; ++i) {
    NewProfile above = named("p");
    above.children.push_back(std::move(deep));
    deep = std::move(above);
  }
  EXPECT_FALSE(new_file_text(deep, "", {}));
}

TEST(NewFile, AFileNameDoesNotBecomePolicy) {
  NewProfile profile = named("x");
  for (const char* name : {"local/x>\n  /etc/shadow r,\n#", "local/\x1b[31m", "local/a\"b"}) {
    profile.local_include = name;
    EXPECT_FALSE(new_file_text(profile, "", {})) << name;
  }
}

TEST(NewFile, OursReadsItBackAsOneProfileOfThisName) {
  std::mt19937 random(5);
  const std::string alphabet =
      "ab/\\\"{}[]*?^,#@: \t\n\r\x01\xc3\xb6\xff"
      "n{}";
  int written = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string name = random() % 2 == 0 ? "/" : "x";
    for (std::size_t n = random() % 7; n-- > 0;) name += alphabet[random() % alphabet.size()];
    const auto text = new_file_text(named(name), "", {name});
    if (!text) continue;
    ++written;
    const policy::Tree tree = policy::parse(make_source("t", *text));
    ASSERT_FALSE(has_errors(tree.diagnostics)) << *text << render(tree.diagnostics.front());
    ASSERT_EQ(tree.items.size(), 3u) << *text;
    ASSERT_NE(find_profile(tree, name), nullptr) << *text;
  }
  EXPECT_GT(written, 1000);
}

// The names in a policy that apparmor_parser compiled: "profile", a struct mark, a string.
std::vector<std::string> names_in(std::string_view binary) {
  constexpr std::string_view mark("profile\0\x07\x05", 10);
  std::vector<std::string> names;
  for (std::size_t at = binary.find(mark); at != std::string_view::npos;
       at = binary.find(mark, at + 1)) {
    const std::string_view rest = binary.substr(at + mark.size());
    const std::size_t size =
        static_cast<unsigned char>(rest[0]) + 256u * static_cast<unsigned char>(rest[1]);
    names.emplace_back(rest.substr(2, size - 1));
  }
  return names;
}

TEST(NewFile, TheCompilerGivesTheName) {
  const auto processes = real_processes();
  if (processes->find("apparmor_parser").empty())
    GTEST_SKIP() << "apparmor_parser is not installed: compiled names are not compared";
  for (const std::string& name : std::vector<std::string>{"ping",
                                                          "/usr/sbin/nginx",
                                                          "/opt/my app",
                                                          "a\"b",
                                                          "a'b",
                                                          "a\nb",
                                                          "a\tb",
                                                          "a\x01z",
                                                          "a\x7f",
                                                          "a\xff",
                                                          "gr\xc3\xb6n",
                                                          "/x{y",
                                                          "/x}y",
                                                          "/x[1]",
                                                          "/x [1] {y} *?",
                                                          "/**",
                                                          "/a\\*b",
                                                          "/a\\\\b",
                                                          "x # y",
                                                          "x flags=(unconfined)",
                                                          "x profile y",
                                                          "a,b",
                                                          "a=b",
                                                          "a(b)",
                                                          "flags",
                                                          "profile",
                                                          "^x",
                                                          "-x",
                                                          "a!b",
                                                          "a;b",
                                                          "a&b",
                                                          "$HOME",

                                                          "@x",
                                                          "a//b",

                                                          "//x",
                                                          "/x\xe2\x80\xae y",
                                                          "/x\x1b[31m"}) {
    Command command;
    command.argv = {"apparmor_parser", "-Q", "-K", "-S", "/dev/stdin"};
    const auto text = new_file_text(named(name), "", {});
    ASSERT_TRUE(text) << name;
    // The include is not needed here, and its directory may not be there.
    command.input = text->substr(text->find("profile "));
    const auto finished = processes->run(command);
    ASSERT_TRUE(finished);
    EXPECT_EQ(finished->exit_code, 0) << *text << finished->errors;
    EXPECT_EQ(names_in(finished->output), std::vector<std::string>{name}) << *text;
    EXPECT_NE(find_profile(policy::parse(make_source("t", *text)), name), nullptr) << *text;
  }
}

}  // namespace
}  // namespace profgen::edit
