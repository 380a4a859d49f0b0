// The transport, the user's ssh and a real sshd. Its nodes are aliases of ssh_config.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>

#include "fleet/ssh/transport.hpp"
#include "profgen/bundle.hpp"
#include "unit/fleet/ssh_server.hpp"

namespace profgen::fleet {
namespace {

namespace fs = std::filesystem;
using State = Answer::State;
using testing::HasSubstr;

// What stands for profgen-node.
std::string node_program(const std::string& version = "1") {
  return "#!/bin/sh\n# " + version +
         "\n[ \"$1\" = serve ] || exit 2\n"
         "while IFS= read -r line; do case $line in\n"
         "*hang*) sleep 5;;\n"
         "*half*) printf '{\"profgen-node\":1,'; exit 3;;\n"
         "*count*) printf '{\"profgen-node\":1,\"bytes\":%s}\\n' \"${#line}\";;\n"
         "*) printf '{\"profgen-node\":1,\"version\":\"" +
         version + "\",\"pid\":%s,\"uid\":%s}\\n' $$ \"$(id -u)\";;\nesac; done\n";
}

class RealSsh : public testing::Test {
 protected:
  // Ports of the one server that all tests share: what they are for.
  enum Port : std::size_t {
    plain,
    noisy,
    fake_sudo,
    no_password,
    no_sudo,
    small_files,
    unknown,
    changed,
    forced
  };

  static void SetUpTestSuite() {
    if (!SshServer::missing().empty()) return;
    scratch_ = std::make_unique<Scratch>();
    const Scratch& s = *scratch_;
    SshServer::make_keys(s);
    const std::string shell = "ForceCommand ";
    // Logins that are root or are not, whoever runs the tests; a sudo that does what it is asked
    // to.
    s.write("bin/id", "#!/bin/sh\necho 0\n", 0755);
    s.write("user/id", "#!/bin/sh\necho 1000\n", 0755);
    s.write("sudo/sudo", "#!/bin/sh\n[ \"$1\" = -n ] && shift\nPATH=/usr/bin:/bin exec \"$@\"\n",
            0755);
    s.write("denied/sudo", "#!/bin/sh\necho 'sudo: a password is required' >&2\nexit 1\n", 0755);
    // Everything but sudo.
    fs::create_directories(s / "few");
    for (const char* tool : {"uname", "sh"})
      fs::create_symlink(std::string("/bin/") + tool, s / (std::string("few/") + tool));
    const std::string usual = ":/usr/bin:/bin";
    server_ = std::make_unique<SshServer>(
        s, "main",
        std::vector<std::string>{
            shell + "printf 'Welcome!\\\\nno line end'; exec sh -c \"$SSH_ORIGINAL_COMMAND\"",
            SshServer::environment((s / "user") + ":" + (s / "sudo") + usual),
            SshServer::environment((s / "user") + ":" + (s / "denied") + usual),
            SshServer::environment((s / "user") + ":" + (s / "few")),
            shell + "ulimit -f 1; exec sh -c \"$SSH_ORIGINAL_COMMAND\"", "", "",
            shell + "echo This is a git server.; exit 7"});
    std::string known;
    for (std::size_t port = 0; port <= forced; ++port)
      if (port == changed)
        known +=
            "[127.0.0.1]:" + std::to_string(server_->port(port)) + " " + s.read("other_key.pub");
      else if (port != unknown)
        known += server_->known_host(port);
    s.write("known_hosts", known);
    // As careless as a user may be.
    std::string config =
        "StrictHostKeyChecking no\nHost sloppy\n  StrictHostKeyChecking accept-new\n";
    for (std::size_t port = 0; port <= forced; ++port)
      config += "Host p" + std::to_string(port) + "*\n  Port " +
                std::to_string(server_->port(port)) + "\n";
    // The fast one of the key exchanges, as there are a hundred.
    config += "Host wrong\n  Port " + std::to_string(server_->port()) + "\n  IdentityFile " +
              (s / "other_key") + "\nHost sloppy\n  Port " +
              std::to_string(server_->port(unknown)) + "\nHost * !wrong\n  IdentityFile " +
              (s / "key") + "\nHost *\n  HostName 127.0.0.1\n  User " + SshServer::user() +
              "\n  IdentitiesOnly yes\n  IdentityAgent none\n  UserKnownHostsFile " +
              (s / "known_hosts") +
              "\n  GlobalKnownHostsFile /dev/null\n  KexAlgorithms curve25519-sha256\n";
    s.write("config", config);
  }
  static void TearDownTestSuite() {
    server_.reset();
    scratch_.reset();
  }

