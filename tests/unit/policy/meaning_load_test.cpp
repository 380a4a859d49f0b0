// Loading: includes, variables, names, hats, diagnostics.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/memory_files.hpp"
#include "profgen/policy.hpp"

namespace profgen::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

MemoryFiles small_policy() {
  MemoryFiles files;
  files.content = {
      {"/p/tunables/global", "include <tunables/home>\n@{etc_ro}=/etc/ /usr/etc/\n"},
      {"/p/tunables/home",
       "@{HOMEDIRS}=/home/\n@{HOME}=@{HOMEDIRS}/*/ /root/\n"
       "include if exists <tunables/home.d>\n"},
      {"/p/tunables/home.d/site", "@{HOMEDIRS}+=/srv/home/\n"},
      {"/p/tunables/home.d/site.dpkg-old", "@{HOMEDIRS}+=/never/\n"},
      {"/p/abstractions/base", "include <abstractions/deeper>\n/etc/ld.so.cache r,\n"},
      {"/p/abstractions/deeper", "@{etc_ro}/nsswitch.conf r,\n"},
  };
  return files;
}
LoadOptions options() {
  LoadOptions result;
  result.policy_dir = "/p";
  return result;
}
std::vector<std::string> ids(const Policy& policy) {
  std::vector<std::string> result;
  for (const Diagnostic& diagnostic : policy.diagnostics()) result.push_back(diagnostic.id);
  return result;
}
Answer read_answer(const Profile& profile, const std::string& path) {
  return covers(*profile.matcher, FileAccess{path, file_perm::read, false}).answer;
}

TEST(MeaningLoad, ProfilesWithIncludesAndVariables) {
  MemoryFiles files = small_policy();
  files.content["/p/usr.bin.demo"] =
      "include <tunables/global>\nprofile demo /usr/bin/demo flags=(complain) {\n"
      "  include <abstractions/base>\n  owner @{HOME}/.demo/** rwk,\n}\n";
  const Policy policy = Policy::load(files, options());
  EXPECT_THAT(ids(policy), IsEmpty());
  const Profile* demo = policy.find("demo");
  ASSERT_NE(demo, nullptr);
  EXPECT_EQ(demo->mode, Mode::complain);
  EXPECT_EQ(demo->file, "/p/usr.bin.demo");
  EXPECT_EQ(demo->attachment, "/usr/bin/demo");
  EXPECT_EQ(demo->where.at, (Position{2, 1}));
  EXPECT_THAT(demo->includes, ElementsAre("abstractions/base", "abstractions/deeper"));
  EXPECT_EQ(demo->rules.size(), 3U);
  EXPECT_EQ(std::count_if(demo->rules.begin(), demo->rules.end(),
                          [](const ResolvedRule& rule) { return rule.from_include; }),
            2);
  const FilePerms rwk = file_perm::read | file_perm::write | file_perm::lock;
  for (const char* path : {"/home/alice/.demo/state", "/srv/home/bob/.demo/a/b", "/root/.demo/x"})
    EXPECT_EQ(covers(*demo->matcher, FileAccess{path, rwk, true}).answer, Answer::allowed) << path;
  const Coverage other =
      covers(*demo->matcher, FileAccess{"/home/alice/.demo/state", file_perm::read, false});
  EXPECT_EQ(other.answer, Answer::absent);
  EXPECT_EQ(other.missing, file_perm::read);
  EXPECT_EQ(read_answer(*demo, "/etc/nsswitch.conf"), Answer::allowed);
  EXPECT_EQ(read_answer(*demo, "/usr/etc/nsswitch.conf"), Answer::allowed);
  EXPECT_EQ(read_answer(*demo, "/never/nsswitch.conf"), Answer::absent);
  EXPECT_THAT(policy.variable("HOME"), ElementsAre("/home/*/", "/srv/home/*/", "/root/"));
  EXPECT_EQ(policy.find("nothing"), nullptr);
  EXPECT_EQ(policy.attached_to("/usr/bin/demo"), demo);
}

TEST(MeaningLoad, HatsChildrenAndNames) {
  MemoryFiles files = small_policy();
  files.content["/p/a"] =
      "@{exe}=/opt/tool\n@{exe} {\n  ^hat { /x r, }\n  profile child /c { profile grand { /y r, } "
      "}\n}\n"
      "profile :ns:inner { /z r, }\n\"/opt/my app\" { /w r, }\nprofile a//b { /v r, }\n";
  const Policy policy = Policy::load(files, options());
  EXPECT_THAT(ids(policy), IsEmpty());
  std::vector<std::string> names;
  for (const Profile& profile : policy.profiles()) names.push_back(profile.name);
  EXPECT_THAT(names, ElementsAre("/opt/tool", "/opt/tool//hat", "/opt/tool//child",
                                 "/opt/tool//child//grand", "inner", "/opt/my app", "a//b"));
  EXPECT_EQ(policy.find("@{exe}"), policy.find("/opt/tool"));
  EXPECT_EQ(policy.find("inner"), nullptr);
  EXPECT_NE(policy.find("inner", "ns"), nullptr);
  const Profile* tool = policy.find("/opt/tool");
  EXPECT_EQ(covers(*tool->matcher, ChangeHatAccess{"hat"}).answer, Answer::allowed);
  EXPECT_EQ(covers(*tool->matcher, ChangeHatAccess{"child"}).answer, Answer::absent);
  EXPECT_EQ(covers(*policy.find("/opt/tool//hat")->matcher, ChangeHatAccess{"hat"}).answer,
            Answer::allowed);
}

