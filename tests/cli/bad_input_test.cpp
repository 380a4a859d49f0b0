// Bad input: one clear line, the right exit code, every file as it was.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

constexpr const char* one_record =
    "type=AVC msg=audit(1795457404.512:103): apparmor=\"DENIED\" operation=\"open\" profile=\"t\" "
    "name=\"/etc/hostname\" pid=1 comm=\"t\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 "
    "ouid=0\n";

class BadInput : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    write("apparmor.d/t", "profile t /usr/bin/t {\n}\n");
    write("good.log", one_record);
  }
  [[nodiscard]] Finished generate(const std::string& log,
                                  std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {
        "generate", log, "-q", "--policy-dir", path("apparmor.d"), "-o", path("apparmor.d")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return profgen(arguments);
  }
  static std::ptrdiff_t lines(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
  }
};

TEST_F(BadInput, TheGoodCaseWrites) {
  const Finished done = generate(path("good.log"));
  EXPECT_EQ(done.exit_code, 0) << done.errors << done.output;
  EXPECT_NE(read(path("apparmor.d/t")).find("/etc/hostname r,"), std::string::npos);
}

TEST_F(BadInput, MissingLog) {
  const auto before = snapshot(directory_);
  const Finished done = generate(path("none.log"));
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_EQ(lines(done.errors), 1) << done.errors;
  EXPECT_NE(done.errors.find("none.log: "), std::string::npos) << done.errors;
  EXPECT_NE(done.errors.find("No such file"), std::string::npos) << done.errors;
  EXPECT_EQ(snapshot(directory_), before);
}

TEST_F(BadInput, FolderWithoutLogs) {
  ::mkdir(path("empty").c_str(), 0755);
  const Finished done = generate(path("empty"));
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_EQ(lines(done.errors), 1) << done.errors;
}

TEST_F(BadInput, BinaryFile) {
  std::string bytes;
  for (int i = 0; i < 100000; ++i) bytes += static_cast<char>(i * 7919 >> 3);
  write("binary", bytes);
  const auto before = snapshot(directory_);
  const Finished done = generate(path("binary"));
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_EQ(snapshot(directory_), before);
  EXPECT_NE(profgen({"events", path("binary")}).errors.find("no AppArmor record"),
            std::string::npos);
}

TEST_F(BadInput, TruncatedGzip) {
  const auto packed = real_processes()->run({{"gzip", "-c", path("good.log")}, "", {}, 30});
  ASSERT_TRUE(packed);
  write("cut.gz", packed->output.substr(0, packed->output.size() / 2));
  const auto before = snapshot(directory_);
  const Finished done = generate(path("cut.gz"));
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_EQ(lines(done.errors), 1) << done.errors;
  EXPECT_NE(done.errors.find("cut.gz"), std::string::npos) << done.errors;
  EXPECT_EQ(snapshot(directory_), before);
}

TEST_F(BadInput, LogWithoutAppArmorRecords) {
  write("other.log", "Nov 23 18:12:31 host sshd[1]: hello\n");
  const Finished done = profgen({"suggest", "--policy-dir", path("apparmor.d"), path("other.log")});
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_NE(done.errors.find("no AppArmor record"), std::string::npos) << done.errors;
  EXPECT_EQ(done.output, "");
}

TEST_F(BadInput, ProfileWithASyntaxErrorIsNamedAndNotTouched) {
  write("apparmor.d/t", "profile t /usr/bin/t {\n  /etc/hostname\n}\n");
  const auto before = snapshot(directory_);
  const Finished done = generate(path("good.log"));
  EXPECT_EQ(done.exit_code, 4) << done.errors << done.output;
  EXPECT_NE(done.errors.find(path("apparmor.d/t") + ":2:"), std::string::npos) << done.errors;
  EXPECT_EQ(snapshot(directory_), before);
}

TEST_F(BadInput, UnwritableTarget) {
  const auto before = snapshot(directory_);
  const Finished done = profgen({"generate", path("good.log"), "-q", "--policy-dir",
                                 path("apparmor.d"), "-o", "/proc/profgen-cannot-write-here"});
  EXPECT_EQ(done.exit_code, 4) << done.errors;
  EXPECT_NE(done.errors.find("/proc/profgen-cannot-write-here"), std::string::npos) << done.errors;
  EXPECT_EQ(snapshot(directory_), before);
}

TEST_F(BadInput, GuardFileWithAnUnknownKey) {
  write("guard.yaml", "nevver: [/etc/shadow]\n");
  const auto before = snapshot(directory_);
  const Finished done = generate(path("good.log"), {"--config", path("guard.yaml")});
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_NE(done.errors.find("guard.yaml:1:"), std::string::npos) << done.errors;
  EXPECT_EQ(snapshot(directory_), before);
}

TEST_F(BadInput, OneBadLogDoesNotHideTheOthers) {
  const Finished done = profgen(
      {"events", "-q", path("none.log"), path("good.log"), "--policy-dir", path("apparmor.d")});
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_NE(done.output.find("/etc/hostname"), std::string::npos);
}

TEST_F(BadInput, NothingFromALogMovesTheCursor) {
  write("evil.log",
        "type=AVC msg=audit(1795457404.512:103): apparmor=\"DENIED\" operation=\"open\" "
        "profile=\"t\" name=2F746D702F1B5D303B787807 pid=1 comm=1B5B324A requested_mask=\"r\" "
        "denied_mask=\"r\" fsuid=0 ouid=0\n");
  for (const char* format : {"text", "rules", "diff", "json", "profile"}) {
    const Finished done = profgen(
        {"suggest", "--policy-dir", path("apparmor.d"), "--format", format, path("evil.log")});
    for (const std::string* text : {&done.output, &done.errors})
      for (const char c : *text)
        ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') << format;
  }
  const Finished events = profgen({"events", path("evil.log")});
  EXPECT_EQ(events.output.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace profgen::test
