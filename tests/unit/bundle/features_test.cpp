#include "bundle/features.hpp"

#include <gtest/gtest.h>

#include "base/memory_files.hpp"
#include "profgen/bundle.hpp"

namespace profgen::bundle {
namespace {

std::string features_of(const std::string& body) {
  std::set<std::string> features;
  add_features(policy::parse(make_source("x", "profile x {\n" + body + "\n}\n")), features);
  std::string out;
  for (const std::string& feature : features) out += feature + " ";
  return out;
}

TEST(Features, AreThoseOfTheRules) {
  const struct {
    const char* body;
    const char* features;
  } cases[] = {
      {"", ""},
      {"/etc/x r,", "file "},
      {"link /a -> /b,", "file "},
      {"capability chown,", "caps "},
      {"deny network inet,", "network_v8 "},
      {"network (connect) inet stream ip=10.0.0.1 port=80,", "network_inet network_v8 "},
      {"unix (connect) type=stream,", "unix "},
      {"dbus send bus=system,", "dbus "},
      {"signal send,", "signal "},
      {"ptrace read,", "ptrace "},
      {"mount /a -> /b,\npivot_root /x,", "mount "},
      {"change_profile -> y,", "domain "},
      {"userns create,", "userns "},
      {"mqueue r type=posix /x,", "mqueue "},
      {"io_uring sqpoll,", "io_uring "},
      {"set rlimit nofile <= 10,", "rlimit "},
      {"all,", ""},
      {"profile child {\n  userns,\n}\nif $a {\n  dbus,\n}\naudit deny {\n  /x r,\n}",
       "dbus file userns "},
      {"profile c xattrs=(security.x=y) flags=(kill.signal=hup) {\n}", "kill.signal xattr "},
  };
  for (const auto& one : cases) EXPECT_EQ(features_of(one.body), one.features) << one.body;
}

// The places in the tree of Linux 6.12 and 7.2, and of one with the patches of Ubuntu.
TEST(Features, OfAKernelAreReadFromItsTree) {
  MemoryFiles files;
  EXPECT_TRUE(kernel_features(files, "/features").empty());
  for (const char* path : {"caps/mask", "file/mask", "network_v8/af_mask", "domain/stack"})
    files.content[std::string("/features/") + path] = "yes\n";
  files.content["/features/namespaces/mask"] = "userns_create\n";
  using Words = std::vector<std::string>;
  EXPECT_EQ(kernel_features(files, "/features"),
            (Words{"caps", "domain", "file", "network_v8", "userns"}));
  files.content["/features/namespaces/mask"] = "other userns_created\n";
  files.content["/features/network_v9/af_unix"] = "yes\n";
  files.content["/features/ipc/posix_mqueue"] = "create read write\n";
  EXPECT_EQ(kernel_features(files, "/features"),
            (Words{"caps", "domain", "file", "mqueue", "network_v8", "unix"}));
}

}  // namespace
}  // namespace profgen::bundle
