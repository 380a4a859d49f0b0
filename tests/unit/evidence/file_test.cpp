// Evidence files: what is written is read again, byte for byte, and nothing else is taken for one.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>

#include "base/hash.hpp"
#include "evidence/entry_line.hpp"
#include "evidence/lines.hpp"
#include "evidence/seen.hpp"
#include "profgen/evidence_file.hpp"

namespace profgen::evidence {
namespace {

// One access of every class with every member set, and one with none.
std::vector<Access> every_class() {
  const std::string odd = std::string("\xff\x00\x1b[0m\"\\", 8) +
                          "\xc2\x9b\xe2\x80\xae"
                          "é";
  return {FileAccess{odd, 127, true},
          FileAccess{"", 0, false},
          ExecAccess{"/x", true, odd},
          LinkAccess{odd, "/t", true},
          CapabilityAccess{"net_admin"},
          NetworkAccess{"inet", "stream", "tcp", 0xfff, {"::1", 1}, {"10.0.0.1", 65535}},
          NetworkAccess{},
          UnixAccess{0x80000400, "stream", odd, "none", "label"},
          DbusAccess{15, "system", "/p", "i.f", "M", ":1.2", "n", "l"},
          SignalAccess{3, "rtmin+3", "peer"},
          PtraceAccess{15, "peer"},
          MountAccess{MountKind::remount, "ext4", "/dev/x", odd, {"rw", odd, ""}},
          MountAccess{},
          PivotRootAccess{"/old", "/new"},
          ChangeProfileAccess{"t", true, true},
          ChangeHatAccess{"hat"},
          MqueueAccess{127, "posix", "/q", "l"},
          IoUringAccess{3, "l"},
          UsernsAccess{},
          RlimitAccess{"nofile", 0xffffffffffffffff},
          std::monostate{}};
}

Seen some_seen(std::mt19937& random) {
  Seen seen;
  seen.counts = {random() % 3, random() % 3, random(), 0};
  seen.untrusted = random() % 2;
  const std::int64_t times[] = {0, 1, -5, 1795457407516000, 253402300800000000, INT64_MAX / 2};
  seen.first_us = times[random() % 6];
  seen.last_us = times[random() % 6];
  seen.hosts = {"a", "b\xfe"};
  if (random() % 2 == 0) seen.programs = {"x y", "\n"};
  if (random() % 2 == 0) seen.workloads = {"ns/pod/c"};
  seen.sample = "type=AVC \x1d" + std::string(random() % 4, '\x80');
  if (random() % 2 == 0) seen.info = "why";
  return seen;
}

TEST(EvidenceFile, EveryClassIsReadAsItWasWritten) {
  std::mt19937 random(41);
  for (int round = 0; round < 20; ++round)
    for (const Access& access : every_class())
      for (const Crowd crowd : {Crowd::none, Crowd::names, Crowd::tree, Crowd::children}) {
        Entry entry;
        entry.subject = {random() % 2 == 0 ? "" : "ns\xff", "P//null-/x"};
        entry.key = {access, crowd != Crowd::none || random() % 2 == 0, crowd};
        entry.seen = some_seen(random);
        if (entry.key.unusable) entry.seen.unusable = "too many";
        if (crowd != Crowd::none) {
          entry.seen.perms = random() % 128;
          entry.seen.own_perms = random() % 128;
          entry.seen.names = {"/a", "\xff"};
          entry.seen.limit = random() % 3;
        }
        if (random() % 2 == 0) {
          const Seen& seen = entry.seen;
          entry.seen.tallies = {{0, seen.counts, seen.untrusted}};
        }
        std::string line = entry_line(entry);
        line.pop_back();
        for (const char c : line) ASSERT_TRUE((c >= 0x20 && c != 0x7f) || c < 0) << line;
        FileHead head;
        head.sources.resize(1);
        Entry back;
        LineKind kind = LineKind::head;
        ASSERT_EQ(read_line(line, head, back, kind), "") << line;
        ASSERT_EQ(kind, LineKind::entry);
        ASSERT_EQ(back.subject, entry.subject);
        ASSERT_EQ(back.key, entry.key) << line;
        ASSERT_EQ(back.seen.counts, entry.seen.counts);
        ASSERT_EQ(back.seen.sample, entry.seen.sample);
        ASSERT_EQ(back.seen.first_us, entry.seen.first_us);
        ASSERT_EQ(back.seen.hosts, entry.seen.hosts);
        ASSERT_EQ(back.seen.names, entry.seen.names);
        ASSERT_EQ(back.seen.tallies, entry.seen.tallies);
      }
}

TEST(EvidenceFile, TheHeadIsReadAsItWasWritten) {
  FileHead head;
  head.sources = {{"0a", "/var/log/\xff", "h", 7, {{"why \x1b", 2}}, {{"audit_lost", 1}}},
                  {"0b", "-", "", 0, {}, {}}};
  Cursor cursor;
  cursor.position.source = "/var/log/audit/audit.log";
  cursor.position.fingerprint = "f";
  cursor.position.tail = "t";
  cursor.position.bytes = 12;
  cursor.position.lines = 3;
  cursor.position.reference_us = 5;
  cursor.position.cursor = "s=1;i=2";
  cursor.source_id = "0a";
  head.cursors = {cursor};
  head.recent = {{"src", "h", Transport::kernel, 9, 8, {0, 1, 0xfedcba9876543210}}};
  const std::string text = head_lines(head);
  FileHead back;
  Entry entry;
  LineKind kind = LineKind::entry;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    ASSERT_EQ(read_line(std::string_view(text).substr(at, end - at), back, entry, kind), "");
    ASSERT_EQ(kind, LineKind::head);
    at = end + 1;
  }
  EXPECT_EQ(head_lines(back), text);
  EXPECT_EQ(back.recent[0].hashes, head.recent[0].hashes);
  EXPECT_EQ(back.sources[0].name, head.sources[0].name);
}

TEST(EvidenceFile, OfNothingIsAFileToo) {
  const auto file = open_text(to_text(Evidence()), "empty");
  ASSERT_TRUE(file) << file.error().text();
  Entry entry;
  const Result<bool> more = (*file)->next(entry);
  ASSERT_TRUE(more);
  EXPECT_FALSE(*more);
}

TEST(EvidenceFile, SaysWhatIsWrong) {
  const auto why = [](const std::string& text) {
    const auto file = open_text(text, "f");
    return file ? std::string() : file.error().text();
  };
  const std::string good = to_text(Evidence());
  EXPECT_NE(why("").find("f:1: read evidence: the file is empty"), std::string::npos) << why("");
  EXPECT_NE(why("hello\n").find("no evidence file"), std::string::npos);
  EXPECT_NE(why("{\"profgen_evidence\":7}\n").find("version 7"), std::string::npos);
  EXPECT_NE(why("{\"profgen_evidence\":\"\"}\n").find("cannot be read"), std::string::npos);
  EXPECT_NE(why(good.substr(0, good.size() - 1)).find("cut off"), std::string::npos);
  EXPECT_NE(why(good.substr(0, 30)).find("cut off"), std::string::npos);
  EXPECT_NE(why(good + "\n").find("behind the end"), std::string::npos);
}

// Found by fuzzing: it was read, and would have been written otherwise.
TEST(EvidenceFile, LinesOfTheHeadStandInTheirOrder) {
  FileHead head;
  head.sources = {{"0a", "a.log", "", 1, {}, {}}};
  head.cursors.resize(1);
  head.cursors[0].position.source = "a.log";
  head.cursors[0].source_id = "0a";
  head.recent = {{"src", "h", Transport::kernel, 9, 8, {1}}};
  std::vector<std::string> lines;
  std::istringstream text(head_lines(head));
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 3u);
  std::sort(lines.begin(), lines.end());
  int taken = 0;
  do {
    std::string whole = first_line();
    for (const std::string& line : lines) whole += line + "\n";
    Hash128 hash;
    hash.add(whole);
    const auto file = open_text(whole + end_line(4, hash.hex()), "f");
    if (file) {
      ++taken;
      EXPECT_EQ(head_lines((*file)->head()), head_lines(head));
    } else {
      EXPECT_NE(file.error().text().find("not in their order"), std::string::npos);
    }
  } while (std::next_permutation(lines.begin(), lines.end()));
  EXPECT_EQ(taken, 1);
}

