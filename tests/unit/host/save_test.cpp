#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/fake_processes.hpp"
#include "base/memory_files.hpp"
#include "profgen/host.hpp"

namespace profgen::host {
namespace {

using State = ParserVerdict::State;

const std::string old_text = "profile x /bin/x {\n  /a r,\n}\n";
const std::string new_text = "profile x /bin/x {\n  /a r,\n  /b r,\n}\n";
const std::string broken = "profile x /bin/x {\n  /a r\n";

// A parser that refuses texts with the word REFUSE in them.
FakeProcesses parser() {
  FakeProcesses processes;
  processes.programs["apparmor_parser"] = [](const Command& command) {
    if (command.argv.back() == "--version")
      return Finished{0, "AppArmor parser version 4.0.1\n", ""};
    const std::size_t at = command.input.find("REFUSE");
    if (at == std::string::npos) return Finished{0, "", ""};
    const auto line = 1 + std::count(command.input.begin(),
                                     command.input.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    return Finished{1, "",
                    "AppArmor parser error for /dev/stdin in profile /dev/stdin at line " +
                        std::to_string(line) + ": no\n"};
  };
  return processes;
}

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
           {{"/p/x", old_text, new_text}, {"/p/y", std::nullopt, "profile y { }\n"}}, {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->written, (std::vector<std::string>{"/p/x", "/p/y"}));
  EXPECT_TRUE(report->diagnostics.empty());
  EXPECT_EQ(report->parser, State::accepted);
  EXPECT_EQ(report->parser_version, "4.0.1");
  EXPECT_EQ(files.content["/p/x"], new_text);
  EXPECT_EQ(files.content["/p/y"], "profile y { }\n");
}

TEST(Save, WorksWithoutAParser) {
  MemoryFiles files;
  FakeProcesses processes;
  const auto report = save(files, processes, {{"/p/y", std::nullopt, new_text}}, {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->parser, State::not_installed);
  EXPECT_EQ(files.content["/p/y"], new_text);
}

TEST(Save, WritesNothingIfOneTextIsBroken) {
  MemoryFiles files;
  files.content["/p/x"] = old_text;
  FakeProcesses processes = parser();
  const auto report =
      save(files, processes, {{"/p/x", old_text, new_text}, {"/p/y", std::nullopt, broken}}, {});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->written.empty());
  ASSERT_TRUE(has_errors(report->diagnostics));
  EXPECT_EQ(report->diagnostics[0].file, "/p/y");
  EXPECT_EQ(files.content, (std::map<std::string, std::string>{{"/p/x", old_text}}));
}

TEST(Save, WritesNothingIfTheCompilerRefuses) {
  MemoryFiles files;
  FakeProcesses processes = parser();
  const auto report = save(
      files, processes,
      {{"/p/x", std::nullopt, "profile x {\n  # REFUSE\n}\n"}, {"/p/y", std::nullopt, new_text}},
      {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->parser, State::rejected);
  ASSERT_EQ(report->diagnostics.size(), 1u);
  EXPECT_EQ(report->diagnostics[0].file, "/p/x");
  EXPECT_EQ(report->diagnostics[0].at.line, 2u);
  EXPECT_TRUE(files.content.empty());
}

TEST(Save, ChecksLocalFilesAsTheBodyOfAProfile) {
  MemoryFiles files;
  FakeProcesses processes = parser();
  policy::LoadOptions options;
  options.policy_dir = "/p";
  EXPECT_TRUE(
      save(files, processes, {{"/p/local/x", std::nullopt, "/a r,"}}, options)->written.size() ==
      1);
  const auto report =
      save(files, processes, {{"/p/abstractions/y", std::nullopt, "/a r,\n# REFUSE\n"}}, options);
  ASSERT_TRUE(report);
  ASSERT_EQ(report->diagnostics.size(), 1u);
  EXPECT_EQ(report->diagnostics[0].at.line, 2u);
  const auto wrong =
      save(files, processes, {{"/p/local/z", std::nullopt, "/a r,\n/b r\n"}}, options);
  ASSERT_TRUE(wrong);
  EXPECT_TRUE(wrong->written.empty());
  ASSERT_TRUE(has_errors(wrong->diagnostics));
  EXPECT_LE(wrong->diagnostics[0].at.line, 3u);
}

TEST(Save, IsAnErrorIfSomebodyElseWrote) {
  MemoryFiles files;
  files.content["/p/x"] = "other\n";
  FakeProcesses processes = parser();
  const auto changed = save(files, processes, {{"/p/x", old_text, new_text}}, {});
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().kind, ErrorKind::system);
  EXPECT_EQ(changed.error().object, "/p/x");
  EXPECT_FALSE(save(files, processes, {{"/p/x", std::nullopt, new_text}}, {}));
  EXPECT_FALSE(save(files, processes, {{"/p/gone", old_text, new_text}}, {}));
  EXPECT_EQ(files.content, (std::map<std::string, std::string>{{"/p/x", "other\n"}}));
}

TEST(Save, LooksAgainBeforeItWrites) {
  FickleFiles files;
  files.content["/p/x"] = old_text;
  files.changes_on_read = "/p/x";
  FakeProcesses processes = parser();
  EXPECT_FALSE(save(files, processes, {{"/p/x", old_text, new_text}}, {}));
  EXPECT_EQ(files.content["/p/x"], old_text);
}

TEST(Save, RefusesTwoTextsForOneFile) {
  MemoryFiles files;
  FakeProcesses processes = parser();
  const auto report = save(
      files, processes, {{"/p/x", std::nullopt, new_text}, {"/p/x", std::nullopt, old_text}}, {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::usage);
  EXPECT_TRUE(files.content.empty());
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
                           {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().object, "/p/z");
  EXPECT_NE(report.error().reason.find("Permission denied"), std::string::npos);
  EXPECT_EQ(files.content, before);
}

TEST(Save, PutsBackAFileThatWasReplacedButNotConfirmed) {
  FickleFiles files;
  files.content["/p/x"] = old_text;
  files.half_replaced = "/p/x";
  FakeProcesses processes = parser();
  EXPECT_FALSE(save(files, processes, {{"/p/x", old_text, new_text}}, {}));
  EXPECT_EQ(files.content["/p/x"], old_text);
}

TEST(Save, DoesNotTouchWhatDoesNotChange) {
  MemoryFiles files;
  files.content["/p/x"] = old_text;
  files.unwritable = {"/p/x"};
  FakeProcesses processes = parser();
  const auto report = save(files, processes, {{"/p/x", old_text, old_text}}, {});
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
  const std::string path = folder + "/new/deeper/x";
  EXPECT_TRUE(save(*files, processes, {{path, std::nullopt, old_text}}, {}));
  EXPECT_EQ(*files->read(path), old_text);

  const std::string blocked = folder + "/new/deeper/x/impossible";
  const auto report =
      save(*files, processes, {{path, old_text, new_text}, {blocked, std::nullopt, new_text}}, {});
  ASSERT_FALSE(report);
  EXPECT_EQ(*files->read(path), old_text);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace profgen::host
