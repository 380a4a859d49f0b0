// Going on where reading stopped: growth, rotation, compression, truncation, other logs that begin
// alike.
#include "log/resume.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>

#include "folder.hpp"
#include "log/copies.hpp"
#include "reading.hpp"

namespace profgen::log {
namespace {

struct Came {
  std::vector<std::uint64_t> serials;
  std::vector<std::uint64_t> lines;
  ReadReport report;
};

// One after the other, as `collect --since-last` reads: every position is kept.
class Reader {
 public:
  Came read(const std::vector<std::string>& sources) {
    ReadOptions options;
    options.whole_lines = true;
    options.resume = positions_;
    Came run;
    run.report = read_logs(
        sources,
        [&run](const Record& record, const Event&) {
          run.serials.push_back(record.serial);
          run.lines.push_back(record.line);
        },
        options);
    for (const Position& position : run.report.positions) positions_.push_back(position);
    return run;
  }

 private:
  std::vector<Position> positions_;
};

using Serials = std::vector<std::uint64_t>;

std::string records(int first, int last) {
  std::string out;
  for (int serial = first; serial <= last; ++serial) out += record(serial);
  return out;
}
Serials numbers(std::uint64_t first, std::uint64_t last) {
  Serials out;
  for (; first <= last; ++first) out.push_back(first);
  return out;
}

TEST(Resume, WhatWasAddedIsReadAndItsLinesAreNumberedOn) {
  Folder folder;
  Reader reader;
  const std::string log = folder.write("audit.log", records(1, 3));
  EXPECT_EQ(reader.read({log}).serials, numbers(1, 3));
  EXPECT_TRUE(reader.read({log}).serials.empty());
  folder.write("audit.log", records(1, 5));
  const Came run = reader.read({log});
  EXPECT_EQ(run.serials, numbers(4, 5));
  EXPECT_EQ(run.lines, (Serials{4, 5}));
  EXPECT_EQ(run.report.lines, 2u);
  ASSERT_EQ(run.report.positions.size(), 1u);
  EXPECT_EQ(run.report.positions[0].bytes, records(1, 5).size());
  EXPECT_EQ(run.report.positions[0].lines, 5u);
  EXPECT_EQ(run.report.positions[0].fingerprint.size(), 32u);
}

TEST(Resume, ALineThatIsNotOverIsLeftForTheNextTime) {
  Folder folder;
  Reader reader;
  const std::string text = records(1, 2);
  for (std::size_t cut = 0; cut <= text.size(); cut += 7) {
    Reader each;
    const std::string log = folder.write("a.log", text.substr(0, cut));
    Serials all = each.read({log}).serials;
    EXPECT_LE(all.size(), cut / record(1).size());
    folder.write("a.log", text + record(3));
    for (const std::uint64_t serial : each.read({log}).serials) all.push_back(serial);
    EXPECT_EQ(all, numbers(1, 3)) << "cut at " << cut;
  }
}

TEST(Resume, FollowsALogThroughItsRotation) {
  Folder folder;
  Reader reader;
  folder.write("audit.log", records(1, 3));
  EXPECT_EQ(reader.read({folder.path()}).serials, numbers(1, 3));
  // Two more arrive, then it is rotated, and a new one begins.
  folder.write("audit.log.1", records(1, 5));
  folder.write("audit.log", records(6, 7));
  EXPECT_EQ(reader.read({folder.path()}).serials, numbers(4, 7));
  // Compressed meanwhile.
  folder.remove("audit.log.1");
  folder.write("audit.log.2.gz", compressed(records(1, 5), archive_write_add_filter_gzip));
  folder.write("audit.log.1", records(6, 9));
  folder.write("audit.log", record(10));
  EXPECT_EQ(reader.read({folder.path()}).serials, numbers(8, 10));
  EXPECT_TRUE(reader.read({folder.path()}).serials.empty());
}

TEST(Resume, ACompressedLogThatWasLongerThanWhatWasReadIsReadOn) {
  for (const Filter filter : {archive_write_add_filter_gzip, archive_write_add_filter_zstd}) {
    Folder folder;
    Reader reader;
    folder.write("kern.log", records(1, 2000));
    EXPECT_EQ(reader.read({folder.path()}).serials.size(), 2000u);
    folder.remove("kern.log");
    folder.write("kern.log.1.gz", compressed(records(1, 2007), filter));
    EXPECT_EQ(reader.read({folder.path()}).serials, numbers(2001, 2007));
    EXPECT_TRUE(reader.read({folder.path()}).serials.empty());
  }
}

TEST(Resume, ATruncatedLogIsANewOne) {
  Folder folder;
  Reader reader;
  const std::string log = folder.write("a.log", records(1, 4));
  EXPECT_EQ(reader.read({log}).serials.size(), 4u);
  folder.write("a.log.1", records(1, 4));  // copytruncate
  folder.write("a.log", records(5, 6));
  const Came run = reader.read({folder.path()});
  EXPECT_EQ(run.serials, numbers(5, 6));
  EXPECT_TRUE(run.report.failures.empty());
}

TEST(Resume, AShorterOneIsReadFromItsStartAndTold) {
  for (const bool packed : {false, true}) {
    Folder folder;
    Reader reader;
    const auto text = [packed](int last) {
      return packed ? compressed(records(1, last), archive_write_add_filter_gzip)
                    : records(1, last);
    };
    const std::string log = folder.write("a.log", text(4));
    EXPECT_EQ(reader.read({log}).serials.size(), 4u);
    folder.write("a.log", text(2));
    const Came run = reader.read({log});
    EXPECT_EQ(run.serials, numbers(1, 2));
    ASSERT_EQ(run.report.failures.size(), 1u);
    EXPECT_TRUE(run.report.failures[0].kind == ErrorKind::input);
    EXPECT_NE(run.report.failures[0].text().find("shorter"), std::string::npos);
  }
}

// Texts of dmesg of two boots: the first line is the same, and nothing else.
TEST(Resume, AnotherLogThatBeginsAlikeIsReadFromItsStart) {
  const std::string boot = "[    0.000000] Linux version 6.1.0 (debian-kernel)\n";
  for (const bool packed : {false, true}) {
    Folder folder;
    Reader reader;
    const auto pack = [packed](const std::string& text) {
      return packed ? compressed(text, archive_write_add_filter_xz) : text;
    };
    const std::string log = folder.write("dmesg", pack(boot + records(1, 30)));
    EXPECT_EQ(reader.read({log}).serials.size(), 30u);
    folder.write("dmesg", pack(boot + records(101, 140)));
    const Came other = reader.read({log});
    EXPECT_EQ(other.serials, numbers(101, 140));
    EXPECT_EQ(other.lines.front(), 2u);
    EXPECT_TRUE(other.report.failures.empty());
    // Both are known now, whatever their names.
    folder.write("dmesg", pack(boot + records(1, 31)));
    folder.write("dmesg.old", pack(boot + records(101, 143)));
    EXPECT_EQ(reader.read({folder.path() + "/dmesg", folder.path() + "/dmesg.old"}).serials,
              (Serials{31, 141, 142, 143}));
  }
}

TEST(Resume, RandomGrowthAndRotationSkipNothingAndDoubleNothing) {
  std::mt19937 random(11);
  for (int round = 0; round < 20; ++round) {
    Folder folder;
    Reader reader;
    Serials all;
    std::vector<std::string> logs(1);  // newest first
    int written = 0;
    std::string pending;
    for (int step = 0; step < 30; ++step) {
      for (unsigned n = random() % 4; n-- > 0;) pending += record(++written);
      // Written in pieces that know no lines.
      const std::size_t piece = pending.size() - (random() % 2 != 0 ? pending.size() / 3 : 0);
      logs[0] += pending.substr(0, piece);
      pending.erase(0, piece);
      if (random() % 4 == 0 && pending.empty()) logs.insert(logs.begin(), "");
      for (std::size_t i = 0; i < logs.size(); ++i) {
        const std::string name = i == 0 ? "audit.log" : "audit.log." + std::to_string(i);
        folder.remove(name);
        folder.remove(name + ".gz");
        if (i >= 2)
          folder.write(name + ".gz", compressed(logs[i], archive_write_add_filter_gzip));
        else
          folder.write(name, logs[i]);
      }
      for (const std::uint64_t serial : reader.read({folder.path()}).serials) all.push_back(serial);
    }
    logs[0] += pending;
    folder.write("audit.log", logs[0]);
    for (const std::uint64_t serial : reader.read({folder.path()}).serials) all.push_back(serial);
    EXPECT_EQ(all, numbers(1, static_cast<std::uint64_t>(written)));
  }
}

TEST(Resume, AnEntryOfTheExportFormatIsNotTornApart) {
  const auto entry = [](int serial) {
    return "__CURSOR=s=" + std::to_string(serial) +
           "\n_TRANSPORT=audit\n_AUDIT_ID=" + std::to_string(serial) +
           "\n_SOURCE_REALTIME_TIMESTAMP=1795457558621000\n" +
           R"(MESSAGE=AVC apparmor="DENIED" operation="open" profile="p" name="/f" denied_mask="r")" +
           "\n\n";
  };
  const std::string text = entry(1) + entry(2) + entry(3);
  for (std::size_t cut = 1; cut < text.size(); cut += 5) {
    Folder folder;
    Reader reader;
    const std::string log = folder.write("export", text.substr(0, cut));
    Serials all = reader.read({log}).serials;
    folder.write("export", text);
    for (const std::uint64_t serial : reader.read({log}).serials) all.push_back(serial);
    EXPECT_EQ(all, numbers(1, 3)) << "cut at " << cut;
  }
}

TEST(Resume, TheHostOfRecordsThatNameNone) {
  Folder folder;
  const std::string log = folder.write("a.log", record(1) + "node=other " + record(2));
  ReadOptions options;
  options.host = "here";
  std::vector<std::string> hosts;
  const ReadReport report = read_logs(
      {log}, [&hosts](const Record& record, const Event&) { hosts.push_back(record.host); },
      options);
  EXPECT_EQ(hosts, (std::vector<std::string>{"here", "other"}));
}

// A source of bytes that cannot go back, as a pipe.
class Pipe : public ByteSource {
 public:
  explicit Pipe(std::string text) : text_(std::move(text)) {}
  Result<std::size_t> read(char* out, std::size_t size) override {
    size = std::min({size, text_.size() - at_, std::size_t{1000}});
    text_.copy(out, size, at_);
    at_ += size;
    return size;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

TEST(Resume, APipeIsKnownAgainToo) {
  const std::string text = records(1, 200);
  Position known;
  known.fingerprint = fingerprint_of(text);
  known.bytes = records(1, 150).size();
  known.lines = 150;
  known.tail = Tail(records(1, 150), true).hash();
  const auto rest = [&known](const std::string& piped) {
    OpenedSource opened;
    opened.bytes = std::make_unique<Pipe>(piped);
    auto begun = begin_source(std::move(opened), "-", {known});
    std::string out;
    char buffer[500];
    while (const auto count = begun->bytes->read(buffer, sizeof buffer)) {
      if (*count == 0) break;
      out.append(buffer, *count);
    }
    return std::pair(out, begun->told.has_value());
  };
  EXPECT_EQ(rest(text), std::pair(records(151, 200), false));
  const std::string other = record(1) + records(900, 1200);
  EXPECT_EQ(rest(other), std::pair(other, false));
  EXPECT_EQ(rest(records(1, 20)), std::pair(records(1, 20), true));
}

TEST(Copies, ALogUnderTwoNamesIsReadOnce) {
  Folder folder;
  folder.write("audit.log.1", records(1, 400));
  folder.write("audit.log.1.gz", compressed(records(1, 400), archive_write_add_filter_gzip));
  folder.write("audit.log.2", records(1, 300));  // a copy from before the last lines came
  folder.write("audit.log", records(500, 510));
  Reader reader;
  const Came run = reader.read({folder.path()});
  EXPECT_EQ(run.serials.size(), 411u);
  EXPECT_EQ(run.report.notes.size(), 2u);
  EXPECT_EQ(run.report.positions.size(), 2u);
}

TEST(Copies, OnlyContentTells) {
  Folder folder;
  const std::string boot = "[    0.000000] Linux version 6.1.0 (debian-kernel)\n";
  std::vector<std::string> files;
  for (int host = 0; host < 30; ++host)
    files.push_back(folder.write("host" + std::to_string(host),
                                 boot + std::string(6000, 'x') + "\n" + record(host)));
  EXPECT_TRUE(find_copies(files).empty());
  // Of pages that are alike and what follows them.
  files = {folder.write("short", boot), folder.write("a", boot + std::string(5000, 'y') + "\n"),
           folder.write("b", boot + std::string(5000, 'y') + "\n" + record(1))};
  const auto copies = find_copies(files);
  EXPECT_EQ(copies.size(), 2u);
  EXPECT_EQ(copies.count(files[2]), 0u);
  EXPECT_TRUE(find_copies({files[2], files[2]}).empty());
}

}  // namespace
}  // namespace profgen::log