  void SetUp() override {
    if (const std::string why = SshServer::missing(); !why.empty()) GTEST_SKIP() << why;
    ASSERT_TRUE(server_ && server_->up());
    inventory_.ssh.config = {"-F", *scratch_ / "config"};
    inventory_.ssh.node_dir =
        *scratch_ / testing::UnitTest::GetInstance()->current_test_info()->name();
    inventory_.ssh.attempts = 2;
    ::setenv("XDG_RUNTIME_DIR", (*scratch_ / "").c_str(), 1);
  }
  void TearDown() override { ::unsetenv("XDG_RUNTIME_DIR"); }

  Node& add(const std::string& host) {
    Node node;
    node.name = node.host = host;
    inventory_.nodes.push_back(node);
    return inventory_.nodes.back();
  }
  Node& add(Port port) { return add("p" + std::to_string(port)); }
  std::unique_ptr<Transport> transport(const std::string& program = node_program()) {
    return ssh::make_transport(inventory_, {{machine(), program}}, {0.05, 0.2, 30, 2});
  }
  static std::string machine() {
    std::string out;
    std::getline(std::ifstream("/proc/sys/kernel/arch"), out);
#ifdef __x86_64__
    if (out.empty()) out = "x86_64";
#else
    if (out.empty()) out = "aarch64";
#endif
    return out;
  }
  [[nodiscard]] fs::path program_path(const std::string& program) const {
    return fs::path(inventory_.ssh.node_dir) / bundle::digest(program).substr(7) / "profgen-node";
  }
  [[nodiscard]] std::vector<std::string> masters() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(*scratch_ / ""))
      if (entry.path().filename().string().substr(0, 8) == "profgen-") out.push_back(entry.path());
    return out;
  }

  static std::unique_ptr<Scratch> scratch_;
  static std::unique_ptr<SshServer> server_;
  Inventory inventory_;
};
std::unique_ptr<Scratch> RealSsh::scratch_;
std::unique_ptr<SshServer> RealSsh::server_;

TEST_F(RealSsh, SendsTheProgramOnceAndKeepsThree) {
  add(plain);
  fs::file_time_type written;
  for (int i = 0; i < 2; ++i) {
    auto ssh = transport();
    const Answer answer = ask_and_wait(*ssh, 0, "{}");
    ASSERT_EQ(answer.state, State::answered) << testing::PrintToString(answer);
    EXPECT_THAT(answer.line, HasSubstr(R"("version":"1")"));
    const fs::path program = program_path(node_program());
    EXPECT_EQ(fs::status(program).permissions(), fs::perms(0755));
    EXPECT_EQ(fs::status(program.parent_path().parent_path()).permissions(), fs::perms(0755));
    if (i == 0) written = fs::last_write_time(program);
    EXPECT_EQ(written, fs::last_write_time(program));
    // One private directory with the socket of one master, as long as there is a conversation.
    ASSERT_EQ(masters().size(), 1U);
    EXPECT_EQ(fs::status(masters()[0]).permissions(), fs::perms(0700));
    EXPECT_TRUE(fs::exists(masters()[0] + "/0"));
  }
  EXPECT_TRUE(masters().empty());
  fs::create_directories(fs::path(inventory_.ssh.node_dir) / "state");
  for (const char* version : {"2", "3", "4"}) {
    auto ssh = transport(node_program(version));
    EXPECT_THAT(ask_and_wait(*ssh, 0, "{}").line,
                HasSubstr(std::string(R"("version":")") + version));
  }
  EXPECT_FALSE(fs::exists(program_path(node_program("1"))));
  for (const char* version : {"2", "3", "4"})
    EXPECT_TRUE(fs::exists(program_path(node_program(version)))) << version;
  EXPECT_TRUE(fs::exists(fs::path(inventory_.ssh.node_dir) / "state"));
}

TEST_F(RealSsh, KeysThatAreNotTrustedOrNotTaken) {
  add(unknown);
  add("sloppy");
  add(changed);
  add("wrong");
  const std::string known = scratch_->read("known_hosts");
  auto ssh = transport();
  const char* reasons[] = {"the host key is not in known_hosts",
                           "the host key is not in known_hosts",
                           "the host key is not the one in known_hosts (Host key for",
                           "no login: the node takes none of our keys"};
  for (std::size_t i = 0; i < 4; ++i) ask(*ssh, i, "{}");
  for (int i = 0; i < 4; ++i) {
    const Answer answer = next_of(*ssh);
    EXPECT_EQ(answer.state, State::refused);
    EXPECT_THAT(answer.reason, testing::StartsWith(reasons[answer.node])) << answer.node;
  }
  EXPECT_EQ(scratch_->read("known_hosts"), known);
  EXPECT_FALSE(fs::exists(inventory_.ssh.node_dir));
}

TEST_F(RealSsh, JumpsThroughAnotherServer) {
  const SshServer gate(*scratch_, "gate");
  scratch_->write("gate_known", scratch_->read("known_hosts") + gate.known_host());
  scratch_->write("gate_ssh_config", "UserKnownHostsFile " + (*scratch_ / "gate_known") +
                                         "\nHost gate\n  Port " + std::to_string(gate.port()) +
                                         "\nHost *\n  StrictHostKeyChecking yes\nInclude " +
                                         (*scratch_ / "config") + "\n");
  inventory_.ssh.config = {"-F", *scratch_ / "gate_ssh_config"};
  add(plain).jump = "gate";
  auto ssh = transport();
  Answer answer = ask_and_wait(*ssh, 0, "{}");
  EXPECT_EQ(answer.state, State::answered) << testing::PrintToString(answer);
  ssh.reset();

  // A jump host that is not known is not passed through either.
  scratch_->write("gate_known", scratch_->read("known_hosts"));
  ssh = transport();
  answer = ask_and_wait(*ssh, 0, "{}");
  EXPECT_EQ(answer.state, State::refused);
  EXPECT_THAT(answer.reason, HasSubstr(std::to_string(gate.port())));
}

TEST_F(RealSsh, ThirtyNodes) {
  inventory_.ssh.fan_out = 8;
  for (int i = 0; i < 30; ++i) add("p0-" + std::to_string(i));
  auto ssh = transport();
  std::set<std::string> pids;
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < 30; ++i) ask(*ssh, i, "{}");
    std::set<std::size_t> nodes;
    for (int i = 0; i < 30; ++i) {
      const Answer answer = next_of(*ssh);
      ASSERT_EQ(answer.state, State::answered) << testing::PrintToString(answer);
      nodes.insert(answer.node);
      pids.insert(answer.line);
    }
    EXPECT_EQ(nodes.size(), 30U);
  }
  EXPECT_GT(pids.size(), 30U);  // conversations made room for others
  EXPECT_EQ(std::distance(fs::directory_iterator(masters().at(0)), fs::directory_iterator()), 30);
}

