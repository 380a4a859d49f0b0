// status, mode, park, load and unconfined as their users run them, on trees made of files: the
// kernel's part is proven with twins (tests/unit/host) and on a real one (tests/e2e/host_modes).
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

using ::testing::Not;

constexpr const char* nginx =
    "# The web.\nprofile nginx /usr/sbin/nginx {\n  /etc/nginx/** r, # all\n  ^worker {\n  }\n}\n";

class Host : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    write("etc/apparmor.d/nginx", nginx);
    write("etc/apparmor.d/usr.bin.b", "/usr/bin/b flags=(complain) {\n}\n");
  }
  // A kernel with two profiles, of which one is in another mode than on disk, and some processes.
  void with_kernel() const {
    write("sys/kernel/security/apparmor/profiles",
          "nginx (complain)\nnginx//worker (enforce)\n/usr/bin/b (complain)\nmy app (x) (kill)\n");
    process("11", "nginx (complain)\n", "/usr/sbin/nginx", "502");
    process("12", "unconfined\n", "/usr/bin/b", "501");
    process("13", "unconfined\n", "/usr/bin/ls", "999");
    process("14", "my\x1b[31mapp (kill)\n", "/usr/bin/my app", "998");
    write(
        "proc/net/tcp",
        "  sl  local_address rem_address   st\n"
        "   0: 0100007F:0277 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 501 1 0 100 0 0 10 0\n"
        "   1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 502 1 0 100 0 0 10 0\n");
  }
  void process(const std::string& pid, const std::string& label, const std::string& exe,
               const std::string& inode) const {
    write("proc/" + pid + "/attr/apparmor/current", label);
    write("proc/" + pid + "/cmdline", exe + std::string("\0-v\0", 4));
    std::filesystem::create_symlink(exe, path("proc/" + pid + "/exe"));
    std::filesystem::create_directories(path("proc/" + pid + "/fd"));
    std::filesystem::create_symlink("socket:[" + inode + "]", path("proc/" + pid + "/fd/3"));
  }
  [[nodiscard]] Finished on_root(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--root", directory_});
    return profgen(std::move(arguments));
  }
  [[nodiscard]] std::string nginx_text() const { return read(path("etc/apparmor.d/nginx")); }
};

TEST_F(Host, StatusTellsModesProcessesAndDrift) {
  with_kernel();
  const Finished done = on_root({"status"});
  EXPECT_EQ(done.exit_code, 1) << done.errors;
  EXPECT_THAT(done.output, HasSubstr("4 profiles loaded (1 enforce, 2 complain, 1 kill)"));
  EXPECT_THAT(done.output, HasSubstr("nginx: enforce on disk, complain loaded"));
  EXPECT_THAT(done.output, HasSubstr("my app (x): loaded, but not on disk"));
  EXPECT_THAT(done.output, HasSubstr("12  /usr/bin/b  /usr/bin/b"));
  EXPECT_THAT(done.output, HasSubstr("my\\x1b[31mapp"));
  EXPECT_THAT(done.output, Not(HasSubstr("\x1b")));
  EXPECT_EQ(done.errors, "");
}

TEST_F(Host, StatusJsonIsThatOfAaStatusAndMore) {
  with_kernel();
  std::filesystem::create_directories(path("etc/apparmor.d/disable"));
  std::filesystem::create_symlink("../usr.bin.b", path("etc/apparmor.d/disable/usr.bin.b"));
  const Finished done = on_root({"status", "--json"});
  EXPECT_EQ(done.exit_code, 1);
  const json out = json::parse(done.output);
  EXPECT_EQ(out["version"], "2");
  EXPECT_EQ(out["profiles"]["my app (x)"], "kill");
  EXPECT_EQ(out["profiles"].size(), 4U);
  const json want = {{{"profile", "nginx"}, {"pid", "11"}, {"status", "complain"}}};
  EXPECT_EQ(out["processes"]["/usr/sbin/nginx"], want);
  const json named = {{{"profile", "/usr/bin/b"}, {"pid", "12"}, {"status", "unconfined"}}};
  EXPECT_EQ(out["processes"]["/usr/bin/b"], named);
  EXPECT_EQ(out["profgen"]["enabled"], true);
  EXPECT_EQ(out["profgen"]["disabled"][0]["name"], "usr.bin.b");
  EXPECT_EQ(out["profgen"]["should_restart"][0]["pid"], 12);
  std::set<std::string> kinds;
  for (const json& one : out["profgen"]["drift"]) kinds.insert(one["kind"].get<std::string>());
  EXPECT_EQ(kinds, (std::set<std::string>{"disabled-but-loaded", "not-on-disk", "other-mode"}));
}