TEST(MeaningLoad, BlocksAndConditionals) {
  MemoryFiles files;
  files.content["/p/a"] =
      "${fast}=true\n@{level}=3\nprofile a {\n  deny { /d r, owner /o r, }\n"
      "  if ${fast} { /fast r, } else { /slow r, }\n"
      "  if not ${fast} { /1 r, } else if @{level} > 2 and defined @{level} { /2 r, } else { /3 r, "
      "}\n}\n";
  const Policy policy = Policy::load(files, options());
  EXPECT_THAT(ids(policy), IsEmpty());
  const Profile* a = policy.find("a");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(read_answer(*a, "/d"), Answer::denied);
  EXPECT_EQ(read_answer(*a, "/o"), Answer::absent);
  EXPECT_EQ(covers(*a->matcher, FileAccess{"/o", file_perm::read, true}).answer, Answer::denied);
  EXPECT_EQ(read_answer(*a, "/fast"), Answer::allowed);
  EXPECT_EQ(read_answer(*a, "/slow"), Answer::absent);
  EXPECT_EQ(read_answer(*a, "/1"), Answer::absent);
  EXPECT_EQ(read_answer(*a, "/2"), Answer::allowed);
  EXPECT_EQ(read_answer(*a, "/3"), Answer::absent);
}

TEST(MeaningLoad, WhatIsWrongIsToldAndTheRestStands) {
  struct Row {
    const char* text;
    const char* id;
    Position at;
  };
  const Row rows[] = {
      {"profile w {\n  @{none}/x r,\n}\n", "undeclared-variable", {2, 3}},
      {"profile w {\n  /ok r,\n  include <nowhere>\n}\n", "missing-include", {3, 3}},
      {"@{A}=1\n@{A}=2\nprofile w { }\n", "variable-redefined", {2, 1}},
      {"@{A}+=1\nprofile w { }\n", "undeclared-variable", {1, 1}},
      {"profile w { }\nprofile w { }\n", "duplicate-profile", {2, 1}},
      {"profile w {\n  if ${b} { /x r, }\n}\n", "bad-condition", {2, 6}},
      {"profile w {\n  include <loop>\n}\n", "include-cycle", {1, 1}},
  };
  for (const Row& row : rows) {
    MemoryFiles files;
    files.content["/p/a"] = "profile fine { /x r, }\n";
    files.content["/p/w"] = row.text;
    LoadOptions with_loop = options();
    with_loop.include_dirs = {"/q"};
    files.content["/q/loop"] = "include <loop>\n";
    const Policy policy = Policy::load(files, with_loop);
    EXPECT_THAT(ids(policy), ElementsAre(row.id)) << row.text;
    if (policy.diagnostics().empty()) continue;
    EXPECT_EQ(policy.diagnostics()[0].at, row.at) << row.text;
    EXPECT_NE(policy.find("w"), nullptr);
    EXPECT_NE(policy.find("fine"), nullptr);
  }
}

// Found by the resolve fuzzer: the place named was one of the file that includes it.
TEST(MeaningLoad, EveryHatReachesItsSiblings) {
  MemoryFiles files;
  std::string text = "profile many {\n  profile child { }\n";
  for (int i = 0; i < 3000; ++i) text += "  hat h" + std::to_string(i) + " { }\n";
  files.content["/p/many"] = text + "}\n";
  const Policy policy = Policy::load(files, options());
  ASSERT_EQ(policy.profiles().size(), 3002U);
  const auto reaches = [&policy](const char* from, const char* hat) {
    return covers(*policy.find(from)->matcher, ChangeHatAccess{hat}).answer == Answer::allowed;
  };
  EXPECT_TRUE(reaches("many", "h7"));
  EXPECT_TRUE(reaches("many//h0", "h2999"));
  EXPECT_TRUE(reaches("many//child", "h1"));
  EXPECT_FALSE(reaches("many", "child"));
}

