#include "node/events/workloads.hpp"

#include <gtest/gtest.h>

#include "base/memory_files.hpp"

namespace profgen::node {
namespace {

struct OneContainer {
  MemoryFiles files;
  OneContainer() {
    const std::string id(64, 'e');
    files.content["/proc/sys/kernel/hostname"] = "node7\n";
    files.content["/proc/stat"] = "btime 1000\n";
    files.content["/proc/7/stat"] = "7 (a) S 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
    files.content["/proc/7/cgroup"] = "0::/system.slice/docker-" + id + ".scope\n";
    files.content["/var/lib/docker/containers/" + id + "/config.v2.json"] = R"({"Name": "/web"})";
  }
  // What the next one gets.
  std::string seen(const Record& record, const Event& event) const {
    Workloads workloads(files);
    std::string out = "nothing";
    workloads.before([&](const Record& known, const Event&) { out = known.workload; })(record,
                                                                                       event);
    return out;
  }
};

TEST(Workloads, AreThoseOfTheHostsOwnProcesses) {
  const OneContainer host;
  Record record;
  record.transport = Transport::audit;
  record.time_us = 2'000'000'000;
  Event event;
  event.pid = 7;
  EXPECT_EQ(host.seen(record, event), "web");
  record.host = "node7.example.org";
  EXPECT_EQ(host.seen(record, event), "web");
  record.workload = "n/p/c";
  EXPECT_EQ(host.seen(record, event), "n/p/c") << "the log knows better";
  record.workload.clear();
  record.host = "node8";
  EXPECT_EQ(host.seen(record, event), "");
  record.host.clear();
  record.transport = Transport::user;
  EXPECT_EQ(host.seen(record, event), "");
  record.transport = Transport::kernel;
  event.pid = 8;
  EXPECT_EQ(host.seen(record, event), "");
  event.pid = -1;
  EXPECT_EQ(host.seen(record, event), "");
}

}  // namespace
}  // namespace profgen::node