TEST_F(RealSsh, RequestsShareOneConversation) {
  add(plain);
  auto ssh = transport();
  const std::string first = ask_and_wait(*ssh, 0, "{}").line;
  ask(*ssh, 0, std::string(200000, 'x') + "count");
  ask(*ssh, 0, "{}");
  EXPECT_EQ(next_of(*ssh).line, R"({"profgen-node":1,"bytes":200005})");
  EXPECT_EQ(next_of(*ssh).line, first);
}

TEST_F(RealSsh, TimesAndBrokenReplies) {
  inventory_.ssh.request_seconds = 0.3;
  add(plain);
  auto ssh = transport();
  ask(*ssh, 0, "hang");
  ask(*ssh, 0, "half");
  ask(*ssh, 0, "{}");
  EXPECT_EQ(next_of(*ssh).state, State::timed_out);
  const Answer half = next_of(*ssh);
  EXPECT_EQ(half.state, State::broken);
  EXPECT_THAT(half.reason, HasSubstr("status 3"));
  EXPECT_EQ(next_of(*ssh).state, State::answered);
}

TEST_F(RealSsh, ServerKilledInMidRequest) {
  SshServer victim(*scratch_, "victim");
  scratch_->write("victim_known", victim.known_host());
  inventory_.ssh.config.insert(inventory_.ssh.config.end(),
                               {"-o", "UserKnownHostsFile=" + (*scratch_ / "victim_known")});
  add("victim").port = static_cast<std::uint16_t>(victim.port());
  auto ssh = transport();
  EXPECT_EQ(ask_and_wait(*ssh, 0, "{}").state, State::answered);
  ask(*ssh, 0, "hang");
  ask(*ssh, 0, "{}");
  EXPECT_EQ(ssh->next(0.2), std::nullopt);
  victim.kill();
  EXPECT_EQ(next_of(*ssh).state, State::broken);
  const Answer gone = next_of(*ssh);
  EXPECT_EQ(gone.state, State::unreachable);
  EXPECT_EQ(gone.reason, "connection refused; 2 attempts");
}

TEST_F(RealSsh, LoginsThatPrintOrForbid) {
  add(noisy);
  add(forced);
  auto ssh = transport();
  EXPECT_EQ(ask_and_wait(*ssh, 0, "{}").state, State::answered);
  const Answer answer = ask_and_wait(*ssh, 1, "{}");
  EXPECT_EQ(answer.state, State::refused);
  EXPECT_THAT(answer.reason, HasSubstr("status 7 (This is a git server.)"));
}