// The schema is that of real ones: every profile there is listed here too.
TEST_F(Host, StatusJsonOfARecordedHost) {
  const char* shared = std::getenv("PROFGEN_SHARED");
  const std::string recorded =
      shared == nullptr ? ""
                        : std::string(shared) + "/captures/bookworm/complain-raw/aa-status.json";
  if (recorded.empty() || !std::filesystem::exists(recorded))
    GTEST_SKIP() << "no recordings (PROFGEN_SHARED)";
  const json theirs = json::parse(read(recorded));
  std::string list;
  for (const auto& [name, mode] : theirs["profiles"].items())
    list += name + " (" + mode.get<std::string>() + ")\n";
  write("sys/kernel/security/apparmor/profiles", list);
  write("proc/1/attr/apparmor/current", "unconfined\n");
  const Finished done = on_root({"status", "--json"});
  const json ours = json::parse(done.output);
  EXPECT_EQ(ours["version"], theirs["version"]);
  EXPECT_EQ(ours["profiles"], theirs["profiles"]);
  EXPECT_EQ(ours["processes"], theirs["processes"]);
}

TEST_F(Host, StatusWithoutAKernelShowsTheDisk) {
  write("etc/apparmor.d/broken", "profile broken {\n  capability nonsense,\n}\n");
  Finished done = on_root({"status"});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.output, HasSubstr("profiles in " + path("etc/apparmor.d")));
  EXPECT_THAT(done.output, HasSubstr(path("etc/apparmor.d/broken") + ":2:14: "));
  EXPECT_THAT(done.errors, HasSubstr("note: only the files are shown: there is no AppArmor"));
  std::filesystem::remove(path("etc/apparmor.d/broken"));
  done = on_root({"status", "-q"});
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_EQ(done.errors, "");
  EXPECT_EQ(on_root({"unconfined"}).exit_code, 4);
  EXPECT_EQ(on_root({"status", "--policy-dir", "/none"}).exit_code, 3);
}

TEST_F(Host, UnconfinedListsListenersWithoutAProfile) {
  with_kernel();
  Finished done = on_root({"unconfined"});
  EXPECT_EQ(done.exit_code, 1) << done.errors;
  EXPECT_EQ(done.output,
            "12 /usr/bin/b not confined; a profile stands ready: /usr/bin/b\n"
            "    /usr/bin/b -v\n    tcp 127.0.0.1:631\n\n"
            "1 of 2 listening programs without a profile\n");
  done = on_root({"unconfined", "--all"});
  EXPECT_THAT(done.output, HasSubstr("11 /usr/sbin/nginx nginx (complain)\n"));
  done = on_root({"unconfined", "--json"});
  const json out = json::parse(done.output);
  ASSERT_EQ(out["processes"].size(), 1U);
  EXPECT_EQ(out["processes"][0]["sockets"][0]["port"], 631);
  EXPECT_EQ(out["processes"][0]["would_be"], "/usr/bin/b");
}