TEST(MeaningLoad, ASecondProfileOfANameIsToldWhereItStands) {
  MemoryFiles files;
  files.content["/p/a"] = "profile x { }\n";
  files.content["/p/b"] = "include <shared>\n";
  files.content["/q/shared"] = "\n\n\n  profile x { }\n";
  LoadOptions with_shared = options();
  with_shared.include_dirs = {"/q"};
  const Policy policy = Policy::load(files, with_shared);
  ASSERT_THAT(ids(policy), ElementsAre("duplicate-profile"));
  EXPECT_EQ(policy.diagnostics()[0].file, "/q/shared");
  EXPECT_EQ(policy.diagnostics()[0].at, (Position{4, 3}));
}

TEST(MeaningLoad, WhatIsWrongWithASharedFileIsToldOnce) {
  MemoryFiles files;
  files.content["/p/abstractions/bad"] = "include <nowhere>\n@{none} r,\nif $none { /x r, }\n";
  for (const char* name : {"a", "b", "c"})
    files.content[std::string("/p/") + name] =
        std::string("profile ") + name + " { include <abstractions/bad> }\n";
  const Policy policy = Policy::load(files, options());
  EXPECT_THAT(ids(policy), ::testing::UnorderedElementsAre("missing-include", "undeclared-variable",
                                                           "bad-condition"));
}

// A directory of two files, of which the first is there already, or includes the directory itself.
TEST(MeaningLoad, OneFileOfADirectoryKeepsNoOtherOut) {
  struct Row {
    const char *first, *includes;
    std::vector<std::string> told;
  };
  for (const Row& row : {Row{"/a r,\n", "  include <d/a>\n  include <d>\n", {}},
                         Row{"include <d>\n/a r,\n", "  include <d/a>\n", {"include-cycle"}}}) {
    MemoryFiles files;
    files.content["/p/d/a"] = row.first;
    files.content["/p/d/b"] = "/b r,\n";
    files.content["/p/w"] = std::string("profile w {\n") + row.includes + "}\n";
    LoadOptions with_more = options();
    with_more.include_dirs = {"/p"};
    const Policy policy = Policy::load(files, with_more);
    EXPECT_EQ(ids(policy), row.told);
    ASSERT_NE(policy.find("w"), nullptr);
    std::vector<std::string> rules;
    for (const ResolvedRule& rule : policy.find("w")->rules) rules.push_back(to_text(rule.rule));
    EXPECT_THAT(rules, ElementsAre("/a r,", "/b r,"));
  }
}

// Found by the resolve fuzzer: each level included the file again, twice as often as the one above.
TEST(MeaningLoad, AProfileThatIncludesTheFileThatDeclaresIt) {
  MemoryFiles files;
  files.content["/p/abstractions/a"] =
      "profile q { include <abstractions/b> }\nprofile r { include <abstractions/b> }\n";
  files.content["/p/abstractions/b"] = "/x r,\ninclude <abstractions/a>\n";
  files.content["/p/w"] = "profile w { include <abstractions/a> }\n";
  const Policy policy = Policy::load(files, options());
  EXPECT_THAT(ids(policy), ElementsAre("include-cycle", "include-cycle"));
  EXPECT_NE(policy.find("w//q//r"), nullptr);
  EXPECT_EQ(policy.find("w//q//r//q"), nullptr);
}

// A chain of files, each of which includes the next one twice.
TEST(MeaningLoad, IncludesThatDoubleAtEachStepStayBounded) {
  const auto chain = [](const std::string& before, const std::string& after) {
    MemoryFiles files;
    for (int i = 0; i < 60; ++i) {
      const std::string next = "include <f" + std::to_string(i + 1) + ">";
      files.content["/p/abstractions/f" + std::to_string(i)] = "";
      files.content["/q/f" + std::to_string(i)] =
          before + "a" + after + next + " }\n" + before + "b" + after + next + " }\n";
    }
    files.content["/q/f60"] = "/x r,\n";
    files.content["/p/w"] = "profile w { include <f0> }\n";
    LoadOptions with_more = options();
    with_more.include_dirs = {"/q"};
    return Policy::load(files, with_more);
  };
  const Policy blocks = chain("owner { #", "\n");
  EXPECT_THAT(ids(blocks), IsEmpty());
  EXPECT_EQ(blocks.find("w")->rules.size(), 1u);
  const Policy profiles = chain("profile ", " { ");
  EXPECT_THAT(ids(profiles), ::testing::Contains("profile-limit"));
  EXPECT_LT(profiles.profiles().size(), 12000u);
}

TEST(MeaningLoad, NoDirectoryIsOneDiagnostic) {
  MemoryFiles files;
  const Policy policy = Policy::load(files, options());
  EXPECT_THAT(ids(policy), ElementsAre("unreadable"));
  EXPECT_TRUE(policy.profiles().empty());
  EXPECT_TRUE(policy.abstractions().empty());
}

