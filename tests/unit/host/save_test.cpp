#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/fake_processes.hpp"
#include "base/memory_files.hpp"
#include "base/text.hpp"
#include "unit/host/saving.hpp"

namespace profgen::host {
namespace {

using ParserState = ParserVerdict::State;

using test::new_text;
using test::old_text;
using test::outside_state;
using test::parser;
using test::with;

const std::string broken = "profile x /bin/x {\n  /a r\n";

// Files that do something else while they are used.
class FickleFiles : public MemoryFiles {
 public:
  std::string changes_on_read;  // is changed by someone else behind our second look
  mutable int reads = 0;
  std::string half_replaced;  // is replaced, but not confirmed
  [[nodiscard]] Result<std::string> read(const std::string& path) const override {
    if (path == changes_on_read && ++reads == 2) return std::string("somebody else's");
    return MemoryFiles::read(path);
  }
  Status replace(const std::string& path, const std::string& text, std::uint32_t mode) override {
    Status status = MemoryFiles::replace(path, text, mode);
    if (path == half_replaced && text == new_text)
      return Error{ErrorKind::system, "make durable", path, "Input/output error"};
    return status;
  }
};

TEST(Save, WritesWhatBothParsersTake) {
  MemoryFiles files;
  files.content["/p/x"] = old_text;
  FakeProcesses processes = parser();
  const auto report =
      save(files, processes,
           {{"/p/x", old_text, new_text}, {"/p/y", std::nullopt, "profile y { }\n"}}, {}, with());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->written, (std::vector<std::string>{"/p/x", "/p/y"}));
  EXPECT_TRUE(report->diagnostics.empty());
  EXPECT_EQ(report->parser, ParserState::accepted);
  EXPECT_EQ(report->parser_version, "4.0.1");
  EXPECT_EQ(files.content["/p/x"], new_text);
  EXPECT_EQ(files.content["/p/y"], "profile y { }\n");
}

TEST(Save, WorksWithoutAParser) {
  MemoryFiles files;
  FakeProcesses processes;
  const auto report = save(files, processes, {{"/p/y", std::nullopt, new_text}}, {}, with());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->parser, ParserState::not_installed);
  EXPECT_EQ(files.content["/p/y"], new_text);
}

TEST(Save, WritesNothingIfOneTextIsBroken) {
  MemoryFiles files;
  files.content["/p/x"] = old_text;
  FakeProcesses processes = parser();
  const auto report = save(
      files, processes, {{"/p/x", old_text, new_text}, {"/p/y", std::nullopt, broken}}, {}, with());
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->written.empty());
  ASSERT_TRUE(has_errors(report->diagnostics));
  EXPECT_EQ(report->diagnostics[0].file, "/p/y");
  EXPECT_EQ(outside_state(files), (std::map<std::string, std::string>{{"/p/x", old_text}}));
}

TEST(Save, WritesNothingIfTheCompilerRefuses) {
  MemoryFiles files;
  FakeProcesses processes = parser();
  const auto report = save(
      files, processes,
      {{"/p/x", std::nullopt, "profile x {\n  # REFUSE\n}\n"}, {"/p/y", std::nullopt, new_text}},
      {}, with());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->parser, ParserState::rejected);
  ASSERT_EQ(report->diagnostics.size(), 1u);
  EXPECT_EQ(report->diagnostics[0].file, "/p/x");
  EXPECT_EQ(report->diagnostics[0].at.line, 2u);
  EXPECT_TRUE(outside_state(files).empty());
}

TEST(Save, ChecksLocalFilesAsTheBodyOfAProfile) {
  MemoryFiles files;
  FakeProcesses processes = parser();
  policy::LoadOptions options;
  options.policy_dir = "/p";
  EXPECT_TRUE(save(files, processes, {{"/p/local/x", std::nullopt, "/a r,"}}, options, with())
                  ->written.size() == 1);
  const auto report =
      save(files, processes, {{"/p/abstractions/y", std::nullopt, "/a r,\n# REFUSE\n"}}, options,
           with());
  ASSERT_TRUE(report);
  ASSERT_EQ(report->diagnostics.size(), 1u);
  EXPECT_EQ(report->diagnostics[0].at.line, 2u);
  const auto wrong =
      save(files, processes, {{"/p/local/z", std::nullopt, "/a r,\n/b r\n"}}, options, with());
  ASSERT_TRUE(wrong);
  EXPECT_TRUE(wrong->written.empty());
  ASSERT_TRUE(has_errors(wrong->diagnostics));
  EXPECT_LE(wrong->diagnostics[0].at.line, 3u);
}

// What a local/ file does to the profile that includes it is only seen there.
TEST(Save, ChecksTheProfileThatIncludesALocalFile) {
  MemoryFiles files;
  const std::string profile = "profile x /bin/x {\n  /a ix,\n  include if exists <local/x>\n}\n";
  files.content["/p/x"] = profile;
  FakeProcesses without_parser;
  const policy::LoadOptions options = test::policy_in("/p");
  const FileChange conflict{"/p/local/x", std::nullopt, "/a px,\n"};
  const auto report = save(files, without_parser, {conflict}, options, with());
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_FALSE(report->accepted);
  EXPECT_TRUE(has_errors(report->diagnostics));
  EXPECT_FALSE(files.exists("/p/local/x"));
  const FileChange good{"/p/local/x", std::nullopt, "/b px,\n"};
  EXPECT_TRUE(save(files, without_parser, {good}, options, with())->accepted);

  // A profile that was wrong before holds nothing up.
  files.content["/p/x"] = "profile x /bin/x {\n  /a ix,\n  /a px,\n  include <local/x>\n}\n";
  const FileChange more{"/p/local/x", "/b px,\n", "/b px,\n/c r,\n"};
  EXPECT_TRUE(save(files, without_parser, {more}, options, with())->accepted);
}

