// Which words need which abi and which compiler; held against the compiler where there is one.
#include <gmock/gmock.h>

#include "policy/lint/versions.hpp"
#include "profgen/system.hpp"
#include "unit/policy/lint_helpers.hpp"

namespace profgen::policy {
namespace {

struct Case {
  const char* text;      // rules of a profile; a whole file where it begins with "@", "abi" …
  const char* word;      // what is named
  const char* parser;    // first that reads it
  const char* abi = "";  // first that mediates it
};
// Facts: reference of the language, by version; apparmor.d(5) of 3.0 to 5.0.
const Case cases[] = {
    {"userns,", "userns", "4.0", "4.0"},
    {"mqueue r type=posix /q,", "mqueue", "4.0", "4.0"},
    {"io_uring sqpoll,", "io_uring", "4.0", "4.0"},
    {"all,", "all", "4.0"},
    {"priority=3 /a r,", "priority", "4.1"},
    {"prompt /a r,", "prompt", "4.1"},
    {"network (create) inet stream,", "network with permissions", "4.0"},
    {"network inet stream ip=10.0.0.1,", "ip=", "4.0"},
    {"mount options=(lazytime) -> /mnt/,", "lazytime", "4.0"},
    {"signal set=(tstp) peer=x,", "tstp", "5.0"},
    {"@{A} ?= /x\nprofile p {\n}\n", "?=", "5.0"},
    {"@{A} := /x\nprofile p {\n}\n", ":=", "5.0"},
    {"profile p flags=(prompt) {\n}\n", "prompt", "4.0"},
    {"profile p flags=(interruptible) {\n}\n", "interruptible", "4.0"},
    {"profile p flags=(kill.signal=hup) {\n}\n", "kill.signal=", "4.0"},
    {"profile p flags=(error=EPERM) {\n}\n", "error=", "4.1"},
    {"profile p flags=(attach_disconnected.path=/x) {\n}\n", "attach_disconnected.path=", "4.0"},
    {"capability bpf,", "bpf", "3.0"},
    {"profile p /x xattrs=(user.a=b) {\n}\n", "xattrs", "3.0"},
    {"abi <abi/3.0>,\nprofile p {\n}\n", "abi", "3.0"},
};

std::string whole(const Case& one) {
  const std::string text = one.text;
  const bool is_file = text.find('\n') != std::string::npos;
  return is_file ? text : "profile p {\n  " + text + "\n}\n";
}

TEST(LintVersions, EachWordHasItsFirstVersions) {
  for (const Case& one : cases) {
    const Tree tree = parse(make_source("p", whole(one)));
    ASSERT_TRUE(tree.diagnostics.empty()) << one.text;
    std::vector<std::string> words;
    for (const NewWord& word : new_words(tree)) {
      if (word.parser == Version{}) continue;
      words.push_back(word.word);
      EXPECT_EQ(version_text(word.parser), one.parser) << one.text;
      EXPECT_EQ(word.abi == Version{} ? "" : version_text(word.abi), one.abi) << one.text;
    }
    EXPECT_THAT(words, ::testing::ElementsAre(one.word)) << one.text;
  }
}

TEST(LintVersions, TheCompilerHereAgrees) {
  const auto processes = real_processes();
  const std::string program = processes->find("apparmor_parser");
  if (program.empty()) GTEST_SKIP() << "apparmor_parser is not installed";
  const auto version = processes->run({{program, "--version"}, "", {{"LC_ALL", "C"}}, 60});
  ASSERT_TRUE(version);
  const std::size_t at = version->output.find("version ");
  ASSERT_NE(at, std::string::npos);
  const Version here = version_in(std::string_view(version->output).substr(at + 8));
  for (const Case& one : cases) {
    const auto done = processes->run({{program, "-QKq"}, whole(one), {{"LC_ALL", "C"}}, 60});
    ASSERT_TRUE(done);
    // The abi is looked up on the host, which may have another.
    if (std::string_view(one.word) == "abi") continue;
    EXPECT_EQ(done->exit_code == 0, version_in(one.parser) <= here) << one.text << done->errors;
  }
}

TEST(LintVersions, AreReadFromWhatProgramsPrint) {
  const std::pair<const char*, const char*> texts[] = {
      {"3.0.8", "3.0"},
      {"4.1.0~beta5", "4.1"},
      {"5", "5.0"},
      {"abi/4.0", "4.0"},
      {"kernel-5.4", "0.0"},
      {"", "0.0"},
      {"99999999999.1", "999999.0"},
      {"4.", "4.0"},
  };
  for (const auto& [text, version] : texts) EXPECT_EQ(version_text(version_in(text)), version);
}

std::vector<std::string> messages(const std::string& text, const std::string& parser = "") {
  LintOptions options;
  options.levels["all"] = LintLevel::off;
  options.levels["newer-than-abi"] = options.levels["newer-than-parser"] = LintLevel::warning;
  options.parser_version = parser;
  std::vector<std::string> out;
  for (const Diagnostic& one : lint(text, options)) out.push_back(one.message);
  return out;
}

TEST(LintVersions, ANewerWordIsNamedWithItsAbi) {
  const std::string body = "profile p {\n  userns,\n  unix (send) peer=(label=x),\n}\n";
  EXPECT_THAT(messages("abi <abi/3.0>,\n" + body),
              ::testing::ElementsAre("`userns` needs abi <abi/4.0>, and the file states <abi/3.0>: "
                                     "the rule is read and not enforced"));
  for (const char* fine : {"abi <abi/4.0>,\n", "", "abi <kernel>,\n", "abi <default>,\n"})
    EXPECT_THAT(messages(fine + body), ::testing::IsEmpty()) << fine;
}

TEST(LintVersions, AnAbiWithoutANumberIsReadForItsFeatures) {
  const std::string body =
      "profile p {\n  userns,\n  unix (send) peer=(label=x),\n  network inet stream,\n}\n";
  EXPECT_THAT(messages("abi <abi/kernel-old>,\n" + body),
              ::testing::ElementsAre(::testing::HasSubstr("`userns` needs abi <abi/4.0>"),
                                     ::testing::HasSubstr("`unix` needs an abi that has it")));
}

TEST(LintVersions, AnOldCompilerIsTold) {
  const std::string text = "profile p {\n  priority=3 /a r,\n}\n";
  EXPECT_THAT(messages(text, "3.0.8"),
              ::testing::ElementsAre("`priority` is read by apparmor_parser 4.1 and later; this is "
                                     "3.0.8, which refuses the file"));
  for (const char* fine : {"", "4.1", "4.1.0~beta5", "5.0", "strange"})
    EXPECT_THAT(messages(text, fine), ::testing::IsEmpty()) << fine;
}

}  // namespace
}  // namespace profgen::policy
