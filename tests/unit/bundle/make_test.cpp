#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/fake_processes.hpp"
#include "base/memory_files.hpp"
#include "base/text.hpp"
#include "profgen/bundle.hpp"

namespace profgen::bundle {
namespace {

using Words = std::vector<std::string>;

class MakeBundle : public ::testing::Test {
 protected:
  void SetUp() override {
    put("tunables/global", "@{HOME}=/home/*/\ninclude if exists <tunables/global.d>\n");
    put("abstractions/base", "/lib/** r,\ninclude if exists <abstractions/base.d>\n");
    put("abi/3.0", "file {mask {read\n}\n}\n");
    put("usr.sbin.nginx",
        "abi <abi/3.0>,\ninclude <tunables/global>\n\n"
        "profile nginx /usr/sbin/nginx {\n  include <abstractions/base>\n  capability chown,\n"
        "  profile worker {\n  }\n\n  include if exists <local/usr.sbin.nginx>\n"
        "  include if exists <local/absent>\n}\n");
    put("local/usr.sbin.nginx", "include <abstractions/acme>\n");
    put("abstractions/acme", "/srv/** r,\n");
    packages = {"/etc/apparmor.d/tunables/global", "/etc/apparmor.d/abstractions/base",
                "/etc/apparmor.d/abi/3.0"};
    processes.programs["dpkg-query"] = [this](const Command& command) {
      Finished out{0, "", ""};
      for (std::size_t i = 3; i < command.argv.size(); ++i)
        if (packages.count(command.argv[i]) != 0)
          out.output += "apparmor:all: " + command.argv[i] + "\n";
        else
          out.exit_code = 1;
      return out;
    };
  }

  void put(const std::string& name, const std::string& text) {
    files.content["/etc/apparmor.d/" + name] = text;
  }
  Result<Made> make_of(const Words& names) {
    Words paths;
    for (const std::string& name : names)
      paths.push_back(name.front() == '/' ? name : "/etc/apparmor.d/" + name);
    return make(files, processes, paths, options, with);
  }
  // One that has to be accepted, and be read as it was written.
  Bundle bundle_of(const Words& names) {
    const auto made = make_of(names);
    if (!made) {
      ADD_FAILURE() << made.error().text();
      return {};
    }
    for (const Diagnostic& diagnostic : made->diagnostics)
      if (diagnostic.severity == Severity::error) ADD_FAILURE() << render(diagnostic);
    EXPECT_TRUE(made->accepted);
    const auto back = read(write(made->bundle), "x");
    EXPECT_TRUE(back) << back.error().text();
    return made->bundle;
  }
  // The ids of the errors of one that has to be refused.
  Words refused_for(const Words& names) {
    const auto made = make_of(names);
    if (!made) return {made.error().text()};
    EXPECT_FALSE(made->accepted);
    Words ids;
    for (const Diagnostic& diagnostic : made->diagnostics)
      if (diagnostic.severity == Severity::error) ids.push_back(diagnostic.id);
    return ids;
  }
  static Words paths_of(const Bundle& bundle) {
    Words out;
    for (const File& file : bundle.files) out.push_back(file.path);
    return out;
  }
  static std::string text_in(const Bundle& bundle, const std::string& path) {
    for (const File& file : bundle.files)
      if (file.path == path) return file.text;
    return "(no such file)";
  }

