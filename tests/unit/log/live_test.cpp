// Logs that grow while they are read; the audit socket's datagrams.
#include <gtest/gtest.h>
#include <libaudit.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <random>

#include "folder.hpp"
#include "log/live/audit_socket.hpp"
#include "profgen/follow.hpp"

namespace profgen::log {
namespace {

using Serials = std::vector<std::uint64_t>;

class Following {
 public:
  explicit Following(const std::vector<std::string>& sources, const FollowOptions& options = {})
      : follow_(sources, options) {}
  // What came since the last look; some steps, as rotation takes more than one.
  Serials look(int steps = 3) {
    Serials out;
    for (int i = 0; i < steps; ++i) more_ = follow_.step(sink(out), 0);
    return out;
  }
  Serials finish() {
    Serials out;
    follow_.finish(sink(out));
    return out;
  }
  [[nodiscard]] const ReadReport& report() const { return follow_.report(); }
  [[nodiscard]] bool more() const { return more_; }

 private:
  static EventSink sink(Serials& out) {
    return [&out](const Record& record, const Event&) { out.push_back(record.serial); };
  }
  Follow follow_;
  bool more_ = true;
};

void append(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::app) << text;
}

TEST(Follow, WhatIsAppendedComesOnceAndLinesAreWhole) {
  Folder folder;
  const std::string log = folder.write("audit.log", record(1));
  Following following({log});
  EXPECT_EQ(following.look(), (Serials{1}));
  EXPECT_EQ(following.look(), Serials{});
  const std::string two = record(2);
  append(log, two.substr(0, 50));
  EXPECT_EQ(following.look(), Serials{});
  append(log, two.substr(50) + record(3));
  EXPECT_EQ(following.look(), (Serials{2, 3}));
  append(log, two.substr(0, two.size() - 1));  // no newline: it comes when following ends
  EXPECT_EQ(following.look(), Serials{});
  EXPECT_EQ(following.finish(), (Serials{2}));
  EXPECT_EQ(following.report().lines, 4u);
  EXPECT_EQ(following.report().events, 4u);
}

TEST(Follow, OnlyWhatIsNew) {
  Folder folder;
  const std::string log = folder.write("audit.log", record(1) + record(2).substr(0, 40));
  FollowOptions options;
  options.only_new = true;
  Following following({log}, options);
  EXPECT_EQ(following.look(), Serials{});
  append(log, record(2).substr(40) + record(3));
  EXPECT_EQ(following.look(), (Serials{2, 3}));
}

TEST(Follow, ThroughRotationByRename) {
  Folder folder;
  const std::string log = folder.write("audit.log", record(1));
  Following following({log});
  EXPECT_EQ(following.look(), (Serials{1}));
  fs::rename(log, log + ".1");
  append(log + ".1", record(2));  // the daemon does not know yet
  EXPECT_EQ(following.look(), (Serials{2}));
  append(log, record(4));
  EXPECT_EQ(following.look(), (Serials{4}));
  append(log + ".1", record(3));
  append(log, record(5));
  Serials both = following.look();
  std::sort(both.begin(), both.end());
  EXPECT_EQ(both, (Serials{3, 5}));
  // After a while the old one is let go.
  EXPECT_EQ(following.look(60), Serials{});
  append(log + ".1", record(9));
  append(log, record(6));
  EXPECT_EQ(following.look(), (Serials{6}));
  EXPECT_TRUE(following.report().failures.empty());
}

TEST(Follow, ThroughTruncation) {
  Folder folder;
  const std::string log = folder.write("a.log", record(1) + record(2));
  Following following({log});
  EXPECT_EQ(following.look(), (Serials{1, 2}));
  append(log, record(3).substr(0, 30));
  EXPECT_EQ(following.look(), Serials{});
  fs::resize_file(log, 0);
  append(log, record(4));
  EXPECT_EQ(following.look(), (Serials{4}));  // and not the half of 3 with 4 behind it
  // Cut off and longer again before anybody looked.
  fs::resize_file(log, 0);
  append(log, record(5) + record(6) + record(7));
  EXPECT_EQ(following.look(), (Serials{5, 6, 7}));
}

TEST(Follow, AFileThatIsNotThereYetAndOneThatCannotBeRead) {
  Folder folder;
  const std::string log = folder.path() + "/later.log";
  Following following({log, folder.write("binary", "LPKSHHRH123")});
  EXPECT_EQ(following.report().failures.size(), 1u);
  EXPECT_EQ(following.look(), Serials{});
  EXPECT_TRUE(following.more());
  append(log, record(1));
  EXPECT_EQ(following.look(), (Serials{1}));
}

TEST(Follow, ACompressedFileIsReadOnce) {
  Folder folder;
  const std::string log =
      folder.write("a.gz", compressed(record(1) + record(2), archive_write_add_filter_gzip));
  Following following({log});
  EXPECT_EQ(following.look(), (Serials{1, 2}));
  EXPECT_FALSE(following.more());
}

TEST(Follow, AnythingAtRandomComesOnce) {
  std::mt19937 random(5);
  for (int round = 0; round < 10; ++round) {
    Folder folder;
    const std::string log = folder.write("a.log", "");
    Following following({log});
    Serials all;
    int written = 0;
    std::string pending;
    for (int step = 0; step < 60; ++step) {
      for (unsigned n = random() % 3; n-- > 0;) pending += record(++written);
      const std::size_t piece = random() % (pending.size() + 1);
      append(log, pending.substr(0, piece));
      pending.erase(0, piece);
      if (random() % 8 == 0 && pending.empty()) fs::rename(log, log + "." + std::to_string(step));
      if (!fs::exists(log)) append(log, "");
      for (const std::uint64_t serial : following.look(1)) all.push_back(serial);
    }
    append(log, pending);
    for (const std::uint64_t serial : following.look(5)) all.push_back(serial);
    std::sort(all.begin(), all.end());
    Serials expected;
    for (int i = 1; i <= written; ++i) expected.push_back(static_cast<std::uint64_t>(i));
    EXPECT_EQ(all, expected);
  }
}

std::string datagram(unsigned type, const std::string& text) {
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_HDRLEN + text.size());
  header.nlmsg_type = static_cast<std::uint16_t>(type);
  std::string out(NLMSG_HDRLEN, '\0');
  std::memcpy(out.data(), &header, sizeof header);
  return out + text;
}

