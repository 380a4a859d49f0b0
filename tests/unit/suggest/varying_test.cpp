#include "suggest/varying.hpp"

#include <gtest/gtest.h>

#include "suggest/python_files.hpp"
#include "suggest/random_word.hpp"

namespace profgen::suggest {
namespace {

TEST(Varying, OneNameIsEnoughWhereItsLooksTell) {
  struct Case {
    const char* name;
    bool written;
    const char* expected;  // "" : stays as it is
  };
  const Case cases[] = {
      // mkstemp() and its like
      {"/run/mount/utab.8cj4Xh", true, "/run/mount/utab.??????"},
      {"/run/mount/utab.UDxwKF", true, "/run/mount/utab.??????"},
      {"/tmp/tmp.Ab3dEf9xQ2", false, "/tmp/tmp.??????????"},
      {"/tmp/tmpabc123_x", false, "/tmp/tmp????????"},
      {"/tmp/tmpk_3j0q9z.txt", false, "/tmp/tmp????????.txt"},
      {"/tmp/.X-aB3dEf.lock", false, "/tmp/.X-??????.lock"},
      {"/var/lib/php/sessions/sess_0123456789abcdef0123456789abcdef", true,
       "/var/lib/php/sessions/sess_[0-9a-fA-F]*"},
      {"/var/lib/php/sessions/sess_7q2k9v4m1c8x3z5b6n0a7s2d4f", true,
       "/var/lib/php/sessions/sess_??????????????????????????"},
      {"/tmp/systemd-private-0123456789abcdef0123456789abcdef-ntp.service-aB3dEf/", false,
       "/tmp/systemd-private-[0-9a-fA-F]*-ntp.service-??????"
       "/"},
      {"/srv/names/#11894", true, "/srv/names/#[0-9]*"},
      {"/var/lib/x/state-2026-11-27.db", true,
       "/var/lib/x/state-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].db"},
      {"/var/log/x-20261127", false, "/var/log/x-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]"},
      {"/usr/lib/m.pyc.140572244595504", true, "/usr/lib/m.pyc.[0-9]*"},
      // the process that did it, and one that it started
      {"/tmp/lab.497", true, "/tmp/lab.[0-9]*"},
      {"/srv/lock.503", true, "/srv/lock.[0-9]*"},
      {"/proc/812/task/813/stat", false, "/proc/[0-9]*/task/[0-9]*/stat"},
      // names that someone thought of
      {"/proc/1/stat", false, ""},
      {"/proc/sys/kernel/pid_max", false, ""},
      {"/tmp/.s.PGSQL.5432", true, ""},
      {"/tmp/krb5cc_1000", true, ""},
      {"/tmp/my-report.txt", true, ""},
      {"/srv/disk-disk01", true, ""},
      {"/srv/lib-OpenGL", true, ""},
      {"/srv/lib-FooBar", true, ""},
      {"/srv/a-backup", true, ""},
      {"/usr/share/gdb/utab.8cj4Xh", false, ""},
      {"/usr/lib/libfoo.so.1.2.3", false, ""},
      {"/usr/bin/python3.11", false, ""},
      {"/dev/disk/by-uuid/12345678-1234-1234-1234-123456789abc", false, ""},
      {"/sys/devices/pci0000:00/0000:00:02.0/123456789", true, ""},
      {"/var/lib/x/tmpdirectory", true, ""},
  };
  for (const Case& c : cases) {
    NameContext context;
    context.written = c.written;
    context.pids = {497};
    context.users = {1000};
    EXPECT_EQ(open_pattern(c.name, context), c.expected) << c.name;
  }
}

TEST(Varying, NamesOfObjects) {
  NameContext context;
  context.short_lived = true;
  EXPECT_EQ(open_pattern("/org/freedesktop/systemd1/job/7", context),
            "/org/freedesktop/systemd1/job/[0-9]*");
  EXPECT_EQ(open_pattern("1c2d3e4f5a6b7c8d/bus/busctl/busctl", context),
            "[0-9a-fA-F]*/bus/busctl/busctl");
  EXPECT_EQ(open_pattern("/org/freedesktop/login1", context), "");
}

TEST(Varying, RandomWords) {
  for (const char* word : {"Ab3dEf", "UDxwKF", "A2ODlP", "q7Zk2mX9pL", "aB3dEf9xQ2"})
    EXPECT_TRUE(looks_random(word)) << word;
  for (const char* word : {"backup", "README", "FooBar", "OpenGL", "disk01", "64bits", "myFile",
                           "utf8", "Makefile", "NetworkManager", "abcdefghij"})
    EXPECT_FALSE(looks_random(word)) << word;
}

TEST(PythonFiles, AModuleAndItsCompiledFormAreOne) {
  for (const char* path : {"/usr/share/x/mod.py", "/usr/share/x/__pycache__/mod.cpython-311.pyc",
                           "/usr/share/x/__pycache__/mod.cpython-313.opt-1.pyc"}) {
    const PythonModule module = python_module(path);
    EXPECT_EQ(module.directory, "/usr/share/x/");
    EXPECT_EQ(module.name, "mod");
  }
  for (const char* path : {"/usr/share/x/.py", "/usr/share/x/mod.pyc", "/usr/share/x/mod",
                           "/usr/share/x/__pycache__/mod.pyc", "/", ""})
    EXPECT_TRUE(python_module(path).name.empty()) << path;
  using Parts = std::vector<std::string>;
  EXPECT_EQ(python_pattern({"/a*/x/", "mod"}, false),
            (Parts{"", "a\\*", "x", "{,__pycache__/}mod.{py,cpython-[0-9]*.pyc}"}));
  EXPECT_EQ(python_pattern({"/x/", "mod"}, true),
            (Parts{"", "x", "{,__pycache__/}*.{py,cpython-[0-9]*.pyc}"}));
}

}  // namespace
}  // namespace profgen::suggest