// apparmor_parser finds what is not written yet in a directory that it searches first.
TEST(Save, StagesIncludesForTheParser) {
  MemoryFiles files;
  files.content["/p/x"] = "profile x /bin/x {\n  include if exists <local/x>\n}\n";
  FakeProcesses processes = parser();
  std::string seen;
  const auto answer = processes.programs["apparmor_parser"];
  processes.programs["apparmor_parser"] = [&](const Command& command) {
    if (command.argv.back() != "--version" && command.input == files.content["/p/x"])
      seen = files.content["/state/staged/local/x"] + text::join(command.argv, " ");
    return answer(command);
  };
  const FileChange change{"/p/local/x", std::nullopt, "/b r,\n"};
  ASSERT_TRUE(save(files, processes, {change}, test::policy_in("/p"), with())->accepted);
  EXPECT_EQ(seen.substr(0, 6), "/b r,\n");
  EXPECT_NE(seen.find("--base /state/staged -I /state/staged -I /p"), std::string::npos) << seen;
}

TEST(Save, IsAnErrorIfSomebodyElseWrote) {
  MemoryFiles files;
  files.content["/p/x"] = "other\n";
  FakeProcesses processes = parser();
  const auto changed = save(files, processes, {{"/p/x", old_text, new_text}}, {}, with());
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().kind, ErrorKind::system);
  EXPECT_EQ(changed.error().object, "/p/x");
  EXPECT_FALSE(save(files, processes, {{"/p/x", std::nullopt, new_text}}, {}, with()));
  EXPECT_FALSE(save(files, processes, {{"/p/gone", old_text, new_text}}, {}, with()));
  EXPECT_EQ(outside_state(files), (std::map<std::string, std::string>{{"/p/x", "other\n"}}));
}

TEST(Save, LooksAgainBeforeItWrites) {
  FickleFiles files;
  files.content["/p/x"] = old_text;
  files.changes_on_read = "/p/x";
  FakeProcesses processes = parser();
  EXPECT_FALSE(save(files, processes, {{"/p/x", old_text, new_text}}, {}, with()));
  EXPECT_EQ(files.content["/p/x"], old_text);
}

TEST(Save, RefusesTwoTextsForOneFile) {
  MemoryFiles files;
  FakeProcesses processes = parser();
  const auto report =
      save(files, processes, {{"/p/x", std::nullopt, new_text}, {"/p/x", std::nullopt, old_text}},
           {}, with());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::usage);
  EXPECT_TRUE(outside_state(files).empty());
}

TEST(Save, PutsBackWhatWasWrittenWhenALaterOneFails) {
  MemoryFiles files;
  files.content = {{"/p/x", old_text}, {"/p/z", old_text}};
  files.unwritable = {"/p/z"};
  const auto before = files.content;
  FakeProcesses processes = parser();
  const auto report = save(files, processes,
                           {{"/p/x", old_text, new_text},
                            {"/p/y", std::nullopt, new_text},
                            {"/p/z", old_text, new_text}},
                           {}, with());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().object, "/p/z");
  EXPECT_NE(report.error().reason.find("Permission denied"), std::string::npos);
  EXPECT_EQ(outside_state(files), before);
}

TEST(Save, PutsBackAFileThatWasReplacedButNotConfirmed) {
  FickleFiles files;
  files.content["/p/x"] = old_text;
  files.half_replaced = "/p/x";
  FakeProcesses processes = parser();
  EXPECT_FALSE(save(files, processes, {{"/p/x", old_text, new_text}}, {}, with()));
  EXPECT_EQ(files.content["/p/x"], old_text);
}

TEST(Save, DoesNotTouchWhatDoesNotChange) {
  MemoryFiles files;
  files.content["/p/x"] = old_text;
  files.unwritable = {"/p/x"};
  FakeProcesses processes = parser();
  const auto report = save(files, processes, {{"/p/x", old_text, old_text}}, {}, with());
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->written.empty());
}

// On a disk: a new directory is made, and one folder that may not be written leaves all as it was.
TEST(Save, OnADisk) {
  namespace fs = std::filesystem;
  std::string folder = (fs::temp_directory_path() / "profgen-save-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const auto files = real_files();
  FakeProcesses processes = parser();
  SaveOptions there = with();
  there.state_dir = folder + "/state/deeper";
  there.uid = ::geteuid();
  const std::string path = folder + "/new/deeper/x";
  const auto first = save(*files, processes, {{path, std::nullopt, old_text}}, {}, there);
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ(*files->read(path), old_text);

  const std::string blocked = folder + "/new/deeper/x/impossible";
  const auto report =
      save(*files, processes, {{path, old_text, new_text}, {blocked, std::nullopt, new_text}}, {},
           there);
  ASSERT_FALSE(report);
  EXPECT_EQ(*files->read(path), old_text);
  EXPECT_FALSE(files->exists(there.state_dir + "/pending"));
  EXPECT_EQ(files->info(there.state_dir)->mode, 0700u);
  EXPECT_EQ(files->info(there.state_dir + "/1.save")->mode, 0600u);

  // What others may write is not believed.
  fs::permissions(there.state_dir, fs::perms::others_write, fs::perm_options::add);
  const auto untrusted = save(*files, processes, {{path, old_text, new_text}}, {}, there);
  ASSERT_FALSE(untrusted);
  EXPECT_NE(untrusted.error().reason.find("others may write"), std::string::npos);
  EXPECT_FALSE(saves(*files, there));
  EXPECT_FALSE(plan_undo(*files, there));
  EXPECT_FALSE(recover(*files, processes, {}, there));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace profgen::host