TEST_F(Host, ModeEditsTheFileAndBack) {
  Finished done = on_root({"mode", "complain", "nginx"});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_THAT(done.output, HasSubstr("nginx: enforce -> complain\n"));
  EXPECT_THAT(done.output, HasSubstr("wrote " + path("etc/apparmor.d/nginx")));
  EXPECT_THAT(done.errors, HasSubstr("--with-children"));
  EXPECT_THAT(nginx_text(), HasSubstr("nginx /usr/sbin/nginx flags=(complain) {"));
  EXPECT_EQ(on_root({"mode", "audit", "usr.bin.b"}).exit_code, 0);
  EXPECT_EQ(read(path("etc/apparmor.d/usr.bin.b")), "/usr/bin/b flags=(complain, audit) {\n}\n");
  EXPECT_EQ(on_root({"mode", "audit", "--remove", "/usr/bin/b"}).exit_code, 0);
  EXPECT_EQ(read(path("etc/apparmor.d/usr.bin.b")), "/usr/bin/b flags=(complain) {\n}\n");
  done = on_root({"mode", "enforce", "nginx", "--json"});
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_EQ(json::parse(done.output)["profiles"][0]["after"], "enforce");
  EXPECT_EQ(nginx_text(), nginx);
}

TEST_F(Host, ModeTakesLinksAway) {
  for (const char* folder : {"disable", "force-complain"}) {
    std::filesystem::create_directories(path(std::string("etc/apparmor.d/") + folder));
    std::filesystem::create_symlink("../nginx",
                                    path(std::string("etc/apparmor.d/") + folder + "/nginx"));
  }
  const Finished done = on_root({"mode", "enforce", "nginx"});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_FALSE(std::filesystem::exists(path("etc/apparmor.d/disable/nginx")));
  EXPECT_FALSE(std::filesystem::exists(path("etc/apparmor.d/force-complain/nginx")));
  EXPECT_EQ(nginx_text(), nginx) << "the link went, not what it leads to";
}

TEST_F(Host, WhatCannotBeMeantIsRefused) {
  const auto before = snapshot(path("etc"));
  struct Row {
    std::vector<std::string> words;
    int code;
    const char* said;
  };
  const Row rows[] = {
      {{"mode"}, 2, "needs a MODE and a NAME"},
      {{"mode", "complain"}, 2, "needs a MODE and a NAME"},
      {{"mode", "complian", "nginx"}, 2, "did you mean `complain`?"},
      {{"mode", "complain", "--remove", "nginx"}, 2, "--remove is for audit"},
      {{"mode", "complain", "ngimx"}, 2, "did you mean `nginx`?"},
      {{"park"}, 2, "needs a NAME"},
      {{"park", "--undo", "--persist", "nginx"}, 2, "exclude each other"},
      {{"park", "nginx"}, 2, "cannot work below another root"},
      {{"load"}, 2, "needs a FILE"},
      {{"load", "x"}, 2, "cannot work below another root"},
      {{"status", "x"}, 2, "takes no arguments"},
      {{"unconfined", "x"}, 2, "takes no arguments"},
  };
  for (const Row& row : rows) {
    const Finished done = on_root(row.words);
    EXPECT_EQ(done.exit_code, row.code) << row.said;
    EXPECT_THAT(done.errors, HasSubstr(row.said));
    EXPECT_EQ(done.output, "");
  }
  EXPECT_EQ(snapshot(path("etc")), before);
}

TEST_F(Host, LoadDryRunChecksAndCompiles) {
  if (!has_parser()) GTEST_SKIP() << no_parser;
  const std::string folder = path("etc/apparmor.d");
  Finished done = on_root({"load", "--dry-run", folder});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_THAT(done.output, HasSubstr("nginx//worker: enforce\n"));
  write("etc/apparmor.d/broken", "profile broken {\n  capability nonsense,\n}\n");
  done = on_root({"load", "--dry-run", folder});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.errors, HasSubstr(folder + "/broken:2:14: error:"));
  EXPECT_THAT(done.errors, HasSubstr("nothing was changed"));
  EXPECT_EQ(done.output, "");
}

TEST_F(Host, NoAppArmorIsOneClearLine) {
  if (std::filesystem::exists("/sys/kernel/security/apparmor"))
    GTEST_SKIP() << "this host has AppArmor";
  for (const char* command : {"status", "unconfined"}) {
    const Finished done = profgen({command});
    EXPECT_EQ(done.exit_code, 4);
    EXPECT_EQ(done.output, "");
    EXPECT_THAT(done.errors, HasSubstr("AppArmor"));
  }
}

}  // namespace
}  // namespace profgen::test