  MemoryFiles files;
  FakeProcesses processes;
  policy::LoadOptions options{"/etc/apparmor.d", {"/etc/apparmor.d"}, ""};
  MakeOptions with;
  std::set<std::string> packages;
};

TEST_F(MakeBundle, HoldsWhatIsIncludedAndNotTheDistributions) {
  with.selector = "role=web";
  with.provenance["commit"] = "1";
  const auto made = make_of({"usr.sbin.nginx"});
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_TRUE(made->accepted);
  EXPECT_EQ(paths_of(made->bundle),
            (Words{"abstractions/acme", "local/usr.sbin.nginx", "usr.sbin.nginx"}));
  EXPECT_EQ(made->from_distribution, (Words{"abi/3.0", "abstractions/base", "tunables/global"}));
  const Bundle& bundle = made->bundle;
  EXPECT_EQ(bundle.name, "usr.sbin.nginx");
  EXPECT_EQ(bundle.minimal_abi, "3.0");
  EXPECT_EQ(bundle.features, (Words{"caps", "file"})) << "those of its own rules";
  ASSERT_EQ(bundle.profiles.size(), 1u);
  EXPECT_EQ(bundle.profiles[0], (Profile{"nginx", "usr.sbin.nginx", "enforce", {"nginx//worker"}}));
  EXPECT_EQ(text_in(bundle, "usr.sbin.nginx"), files.content["/etc/apparmor.d/usr.sbin.nginx"]);
}

TEST_F(MakeBundle, WhatTheDistributionsFilesReadIsTheNodesMatter) {
  put("abstractions/base.d/ours", "/opt/** r,\n");
  put("abstractions/base.d/comment", "# nothing yet\n");
  put("tunables/global.d/ours", "@{HOME}+=/srv/home/*/\n");
  const auto made = make_of({"usr.sbin.nginx"});
  ASSERT_TRUE(made && made->accepted);
  EXPECT_EQ(paths_of(made->bundle).size(), 3u);
  Words notes;
  for (const Diagnostic& diagnostic : made->diagnostics)
    if (diagnostic.id == "site-file") notes.push_back(diagnostic.file);
  EXPECT_EQ(notes, (Words{"/etc/apparmor.d/abstractions/base.d/ours",
                          "/etc/apparmor.d/tunables/global.d/ours"}));
  // What a profile reads itself is its own, by a folder too.
  put("y", "profile y {\n  include <abstractions/base>\n  include <abstractions/base.d>\n}\n");
  put("abstractions/base.d/ours.dpkg-new", "/never r,\n");
  EXPECT_EQ(paths_of(bundle_of({"y"})),
            (Words{"abstractions/base.d/comment", "abstractions/base.d/ours", "y"}));
}

TEST_F(MakeBundle, IsTheSameFromAnotherDirectory) {
  const Bundle here = bundle_of({"usr.sbin.nginx"});
  for (const auto& [path, text] : std::map(files.content))
    if (path.starts_with("/etc/apparmor.d/") && packages.count(path) == 0)
      files.content["/home/me/policy" + path.substr(15)] = text;
  put("abstractions/acme", "/another/thing r,\n");
  options.policy_dir = "/home/me/policy";
  EXPECT_EQ(write(bundle_of({"/home/me/policy/usr.sbin.nginx"})), write(here));
}

TEST_F(MakeBundle, AFileElsewhereGoesIntoThePolicyDirectory) {
  files.content["/out/usr.bin.x"] = "profile x /usr/bin/x {\n}\n";
  const Bundle bundle = bundle_of({"/out/usr.bin.x", "usr.sbin.nginx", "usr.sbin.nginx"});
  EXPECT_EQ(paths_of(bundle),
            (Words{"abstractions/acme", "local/usr.sbin.nginx", "usr.bin.x", "usr.sbin.nginx"}));
  EXPECT_EQ(bundle.name, "usr.bin.x-and-1-more");
}

TEST_F(MakeBundle, AnotherTextThanTheDistributionsIsHeldWithAWarning) {
  options.policy_dir = "/repo";
  files.content["/repo/x"] = "profile x {\n  include <abstractions/base>\n}\n";
  files.content["/repo/abstractions/base"] = files.content["/etc/apparmor.d/abstractions/base"];
  EXPECT_EQ(paths_of(bundle_of({"/repo/x"})), Words{"x"});
  files.content["/repo/abstractions/base"] += "/more r,\n";
  const auto made = make_of({"/repo/x"});
  ASSERT_TRUE(made && made->accepted);
  EXPECT_EQ(paths_of(made->bundle), (Words{"abstractions/base", "x"}));
  const bool warned =
      std::any_of(made->diagnostics.begin(), made->diagnostics.end(), [](const Diagnostic& d) {
        return d.id == "distribution-file" && d.message.find("apparmor") != std::string::npos;
      });
  EXPECT_TRUE(warned);
}

TEST_F(MakeBundle, SetsModesInTheFlagsAndNothingElse) {
  with.modes["nginx"] = "complain";
  const Bundle complain = bundle_of({"usr.sbin.nginx"});
  EXPECT_EQ(complain.profiles[0].mode, "complain");
  std::string expected = files.content["/etc/apparmor.d/usr.sbin.nginx"];
  expected.replace(expected.find("nginx {"), 7, "nginx flags=(complain) {");
  expected.replace(expected.find("worker {"), 8, "worker flags=(complain) {");
  EXPECT_EQ(text_in(complain, "usr.sbin.nginx"), expected);
  put("usr.sbin.nginx", expected);
  with.modes = {{"", "enforce"}};
  EXPECT_EQ(text_in(bundle_of({"usr.sbin.nginx"}), "usr.sbin.nginx").find("complain"),
            std::string::npos);
  with.modes = {{"", "enforce"}, {"nginx//worker", "kill"}};
  const Bundle both = bundle_of({"usr.sbin.nginx"});
  EXPECT_NE(text_in(both, "usr.sbin.nginx").find("worker flags=(kill) {"), std::string::npos);
  EXPECT_EQ(both.profiles[0].mode, "enforce");
}

TEST_F(MakeBundle, AChildInAModeOfItsOwnKeepsIt) {
  put("y", "profile y {\n  profile free flags=(unconfined) {\n  }\n  ^hat {\n  }\n}\n");
  with.modes[""] = "complain";
  const std::string text = text_in(bundle_of({"y"}), "y");
  EXPECT_NE(text.find("profile y flags=(complain) {"), std::string::npos) << text;
  EXPECT_NE(text.find("free flags=(unconfined) {"), std::string::npos) << text;
  EXPECT_NE(text.find("^hat flags=(complain) {"), std::string::npos) << text;
}

TEST_F(MakeBundle, WordsChooseAmongTheFiles) {
  put("usr.bin.x", "profile x /usr/bin/x {\n}\n");
  with.profiles = {"x"};
  EXPECT_EQ(paths_of(bundle_of({"usr.bin.x", "usr.sbin.nginx"})), Words{"usr.bin.x"});
  with.profiles = {"/usr/sbin/nginx"};
  EXPECT_EQ(paths_of(bundle_of({"usr.bin.x", "usr.sbin.nginx"})).back(), "usr.sbin.nginx");
  with.profiles = {"ngin"};
  EXPECT_NE(refused_for({"usr.bin.x", "usr.sbin.nginx"}).front().find("did you mean `nginx`?"),
            std::string::npos);
}

TEST_F(MakeBundle, AProfileThatCheckRefusesIsRefused) {
  put("bad", "profile bad {\n  /etc/x rz,\n}\n");
  put("unset", "profile unset {\n  @{nothing}/x r,\n}\n");
  put("lost", "profile lost {\n  include <abstractions/lost>\n}\n");
  EXPECT_FALSE(refused_for({"bad"}).empty());
  EXPECT_EQ(refused_for({"unset"}), Words{"undeclared-variable"});
  EXPECT_EQ(refused_for({"lost", "usr.sbin.nginx"}), Words{"missing-include"});
}

TEST_F(MakeBundle, WhatTheCompilerRefusesIsRefused) {
  processes.programs["apparmor_parser"] = [](const Command& command) {
    if (command.argv.back() == "--version")
      return Finished{0, "AppArmor parser version 3.0.8\n", ""};
    EXPECT_NE(command.input.find("complain"), std::string::npos) << "the text as it will be";
    return Finished{1, "", "AppArmor parser error: too complex\n"};
  };
  with.modes[""] = "complain";
  EXPECT_EQ(refused_for({"usr.sbin.nginx"}).size(), 1u);
}

TEST_F(MakeBundle, IncludesThatNodesCannotFollowAreRefused) {
  files.content["/home/me/rules"] = "/x r,\n";
  put("../../home/me/rules", "/x r,\n");  // as the system would lead there
  put("a", "profile a {\n  include \"/home/me/rules\"\n}\n");
  put("b", "profile b {\n  include <../../home/me/rules>\n}\n");
  put("c", "profile c {\n  include if exists \"local/c\"\n}\n");
  put("d", "profile d {\n  include \"/etc/apparmor.d/local/d\"\n}\n");
  put("local/d", "/d r,\n");
  put("e", "profile e {\n  include <.hidden/x>\n}\n");
  put(".hidden/x", "/x r,\n");
  EXPECT_EQ(refused_for({"a"}), Words{"include-elsewhere"});
  EXPECT_EQ(refused_for({"b"}), Words{"include-elsewhere"});
  EXPECT_EQ(refused_for({"c"}), Words{"include-elsewhere"}) << "it depends on where it is started";
  EXPECT_EQ(refused_for({"e"}), Words{"include-elsewhere"});
  EXPECT_EQ(paths_of(bundle_of({"d"})), (Words{"d", "local/d"}));
}

TEST_F(MakeBundle, FilesThatAreNoProfilesAreRefused) {
  put("README", "profile r {\n}\n");
  put("x.dpkg-new", "profile r {\n}\n");
  put("nothing", "# a comment\n");
  put("nul", std::string("profile n {\n}\n\0", 15));
  put("ns", "profile :other:n {\n}\n");
  put("again", "profile nginx {\n}\n");
  files.content["/out/usr.sbin.nginx"] = "profile other {\n}\n";
  EXPECT_EQ(refused_for({"README"}), Words{"bundle-path"});
  EXPECT_EQ(refused_for({"x.dpkg-new"}), Words{"bundle-path"});
  EXPECT_EQ(refused_for({"local/usr.sbin.nginx"}), Words{"bundle-path"});
  EXPECT_EQ(refused_for({"/out/usr.sbin.nginx", "usr.sbin.nginx"}), Words{"bundle-path"});
  EXPECT_EQ(refused_for({"nothing"}), Words{"no-profile"});
  EXPECT_EQ(refused_for({"nul"}), Words{"bundle-path"});
  EXPECT_EQ(refused_for({"ns"}), Words{"namespace"});
  EXPECT_EQ(refused_for({"again", "usr.sbin.nginx"}), Words{"profile-twice"});
  const auto missing = make_of({"absent"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::input);
}

TEST_F(MakeBundle, AProfileOfADistributionsFileIsNotOurs) {
  put("abstractions/profiles", "profile theirs {\n}\n");
  packages.insert("/etc/apparmor.d/abstractions/profiles");
  put("mine", "include <abstractions/profiles>\nprofile mine {\n}\n");
  EXPECT_EQ(refused_for({"mine"}), Words{"distribution-file"});
}

TEST_F(MakeBundle, WrongWordsAreUsage) {
  const struct {
    const char* why;
    void (*spoil)(MakeOptions&);
  } cases[] = {
      {"the name `Web!`", [](MakeOptions& m) { m.name = "Web!"; }},
      {"its selector is no plain text", [](MakeOptions& m) { m.selector = "a\nb"; }},
      {"`learn` is no mode", [](MakeOptions& m) { m.modes["nginx"] = "learn"; }},
      {"did you mean `nginx`?", [](MakeOptions& m) { m.modes["ngin"] = "enforce"; }},
      {"its provenance `a`", [](MakeOptions& m) { m.provenance["a"] = "\x1b"; }},
      {"the digest of its evidence", [](MakeOptions& m) { m.evidence = "md5:1"; }},
  };
  for (const auto& one : cases) {
    with = {};
    one.spoil(with);
    const auto made = make_of({"usr.sbin.nginx"});
    ASSERT_FALSE(made) << one.why;
    EXPECT_EQ(made.error().kind, ErrorKind::usage);
    EXPECT_NE(made.error().reason.find(one.why), std::string::npos) << made.error().reason;
  }
  with = {};
  EXPECT_FALSE(make_of({}));
}

}  // namespace
}  // namespace profgen::bundle