TEST(MeaningLoad, AddedTextReplacesWhatStands) {
  MemoryFiles files = small_policy();
  files.content["/p/a"] = "profile a { /x r, }\nprofile gone { }\n";
  files.content["/p/b"] = "profile b { /y r, }\n";
  Policy policy = Policy::load(files, options());
  policy.add_text("/p/a", "profile a { /z r, }\n");
  EXPECT_EQ(policy.profiles().size(), 2U);
  EXPECT_EQ(policy.find("gone"), nullptr);
  EXPECT_EQ(read_answer(*policy.find("a"), "/z"), Answer::allowed);
  EXPECT_EQ(read_answer(*policy.find("a"), "/x"), Answer::absent);
  EXPECT_EQ(read_answer(*policy.find("b"), "/y"), Answer::allowed);
  EXPECT_NE(policy.tree("/p/a"), nullptr);
  EXPECT_EQ(policy.tree("/p/none"), nullptr);
  EXPECT_FALSE(policy.add_file("/p/none"));
  EXPECT_TRUE(policy.add_file("/p/b"));
}

// An include file with other text, or one that was not there before, changes who includes it.
TEST(MeaningLoad, AddedIncludeFilesReachTheProfilesThatIncludeThem) {
  MemoryFiles files = small_policy();
  files.content["/p/abstractions/mine"] = "/old r,\n";
  files.content["/p/a"] = "profile a { include <abstractions/mine> include <none> }\n";
  files.content["/p/b"] = "profile b { include if exists <local/b>\n}\n";
  Policy policy = Policy::load(files, options());
  const std::size_t told = policy.diagnostics().size();
  EXPECT_EQ(read_answer(*policy.find("a"), "/old"), Answer::allowed);
  const auto abstractions = policy.abstractions().size();
  policy.add_text("/p/abstractions/mine", "/new r,\n");
  EXPECT_EQ(read_answer(*policy.find("a"), "/old"), Answer::absent);
  EXPECT_EQ(read_answer(*policy.find("a"), "/new"), Answer::allowed);
  policy.add_text("/p/local/b", "/local r,\n");
  EXPECT_EQ(read_answer(*policy.find("b"), "/local"), Answer::allowed);
  EXPECT_EQ(policy.profiles().size(), 2U);
  EXPECT_EQ(policy.abstractions().size(), abstractions);
  EXPECT_EQ(policy.diagnostics().size(), told);  // <none> is told once
}

TEST(MeaningLoad, AbstractionsAndMatchersByHand) {
  MemoryFiles files = small_policy();
  files.content["/p/abstractions/x.d/y"] = "/xy r,\n";
  const Policy policy = Policy::load(files, options());
  std::vector<std::string> paths;
  for (const Abstraction& abstraction : policy.abstractions()) paths.push_back(abstraction.path);
  EXPECT_THAT(paths, ElementsAre("abstractions/base", "abstractions/deeper", "abstractions/x.d/y"));
  const auto covering =
      policy.abstractions_covering(FileAccess{"/etc/nsswitch.conf", file_perm::read, false});
  ASSERT_EQ(covering.size(), 2U);
  EXPECT_EQ(covering[0]->path, "abstractions/base");
  FileRule rule;
  rule.path = "@{HOME}/x";
  rule.perms = file_perm::read;
  SignalRule signal;
  signal.peer = {"@{profile_name}"};
  const auto matcher = policy.matcher_of({Rule{{}, rule}, Rule{{}, signal}}, "me");
  EXPECT_EQ(covers(*matcher, FileAccess{"/home/a/x", file_perm::read, false}).answer,
            Answer::allowed);
  EXPECT_EQ(covers(*matcher, SignalAccess{1, "term", "me"}).answer, Answer::allowed);
  EXPECT_EQ(covers(*matcher, SignalAccess{1, "term", "you"}).answer, Answer::absent);
}

TEST(MeaningLoad, AttachmentOfAProgram) {
  MemoryFiles files;
  files.content["/p/a"] =
      "profile wide /usr/{bin,sbin}/** { }\nprofile near /usr/bin/py* { }\n"
      "profile exact /usr/bin/python { }\n/usr/bin/other { }\nprofile t1 /t/a* { }\nprofile t2 "
      "/t/*a { }\n";
  const Policy policy = Policy::load(files, options());
  EXPECT_EQ(policy.attached_to("/usr/bin/python"), policy.find("exact"));
  EXPECT_EQ(policy.attached_to("/usr/bin/python3"), policy.find("near"));
  EXPECT_EQ(policy.attached_to("/usr/sbin/x"), policy.find("wide"));
  EXPECT_EQ(policy.attached_to("/usr/bin/other"), policy.find("/usr/bin/other"));
  EXPECT_EQ(policy.attached_to("/t/aa"), nullptr);
  EXPECT_EQ(policy.attached_to("/opt/x"), nullptr);
}

}  // namespace
}  // namespace profgen::policy
