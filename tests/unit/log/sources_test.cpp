// Files, folders, compressed and damaged files.
#include "log/sources.hpp"

#include <archive.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "folder.hpp"
#include "log/lines.hpp"
#include "reading.hpp"

namespace profgen::log {
namespace {

struct FromFiles {
  std::vector<std::uint64_t> serials;
  ReadReport report;
};
FromFiles read_files(const std::vector<std::string>& sources) {
  FromFiles out;
  out.report = read_logs(sources, [&out](const Record& record, const Event&) {
    out.serials.push_back(record.serial);
  });
  return out;
}

TEST(Sources, RotatedSetsOldestFirst) {
  std::vector<std::string> paths = {
      "/l/audit.log",         "/l/audit.log.1", "/l/audit.log.10.gz", "/l/audit.log.2.gz",
      "/l/kern.log",          "/l/kern.log.1",  "/l/messages",        "/l/messages-20260102.xz",
      "/l/messages-20251231", "/l/node1"};
  const std::vector<std::string> expected = {
      "/l/audit.log.10.gz", "/l/audit.log.2.gz", "/l/audit.log.1",       "/l/audit.log",
      "/l/kern.log.1",      "/l/kern.log",       "/l/messages-20251231", "/l/messages-20260102.xz",
      "/l/messages",        "/l/node1"};
  std::mt19937 random(3);
  for (int round = 0; round < 50; ++round) {
    std::shuffle(paths.begin(), paths.end(), random);
    sort_rotated(paths);
    EXPECT_EQ(paths, expected);
  }
}

TEST(Sources, FoldersAreReadInThatOrder) {
  Folder folder;
  folder.write("audit/audit.log", record(4));
  folder.write("audit/audit.log.1", record(3));
  folder.write("audit/audit.log.2.gz", compressed(record(2), archive_write_add_filter_gzip));
  folder.write("audit/audit.log.10", record(1));
  folder.write("zzz/notes", "nothing of ours\n");
  const FromFiles read = read_files({folder.path()});
  EXPECT_EQ(read.serials, (std::vector<std::uint64_t>{1, 2, 3, 4}));
  EXPECT_TRUE(read.report.failures.empty());
  EXPECT_EQ(read.report.lines, 5u);
}

TEST(Sources, AFileIsReadOnceWhateverItsNames) {
  Folder folder;
  const std::string file = folder.write("a.log", record(1));
  fs::create_symlink(file, folder.path() + "/b.log");
  EXPECT_EQ(read_files({folder.path(), file, file, folder.path() + "/b.log"}).serials.size(), 1u);
}

TEST(Sources, WhatIsMissingIsAFailureAndTheRestIsRead) {
  Folder folder;
  const std::string file = folder.write("a.log", record(1));
  fs::create_directory(folder.path() + "/empty");
  const FromFiles read = read_files({folder.path() + "/none", folder.path() + "/empty", file});
  EXPECT_EQ(read.serials.size(), 1u);
  ASSERT_EQ(read.report.failures.size(), 2u);
  std::string all;
  for (const Error& failure : read.report.failures) {
    EXPECT_TRUE(failure.kind == ErrorKind::input);
    all += failure.text() + "\n";
  }
  EXPECT_NE(all.find("/none"), std::string::npos);
  EXPECT_NE(all.find("/empty"), std::string::npos);
}

TEST(Sources, CompressionIsKnownByContent) {
  for (const Filter filter : {archive_write_add_filter_gzip, archive_write_add_filter_xz,
                              archive_write_add_filter_zstd, archive_write_add_filter_bzip2}) {
    Folder folder;
    const std::string one = compressed(record(1) + record(2), filter);
    EXPECT_EQ(read_files({folder.write("plain-name", one)}).serials.size(), 2u);
    // logrotate and pigz append whole members.
    EXPECT_EQ(read_files({folder.write("two", one + compressed(record(3), filter))}).serials.size(),
              3u);
    EXPECT_TRUE(
        read_files({folder.write("empty", compressed("", filter))}).report.failures.empty());
  }
}

TEST(Sources, ATruncatedOneGivesWhatItHasAndAnError) {
  std::mt19937 random(5);
  std::string text;
  for (int i = 0; i < 20000; ++i) text += record(static_cast<int>(random() % 1000000));
  for (const Filter filter : {archive_write_add_filter_gzip, archive_write_add_filter_xz,
                              archive_write_add_filter_zstd, archive_write_add_filter_bzip2}) {
    Folder folder;
    const std::string whole = compressed(text, filter);
    const std::string path = folder.write("cut.gz", whole.substr(0, whole.size() * 3 / 4));
    const FromFiles read = read_files({path});
    ASSERT_EQ(read.report.failures.size(), 1u);
    EXPECT_NE(read.report.failures[0].text().find("cut.gz"), std::string::npos);
    EXPECT_NE(read.report.failures[0].text().find(" bytes"), std::string::npos);
    // bzip2 gives 900 kB blocks, xz one block of all: what was read counts, if anything was.
    if (filter == archive_write_add_filter_gzip) {
      EXPECT_GT(read.serials.size(), 1000u);
    }
  }
}

TEST(Sources, DamageIsNoCrash) {
  std::mt19937 random(6);
  std::string text;
  for (int i = 0; i < 200; ++i) text += record(i);
  Folder folder;
  for (const Filter filter : {archive_write_add_filter_gzip, archive_write_add_filter_xz,
                              archive_write_add_filter_zstd, archive_write_add_filter_bzip2}) {
    const std::string whole = compressed(text, filter);
    for (int round = 0; round < 30; ++round) {
      std::string damaged = whole;
      damaged[random() % damaged.size()] = static_cast<char>(random());
      (void)read_files({folder.write("damaged" + std::to_string(round), damaged)});
    }
  }
}

TEST(Sources, ADamagedJournalIsAFailureOfItsOwn) {
  Folder folder;
  const std::string log = folder.write("audit.log", record(1));
  const FromFiles read = read_files({folder.write("system.journal", "LPKSHHRH\x01\x02\x03"), log});
  ASSERT_EQ(read.report.failures.size(), 1u);
  EXPECT_NE(read.report.failures[0].text().find("system.journal"), std::string::npos);
  EXPECT_EQ(read.serials.size(), 1u);
}

TEST(Sources, ABinaryFileIsNoFailure) {
  Folder folder;
  std::string bytes(300000, '\0');
  std::mt19937 random(8);
  for (char& c : bytes) c = static_cast<char>(random());
  const FromFiles read = read_files({folder.write("wtmp", bytes)});
  EXPECT_TRUE(read.report.failures.empty());
  EXPECT_EQ(read.report.records, 0u);
  EXPECT_GT(read.report.lines, 0u);
}

// Gives its text in pieces of any size.
class Pieces : public ByteSource {
 public:
  Pieces(std::string text, unsigned seed) : text_(std::move(text)), random_(seed) {}
  Result<std::size_t> read(char* out, std::size_t size) override {
    const std::size_t count =
        std::min({size, text_.size() - at_, static_cast<std::size_t>(1 + random_() % 700'000)});
    text_.copy(out, count, at_);
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
  std::mt19937 random_;
};

TEST(Lines, AreTheSameHoweverTheyCome) {
  std::mt19937 random(9);
  for (unsigned round = 0; round < 20; ++round) {
    std::string text;
    for (int i = 0; i < 20; ++i) {
      const std::size_t size = random() % 4 == 0   ? Lines::longest - 2 + random() % 5
                               : random() % 4 == 1 ? random() % (3 * Lines::longest)
                                                   : random() % 100;
      text += std::string(size, static_cast<char>('a' + i));
      if (i != 19 || random() % 2) text += '\n';
    }
    Pieces pieces(text, round);
    Lines streamed(pieces), whole{std::string_view(text)};
    for (;;) {
      const auto a = streamed.next(), b = whole.next();
      ASSERT_EQ(a.has_value(), b.has_value());
      if (!a) break;
      EXPECT_EQ(a->too_long, b->too_long);
      if (!a->too_long) {
        EXPECT_EQ(a->text, b->text);
      }
      EXPECT_EQ(streamed.number(), whole.number());
    }
  }
}

TEST(Lines, OfOneMebibyteAreKept) {
  const std::string text =
      std::string(Lines::longest, 'x') + "\n" + std::string(Lines::longest + 1, 'y') + "\nz";
  Lines lines{std::string_view(text)};
  auto line = lines.next();
  EXPECT_FALSE(line->too_long);
  EXPECT_EQ(line->text.size(), Lines::longest);
  line = lines.next();
  EXPECT_TRUE(line->too_long);
  EXPECT_EQ(lines.next()->text, "z");
  EXPECT_FALSE(lines.next());
  EXPECT_EQ(lines.number(), 3u);
}

}  // namespace
}  // namespace profgen::log
