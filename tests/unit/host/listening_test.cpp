#include "profgen/listening.hpp"

#include <gmock/gmock.h>

#include "tests/unit/host/made_up_tree.hpp"

namespace profgen::host {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* tcp =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n"
    "   0: 0100007F:0277 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
    "501 "
    "1 0000000000000000 100 0 0 10 0\n"
    "   1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
    "502 "
    "1 0000000000000000 100 0 0 10 0\n"
    "   2: 0100007F:D2F0 0100007F:0050 01 00000000:00000000 00:00000000 00000000     0        0 "
    "503 "
    "1 0000000000000000 100 0 0 10 0\n"
    "garbage\n";
constexpr const char* tcp6 =
    "  sl  local_address                         remote_address                        st ...\n"
    "   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A "
    "00000000:00000000 00:00000000 00000000     0        0 601 1 0000000000000000 100 0 0 10 0\n"
    "   1: 000080FE00000000FF005450B6AA57FE:0035 00000000000000000000000000000000:0000 0A "
    "00000000:00000000 00:00000000 00000000     0        0 602 1 0000000000000000 100 0 0 10 0\n";
constexpr const char* udp =
    "   sl  local_address rem_address   st ...\n"
    "  10: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 "
    "701 "
    "2 0000000000000000 0\n"
    "  11: 0100007F:1F90 0100007F:0035 01 00000000:00000000 00:00000000 00000000     0        0 "
    "702 "
    "2 0000000000000000 0\n"
    "  12: 00000000:0000 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 "
    "703 "
    "2 0000000000000000 0\n";
constexpr const char* unix_table =
    "Num       RefCount Protocol Flags    Type St Inode Path\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 801 /run/my app/sock\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 802 @abstract\n"
    "0000000000000000: 00000003 00000000 00000000 0001 03 803 /run/connected\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 804\n";

TEST(ReadSockets, OfEveryTable) {
  EXPECT_THAT(read_sockets("tcp", tcp), ElementsAre(ListeningSocket{"tcp", "127.0.0.1", 631, 501},
                                                    ListeningSocket{"tcp", "0.0.0.0", 80, 502}));
  EXPECT_THAT(read_sockets("tcp6", tcp6),
              ElementsAre(ListeningSocket{"tcp6", "::", 22, 601},
                          ListeningSocket{"tcp6", "fe80::5054:ff:fe57:aab6", 53, 602}));
  EXPECT_THAT(read_sockets("udp", udp), ElementsAre(ListeningSocket{"udp", "0.0.0.0", 68, 701}));
  EXPECT_THAT(read_sockets("unix", unix_table),
              ElementsAre(ListeningSocket{"unix", "/run/my app/sock", 0, 801},
                          ListeningSocket{"unix", "@abstract", 0, 802}));
  EXPECT_THAT(read_sockets("tcp", ""), IsEmpty());
}

class ListeningTest : public test::MadeUpTree {
 protected:
  void SetUp() override {
    MadeUpTree::SetUp();
    write("net/tcp", tcp);
    write("net/tcp6", tcp6);
    write("net/udp", udp);
    write("net/unix", unix_table);
    link("self/ns/net", "net:[1]");
    // nginx on two sockets, one of them held twice; a client; a listener in a container.
    link("10/ns/net", "net:[1]");
    link("10/fd/0", "/dev/null");
    link("10/fd/5", "socket:[502]");
    link("10/fd/6", "socket:[502]");
    link("10/fd/7", "socket:[701]");
    write("10/cmdline", std::string("nginx: master\0-g\0", 17));
    link("20/ns/net", "net:[1]");
    link("20/fd/3", "socket:[503]");
    link("30/ns/net", "net:[2]");
    link("30/fd/3", "socket:[901]");
    write("30/net/tcp",
          "heading\n   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000    "
          " 0        0 901 1 0 100 0 0 10 0\n");
    link("40/ns/net", "net:[1]");
    link("40/fd/3", "socket:[801]");
  }
  const std::vector<ConfinedProcess> processes = {{10, "nginx", "enforce", "/usr/sbin/nginx"},
                                                  {20, "unconfined", "", "/usr/bin/curl"},
                                                  {30, "parked", "unconfined", "/usr/bin/web"},
                                                  {40, "unconfined", "", "/usr/bin/my app"},
                                                  {50, "unconfined", "", "/gone"}};
};

TEST_F(ListeningTest, FindsEachListenerOnceInEveryNamespace) {
  const Listening found = listening(root_, processes, false);
  ASSERT_EQ(found.processes.size(), 2U);
  EXPECT_EQ(found.processes[0].process.pid, 10U);
  EXPECT_EQ(found.processes[0].command, "nginx: master -g");
  EXPECT_TRUE(found.processes[0].is_confined());
  EXPECT_THAT(found.processes[0].sockets, ElementsAre(ListeningSocket{"tcp", "0.0.0.0", 80, 502},
                                                      ListeningSocket{"udp", "0.0.0.0", 68, 701}));
  EXPECT_EQ(found.processes[1].process.pid, 30U);
  EXPECT_FALSE(found.processes[1].is_confined()) << "its profile confines nothing";
  EXPECT_THAT(found.processes[1].sockets,
              ElementsAre(ListeningSocket{"tcp", "0.0.0.0", 8080, 901}));
  EXPECT_EQ(found.unreadable, 0U);
}

TEST_F(ListeningTest, UnixSocketsWhereAskedFor) {
  const Listening found = listening(root_, processes, true);
  ASSERT_EQ(found.processes.size(), 3U);
  EXPECT_THAT(found.processes[2].sockets,
              ElementsAre(ListeningSocket{"unix", "/run/my app/sock", 0, 801}));
  EXPECT_FALSE(found.processes[2].is_confined());
}

}  // namespace
}  // namespace profgen::host
