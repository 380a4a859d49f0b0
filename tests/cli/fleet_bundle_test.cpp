// `fleet bundle` and `fleet show`, and docs/bundle.md as it stands.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

constexpr const char* nginx_text =
    "profile nginx /usr/sbin/nginx flags=(complain) {\n"
    "  capability net_bind_service,\n"
    "  network inet stream,\n"
    "\n"
    "  include if exists <local/usr.sbin.nginx>\n"
    "}\n";

class FleetBundle : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    write("web/usr.sbin.nginx", nginx_text);
    write("web/local/usr.sbin.nginx", "/srv/www/** r,\n");
  }
  [[nodiscard]] Finished bundle(std::vector<std::string> more) const {
    more.insert(more.begin(), {"fleet", "bundle", "--policy-dir", path("web")});
    return profgen(std::move(more));
  }
};

TEST_F(FleetBundle, IsWrittenAndShown) {
  const Finished made = bundle({path("web/usr.sbin.nginx"), "-o", path("b"), "--mode", "enforce",
                                "--provenance", "commit=a=b", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  const auto json = nlohmann::json::parse(made.output);
  EXPECT_EQ(json["profiles"][0]["mode"], "enforce");
  EXPECT_EQ(json["features"], (nlohmann::json{"caps", "file", "network_v8"}));
  EXPECT_EQ(json["provenance"]["commit"], "a=b");
  EXPECT_EQ(json["file"], path("b"));
  const Finished shown = profgen({"fleet", "show", path("b")});
  EXPECT_EQ(shown.exit_code, 0) << shown.errors;
  EXPECT_TRUE(has(shown.output, json["digest"].get<std::string>())) << shown.output;
  EXPECT_TRUE(has(shown.output, "provenance   commit=a=b")) << shown.output;
  EXPECT_TRUE(has(shown.output, "signature    none")) << shown.output;
  const Finished as_json = profgen({"fleet", "show", path("b"), "--json"});
  EXPECT_EQ(nlohmann::json::parse(as_json.output)["digest"], json["digest"]);
  const Finished text = profgen({"fleet", "show", path("b"), "--text", "local/usr.sbin.nginx"});
  EXPECT_EQ(text.output, "/srv/www/** r,\n") << text.errors;
  EXPECT_EQ(profgen({"fleet", "show", path("b"), "--text", "local/usr.sbin.ngin"}).exit_code, 2);
}

TEST_F(FleetBundle, IsTheSameBytesFromAnywhere) {
  write("copy/usr.sbin.nginx", nginx_text);
  write("copy/local/usr.sbin.nginx", "/srv/www/** r,\n");
  ASSERT_EQ(bundle({"nginx", "-o", path("a")}).exit_code, 0);
  ASSERT_EQ(bundle({path("web"), "-o", path("b")}).exit_code, 0);
  ASSERT_EQ(
      profgen({"fleet", "bundle", "--policy-dir", path("copy"), path("copy"), "-o", path("deep/c")})
          .exit_code,
      4)
      << "a folder that is not there is not made";
  ASSERT_EQ(
      profgen({"fleet", "bundle", "--policy-dir", path("copy"), path("copy"), "-o", path("c")})
          .exit_code,
      0);
  EXPECT_EQ(read(path("a")), read(path("b")));
  EXPECT_EQ(read(path("a")), read(path("c")));
}

TEST_F(FleetBundle, NothingIsWrittenOfAProfileThatCheckRefuses) {
  write("web/bad", "profile bad {\n  /etc/x rz,\n}\n");
  const Finished made = bundle({path("web"), "-o", path("b")});
  EXPECT_EQ(made.exit_code, 1);
  EXPECT_TRUE(has(made.errors, path("web/bad") + ":2:")) << made.errors;
  EXPECT_TRUE(has(made.errors, "no bundle was written")) << made.errors;
  EXPECT_FALSE(std::filesystem::exists(path("b")));
}

TEST_F(FleetBundle, OnlyTheProfilesThatAreNamed) {
  write("web/usr.bin.x", "profile x /usr/bin/x {\n}\n");
  ASSERT_EQ(bundle({"x", "-o", path("b")}).exit_code, 0);
  const Finished shown = profgen({"fleet", "show", path("b")});
  EXPECT_TRUE(has(shown.output, "usr.bin.x")) << shown.output;
  EXPECT_FALSE(has(shown.output, "nginx")) << shown.output;
}

TEST_F(FleetBundle, DamageAndOtherFilesAreTold) {
  ASSERT_EQ(bundle({"nginx", "-o", path("b")}).exit_code, 0);
  std::string bytes = read(path("b"));
  bytes.replace(bytes.find("/srv/"), 5, "/etc/");
  write("b", bytes);
  const Finished damaged = profgen({"fleet", "show", path("b")});
  EXPECT_EQ(damaged.exit_code, 3);
  EXPECT_TRUE(has(damaged.errors, "has not the SHA-256")) << damaged.errors;
  EXPECT_EQ(profgen({"fleet", "show", path("web/usr.sbin.nginx")}).exit_code, 3);
  EXPECT_EQ(profgen({"fleet", "show", path("absent")}).exit_code, 3);
}

TEST_F(FleetBundle, WrongUsageIsTold) {
  const struct {
    std::vector<std::string> arguments;
    const char* said;
  } cases[] = {
      {{"nginx"}, "needs -o FILE"},
      {{"-o", "/dev/null"}, "needs a FILE or PROFILE"},
      {{"ngin", "-o", path("b")}, "did you mean `nginx`?"},
      {{"nginx", "-o", path("b"), "--mode", "learn"}, "`learn` is no mode"},
      {{"nginx", "-o", path("b"), "--mode", "x=kill"}, "a mode is given for `x`"},
      {{"nginx", "-o", path("b"), "--mode", "kill", "--mode", "enforce"}, "twice"},
      {{"nginx", "-o", path("b"), "--provenance", "commit"}, "it takes KEY=VALUE"},
      {{"nginx", "-o", path("b"), "--name", "Web"}, "the name `Web`"},
      {{"nginx", "-o", path("b"), "--evidence", path("web/usr.sbin.nginx")}, "is no evidence"},
      {{"nginx", "-o", path("b"), "--root", directory_}, "another root"},
  };
  for (const auto& one : cases) {
    const Finished done = bundle(one.arguments);
    EXPECT_EQ(done.exit_code, 2) << one.said << done.errors;
    EXPECT_TRUE(has(done.errors, one.said)) << done.errors;
  }
  EXPECT_FALSE(std::filesystem::exists(path("b")));
  EXPECT_EQ(profgen({"fleet", "show"}).exit_code, 2);
  EXPECT_EQ(profgen({"fleet", "show", path("b"), "--identity", "x"}).exit_code, 2);
}

TEST_F(FleetBundle, KeepsTheDigestOfItsEvidence) {
  const Finished collected =
      profgen({"collect", "-q", sample("curl") + "/audit.log", "-o", path("evidence")});
  ASSERT_EQ(collected.exit_code, 0) << collected.errors;
  const Finished made =
      bundle({"nginx", "-o", path("b"), "--evidence", path("evidence"), "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_EQ(nlohmann::json::parse(made.output)["evidence"].get<std::string>().size(), 71u);
}

TEST_F(FleetBundle, SignaturesAreMadeAndHeldAgainstKeys) {
  const auto processes = real_processes();
  if (processes->find("ssh-keygen").empty()) GTEST_SKIP() << "ssh-keygen is not installed";
  for (const char* name : {"alice", "mallory"}) {
    ASSERT_TRUE(processes->run(
        {{"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path(name)}, "", {}, 60}));
    write(std::string(name) + ".allowed", std::string(name) + " " + read(path(name) + ".pub"));
  }
  const Finished made = bundle({"nginx", "-o", path("b"), "--sign", path("alice")});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  const auto verify = [&](const std::string& keys) {
    return profgen({"fleet", "show", path("b"), "--verify", path(keys)});
  };
  EXPECT_TRUE(has(profgen({"fleet", "show", path("b")}).output, "b.sshsig, not verified"));
  EXPECT_EQ(verify("alice.allowed").exit_code, 0);
  EXPECT_TRUE(has(verify("alice.allowed").output, "signature    good"))
      << verify("alice.allowed").output;
  EXPECT_EQ(verify("mallory.allowed").exit_code, 1);
  EXPECT_TRUE(has(verify("mallory.allowed").output, "signature    NOT GOOD"));
  EXPECT_TRUE(has(verify("mallory.allowed").errors, "by a key that is not in"));
  EXPECT_EQ(verify("absent").exit_code, 3);
  ASSERT_EQ(bundle({"nginx", "-o", path("b"), "--name", "other"}).exit_code, 0);
  EXPECT_EQ(verify("alice.allowed").exit_code, 1) << "the signature of the one before is gone";
  EXPECT_TRUE(has(verify("alice.allowed").errors, "it is not signed"));
  EXPECT_NE(bundle({"nginx", "-o", path("b"), "--sign", path("alice.allowed")}).exit_code, 0);
}

TEST_F(FleetBundle, GoesAsItsDocumentationSays) {
  std::istringstream lines(read(std::string(PROFGEN_SOURCE_DIR) + "/docs/bundle.md"));
  const std::string folder = std::filesystem::path(PROFGEN_BINARY).parent_path().string();
  bool inside = false;
  std::string command, shown;
  int ran = 0;
  const auto run = [&] {
    if (command.empty()) return;
    const auto done = real_processes()->run(
        {{"/bin/sh", "-c", "cd '" + directory_ + "' && PATH='" + folder + "':$PATH && " + command},
         "",
         {{"LC_ALL", "C.UTF-8"}},
         60});
    ASSERT_TRUE(done) << command;
    EXPECT_EQ(done->output, shown) << command;
    ++ran;
  };
  for (std::string line; std::getline(lines, line);) {
    const bool fence = line.rfind("```", 0) == 0;
    if (fence || (inside && line.rfind("$ ", 0) == 0)) {
      if (inside) run();
      command = !fence ? line.substr(2) : "";
      shown.clear();
      if (fence) inside = line == "```console";
    } else if (inside) {
      shown += line + "\n";
    }
  }
  EXPECT_GE(ran, 4);
}

}  // namespace
}  // namespace profgen::test