TEST(AuditSocket, ADatagramIsALineOfAuditLog) {
  EXPECT_EQ(audit_line(datagram(AUDIT_AVC, "audit(1.002:3): apparmor=\"DENIED\"")),
            "type=AVC msg=audit(1.002:3): apparmor=\"DENIED\"\n");
  EXPECT_EQ(audit_line(datagram(AUDIT_USER_AVC, std::string("audit(1.002:3): msg='a\nb'\0", 25))),
            "type=USER_AVC msg=audit(1.002:3): msg='a b'\n");
  EXPECT_EQ(audit_line(datagram(1999, "audit(1.002:3): x=1")),
            "type=UNKNOWN[1999] msg=audit(1.002:3): x=1\n");
  EXPECT_EQ(audit_line(datagram(AUDIT_EOE, "audit(1.002:3): ")), "");
  EXPECT_EQ(audit_line(datagram(AUDIT_GET, "audit(1.002:3): ")), "");
  EXPECT_EQ(audit_line(datagram(AUDIT_AVC, "something else")), "");
  for (std::size_t size = 0; size < NLMSG_HDRLEN; ++size)
    EXPECT_EQ(audit_line(std::string(size, 'x')), "");
}

TEST(AuditSocket, DatagramsOfASocketBecomeText) {
  int pair[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair), 0);
  AuditSocket socket(pair[0]);
  std::string text;
  EXPECT_TRUE(socket.fetch(text));
  EXPECT_EQ(text, "");
  const std::string one = datagram(AUDIT_AVC, "audit(1.002:3): a=1");
  for (int i = 0; i < 3; ++i) ASSERT_GT(send(pair[1], one.data(), one.size(), 0), 0);
  EXPECT_TRUE(socket.fetch(text));
  EXPECT_EQ(text.size(), 3 * std::string("type=AVC msg=audit(1.002:3): a=1\n").size());
  EXPECT_EQ(socket.take_lost(), 0u);
  close(pair[1]);
}

TEST(AuditSocket, TheRealOneOrAClearRefusal) {
  auto socket = AuditSocket::open();
  if (!socket) {
    EXPECT_NE(socket.error().text().find("audit:"), std::string::npos);
    GTEST_SKIP() << "no audit records to listen to here: " << socket.error().text();
  }
  std::string text;
  EXPECT_TRUE((*socket)->fetch(text));
}

TEST(AuditSocket, ReadingItToItsEndIsRefused) {
  const ReadReport report = read_logs({"audit:"}, [](const Record&, const Event&) {});
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_TRUE(report.failures[0].kind == ErrorKind::usage);
  EXPECT_NE(report.failures[0].text().find("--follow"), std::string::npos);
}

}  // namespace
}  // namespace profgen::log