// Found by fuzzing: a host's name longer than any that is kept stood there twice after a merge with
// itself.
TEST(EvidenceFile, NamesAreAsShortAsTheyAreKept) {
  for (const std::size_t length : {longest_word, longest_word + 1}) {
    Entry entry;
    entry.subject.profile = "p";
    entry.key.access = CapabilityAccess{"chown"};
    entry.seen.hosts = {std::string(length, 'h')};
    std::string line = entry_line(entry);
    line.pop_back();
    FileHead head;
    Entry back;
    LineKind kind = LineKind::head;
    EXPECT_EQ(read_line(line, head, back, kind).empty(), length == longest_word) << length;
  }
}

// What an embedder does with one: it joins, and a damaged one leaves everything as it was.
TEST(EvidenceFile, IsMergedIntoEvidence) {
  std::map<Subject, Accesses> held;
  held[{"", "p"}][{CapabilityAccess{"chown"}, false, Crowd::none}].counts = {0, 3, 0, 0};
  const std::string text = to_text(Evidence(held));
  held[{"", "p"}][{CapabilityAccess{"kill"}, false, Crowd::none}].counts = {0, 1, 0, 0};
  Evidence evidence(held);
  const std::string before = to_text(evidence);
  const auto file = open_text(text, "f");
  ASSERT_TRUE(file);
  ASSERT_TRUE(evidence.merge(**file));
  EXPECT_EQ(evidence.distinct(), 2u);
  EXPECT_EQ(to_text(evidence), before);

  class Broken : public EntryStream {
   public:
    const std::vector<Source>& sources() const override { return none_; }
    Status rewind() override { return Unit{}; }
    Result<bool> next(Entry&) override { return Error{ErrorKind::input, "read", "x", "broken"}; }

   private:
    std::vector<Source> none_;
  } broken;
  EXPECT_FALSE(evidence.merge(broken));
  EXPECT_EQ(to_text(evidence), before);
}

}  // namespace
}  // namespace profgen::evidence