TEST_F(RealSsh, Sudo) {
  add(fake_sudo);
  add(no_password);
  add(no_sudo);
  auto ssh = transport();
  const Answer served = ask_and_wait(*ssh, 0, "{}");
  EXPECT_EQ(served.state, State::answered) << testing::PrintToString(served);
  // It is there now, and not to be run, which is another way to find out.
  for (const bool there : {true, false}) {
    if (!there) fs::remove_all(inventory_.ssh.node_dir);
    const Answer denied = ask_and_wait(*ssh, 1, "{}");
    EXPECT_EQ(denied.state, State::refused);
    EXPECT_EQ(denied.reason,
              std::string(there ? "" : "profgen-node is not there, and to put it there ") +
                  "sudo wants a password (sudo: a password is required)");
  }
  EXPECT_THAT(ask_and_wait(*ssh, 2, "{}").reason, HasSubstr("there is no sudo"));
  inventory_.ssh.sudo = false;
  ssh = transport();
  EXPECT_THAT(ask_and_wait(*ssh, 0, "{}").reason, HasSubstr("the login is not root"));
}

// What the real sudo says to somebody it does not know.
TEST_F(RealSsh, SudoItself) {
  if (::geteuid() != 0 || ::access("/usr/bin/sudo", X_OK) != 0)
    GTEST_SKIP() << "needs root and sudo";
  const std::string sudo = scratch_->read("denied/sudo");
  scratch_->write("denied/sudo",
                  "#!/bin/sh\nexec setpriv --reuid 65534 --regid 65534 --clear-groups "
                  "/usr/bin/sudo \"$@\"\n",
                  0755);
  add(no_password);
  const Answer denied = ask_and_wait(*transport(), 0, "{}");
  scratch_->write("denied/sudo", sudo, 0755);
  EXPECT_EQ(denied.state, State::refused);
  EXPECT_THAT(denied.reason,
              testing::EndsWith("sudo wants a password (sudo: a password is required)"));
}

TEST_F(RealSsh, NoPlaceForTheProgram) {
  add(small_files);
  add(plain);
  auto ssh = transport(node_program() + "#" + std::string(100000, '#'));
  const Answer full = ask_and_wait(*ssh, 0, "{}");
  EXPECT_EQ(full.state, State::refused);
  EXPECT_THAT(full.reason,
              HasSubstr("profgen-node could not be written to " + inventory_.ssh.node_dir));
  for (const auto& entry : fs::recursive_directory_iterator(inventory_.ssh.node_dir))
    EXPECT_TRUE(fs::is_directory(entry)) << entry.path();  // nothing half-written stays

  scratch_->write("file", "");
  inventory_.ssh.node_dir = *scratch_ / "file";
  EXPECT_THAT(ask_and_wait(*transport(), 1, "{}").reason,
              HasSubstr("cannot be made or written to"));

  inventory_.ssh.node_dir = *scratch_ / "none";
  ssh = ssh::make_transport(inventory_, {{"vax", "x"}}, {});
  const Answer other = ask_and_wait(*ssh, 1, "{}");
  EXPECT_EQ(other.state, State::refused);
  EXPECT_EQ(other.reason, "there is no profgen-node for its machine type, " + machine());
}

// File systems as a careful administrator mounts them.
TEST_F(RealSsh, DisksThatAreFullOrOfOthers) {
  const std::string mounted = *scratch_ / "disk";
  fs::create_directories(mounted);
  add(plain);
  if (::geteuid() != 0 || ::mount("none", mounted.c_str(), "tmpfs", MS_NOEXEC, "size=64k") != 0)
    GTEST_SKIP() << "needs root and the right to mount";
  inventory_.ssh.node_dir = mounted + "/node";
  const Answer noexec = ask_and_wait(*transport(), 0, "{}");
  const Answer still = ask_and_wait(*transport(), 0, "{}");
  const Answer full = ask_and_wait(*transport(node_program() + std::string(100000, '#')), 0, "{}");
  ::chown(inventory_.ssh.node_dir.c_str(), 65534, 65534);
  const Answer owned = ask_and_wait(*transport(node_program("2")), 0, "{}");
  ::umount2(mounted.c_str(), MNT_DETACH);
  for (const Answer* answer : {&noexec, &still, &full, &owned})
    EXPECT_EQ(answer->state, State::refused) << testing::PrintToString(*answer);
  EXPECT_THAT(noexec.reason, HasSubstr("cannot be run (noexec)"));
  EXPECT_THAT(still.reason, HasSubstr("cannot be run (noexec)"));
  EXPECT_THAT(full.reason, HasSubstr("could not be written"));
  EXPECT_THAT(full.reason, HasSubstr("No space left on device"));
  EXPECT_THAT(owned.reason, HasSubstr("belongs to another user"));
}

}  // namespace
}  // namespace profgen::fleet
