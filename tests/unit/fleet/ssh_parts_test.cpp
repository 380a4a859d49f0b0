#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fleet/ssh/back_off.hpp"
#include "fleet/ssh/failure.hpp"
#include "fleet/ssh/line_reader.hpp"
#include "fleet/ssh/remote_command.hpp"
#include "fleet/ssh/target.hpp"

namespace profgen::fleet::ssh {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using State = Answer::State;

TEST(SshLineReader, TakesOursOutOfNoise) {
  LineReader reader;
  reader.add("Welcome to {\"profgen-node\":1}\r\n\n\x1b[2Jbye\nPROFGEN re");
  EXPECT_TRUE(reader.lines.empty());
  reader.add("ady\n{\"profgen-node\"");
  EXPECT_TRUE(reader.in_mid_reply());
  reader.add(":1,\"a\":2}\r\n{\"w\":1}\n");
  EXPECT_THAT(reader.lines, ElementsAre("PROFGEN ready", R"({"profgen-node":1,"a":2})"));
  EXPECT_FALSE(reader.in_mid_reply());
  EXPECT_EQ(reader.last_noise(), R"({"w":1})");
}

// Whatever the pieces are in which the bytes come, the lines are the same.
TEST(SshLineReader, PiecesMakeNoDifference) {
  const std::string text =
      "motd\nPROFGEN want "
      "x\n\n\n{\"profgen-node\":1}\nx{\"profgen-node\":2}\nPROFGENready\n{\"profgen-node\":3}"
      "\nPROFGEN ready\n{";
  LineReader whole;
  whole.add(text);
  EXPECT_EQ(whole.lines.size(), 4U);
  for (std::size_t size = 1; size < text.size(); ++size) {
    LineReader reader;
    for (std::size_t at = 0; at < text.size(); at += size)
      reader.add(std::string_view(text).substr(at, size));
    EXPECT_EQ(reader.lines, whole.lines) << size;
  }
}

TEST(SshLineReader, HasLimits) {
  LineReader noisy;
  const std::string block(1000, 'x');
  for (int i = 0; i < 1100 && !noisy.too_noisy(); ++i) noisy.add(block);
  EXPECT_TRUE(noisy.too_noisy());

  LineReader lines;  // empty ones count, too
  const std::string ends(10000, '\n');
  for (int i = 0; i < 110; ++i) lines.add(ends);
  EXPECT_TRUE(lines.too_noisy());

  LineReader marker_without_end;
  marker_without_end.add("PROFGEN " + std::string(1000, 'y') + "\n");
  EXPECT_TRUE(marker_without_end.lines.empty());

  LineReader large;
  large.add(R"({"profgen-node":)");
  const std::string mebibyte(1U << 20U, '1');
  for (int i = 0; i < 63; ++i) large.add(mebibyte);
  EXPECT_FALSE(large.too_long());
  large.add(mebibyte);
  EXPECT_TRUE(large.too_long());
}

TEST(SshBackOff, GrowsAndDiffers) {
  for (unsigned attempt = 1; attempt < 40; ++attempt) {
    const double whole = std::min(30.0, 0.5 * static_cast<double>(1ULL << (attempt - 1)));
    const double pause = pause_seconds(0.5, 30, attempt, "web1");
    EXPECT_GE(pause, whole * 0.75);
    EXPECT_LE(pause, whole * 1.25);
    EXPECT_EQ(pause, pause_seconds(0.5, 30, attempt, "web1"));
  }
  EXPECT_NE(pause_seconds(0.5, 30, 1, "web1"), pause_seconds(0.5, 30, 1, "web2"));
  EXPECT_NE(pause_seconds(1, 1, 1, "web1"), pause_seconds(1, 1, 2, "web1"));
}

TEST(SshTarget, WordsThatAShellWouldReadAreRefused) {
  for (const char* host : {"", "-oProxyCommand=x", "a b", "a;b", "$(id)", "a`b`", "a'b", "a\nb"})
    EXPECT_NE(problem_of({host, "", "", 0}), "") << host;
  for (const char* host : {"web1", "10.0.0.1", "fe80::1%eth0", "web_1.example.org"})
    EXPECT_EQ(problem_of({host, "", "", 0}), "") << host;
  EXPECT_THAT(problem_of({"a", "root;x", "", 0}), HasSubstr("is no user"));
  EXPECT_THAT(problem_of({"a", "", "-J", 0}), HasSubstr("is no jump host"));
  EXPECT_EQ(problem_of({"a", "ops@corp", "me@gate:22,[::1]:2", 0}), "");
  EXPECT_THAT(problem_of({"a\x1b[2J", "", "", 0}), HasSubstr("\\x1b"));
  for (const char* path :
       {"", "/", "relative", "/a b", "/a'b", "/a/../etc", "/a/..", "/a;b", "/$HOME"})
    EXPECT_NE(problem_of_directory(path), "") << path;
  EXPECT_EQ(problem_of_directory("/var/lib/profgen/node"), "");
}

TEST(SshTarget, ArgumentsForceWhatMustBe) {
  SshOptions options;
  options.config = {"-F", "my config"};
  options.connect_seconds = 0.2;
  const auto argv = run_argv(options, {"web1", "ops", "gate", 2222}, "/run/x/1", "run this");
  EXPECT_THAT(argv, testing::Contains("StrictHostKeyChecking=yes"));
  EXPECT_THAT(argv, testing::Contains("BatchMode=yes"));
  EXPECT_THAT(argv, testing::Contains("ConnectTimeout=1"));
  EXPECT_THAT(argv, testing::Contains("ControlPath=/run/x/1"));
  EXPECT_THAT(argv, testing::Contains("my config"));
  const std::size_t n = argv.size();
  EXPECT_EQ(argv[n - 3], "--");
  EXPECT_EQ(argv[n - 2], "web1");
  EXPECT_EQ(argv[n - 1], "run this");
  EXPECT_THAT(run_argv(options, {"web1", "", "", 0}, "", "x"),
              testing::Contains("ControlMaster=no"));
}

// Single-quoted for sh, csh and fish alike.
TEST(SshRemoteCommand, IsPlainForAnyShell) {
  SshOptions options;
  const Programs programs = make_programs({{"x86_64", "abc"}, {"evil; rm -rf", "x"}});
  EXPECT_EQ(programs.size(), 1U);
  const std::string command = remote_command(options, programs);
  EXPECT_EQ(std::count(command.begin(), command.end(), '\''), 4);
  EXPECT_EQ(command.find_first_of("\\!\n"), std::string::npos);
  EXPECT_THAT(
      command,
      testing::EndsWith(" x86_64:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
                        ":3"));
  EXPECT_THAT(command, HasSubstr("/var/lib/profgen/node sudo "));
  options.sudo = false;
  EXPECT_THAT(remote_command(options, programs), HasSubstr("/var/lib/profgen/node root "));
}

// As OpenSSH 9.2 prints them.
TEST(SshFailure, ByWhatSshSays) {
  const struct {
    std::string said;
    State state;
    std::string reason;
    bool again;
  } cases[] = {
      {"No ED25519 host key is known for web1 and you have requested strict checking.\n"
       "Host key verification failed.\n",
       State::refused, "not in known_hosts (No ED25519 host key is known for web1", false},
      {"@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\n"
       "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n"
       "IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!\n"
       "Add correct host key in /home/x/.ssh/known_hosts to get rid of this message.\n"
       "Host key for web1 has changed and you have requested strict checking.\n"
       "Host key verification failed.\n",
       State::refused, "not the one in known_hosts (Host key for web1 has changed", false},
      {"x@web1: Permission denied (publickey).\n", State::refused, "none of our keys", false},
      {"Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures\n"
       "Disconnected from 10.0.0.1 port 22\n",
       State::refused, "too many keys", false},
      {"ssh: Could not resolve hostname web1: Name or service not known\n", State::unreachable,
       "no address for its name (ssh: Could not", true},
      {"ssh: connect to host web1 port 22: Connection refused\n", State::unreachable,
       "connection refused", true},
      {"ssh: connect to host web1 port 22: No route to host\n", State::unreachable, "no route",
       true},
      {"ssh: connect to host web1 port 22: Connection timed out\n", State::unreachable,
       "no answer in time", true},
      {"Connection timed out during banner exchange\nConnection to 10.0.0.1 port 22 timed out\n",
       State::unreachable, "no answer in time", true},
      {"kex_exchange_identification: Connection closed by remote host\n"
       "Connection closed by 127.0.0.1 port 22\n",
       State::unreachable, "MaxStartups", true},
      {"channel 0: open failed: connect failed: Connection refused\nstdio forwarding failed\n"
       "Connection closed by UNKNOWN port 65535\n",
       State::unreachable, "connection refused", true},
      {"channel 0: open failed: administratively prohibited: open failed\n"
       "stdio forwarding failed\nConnection closed by UNKNOWN port 65535\n",
       State::unreachable, "jump host lets nothing through", true},
      {"Unable to negotiate with 10.0.0.1 port 22: no matching host key type found. Their offer: "
       "ssh-rsa\n",
       State::refused, "share no algorithm", false},
      {"/home/x/.ssh/config: line 3: Bad configuration option: frobnicate\n"
       "/home/x/.ssh/config: terminating, 1 bad configuration options\n",
       State::refused, "does not take its configuration", false},
      {"something \x1b[2J else\n", State::unreachable, "no connection (something \\x1b[2J else)",
       true},
  };
  for (const auto& c : cases) {
    const Failure failure = connection_failure(c.said);
    EXPECT_EQ(failure.state, c.state) << c.said;
    EXPECT_THAT(failure.reason, HasSubstr(c.reason));
    EXPECT_EQ(failure.again, c.again) << c.said;
    EXPECT_FALSE(failure.remedy.empty()) << c.said;
    EXPECT_THAT(failure.reason, Not(HasSubstr("\n")));
  }
}

TEST(SshFailure, ByMarkerAndSudo) {
  const auto marked = [](std::string_view words, std::string_view errors = "") {
    return marked_failure(words, errors, "/opt/pg");
  };
  EXPECT_THAT(marked("machine riscv64\x1b[0m").reason, HasSubstr("riscv64\\x1b[0m"));
  EXPECT_THAT(marked("noexec").reason, HasSubstr("/opt/pg"));
  EXPECT_THAT(
      marked("write", "head: error writing 'standard output': No space left on device").reason,
      HasSubstr("written to /opt/pg (head: error writing 'standard output': No space left"));
  EXPECT_THAT(marked("install", "sudo: a password is required\n").reason,
              HasSubstr("sudo wants a password"));
  EXPECT_THAT(marked("install", "Sorry, user x is not allowed to execute\n").reason,
              HasSubstr("Sorry, user x"));
  EXPECT_THAT(marked("from the future").reason, HasSubstr("from the future"));
  for (const char* word : {"no-sudo", "not-root", "install", "noexec", "no-sha256sum", "directory",
                           "owner", "write", "sum", "machine", "x"}) {
    EXPECT_EQ(marked(word).state, State::refused) << word;
    EXPECT_FALSE(marked(word).remedy.empty()) << word;
    EXPECT_EQ(marked(word).reason.find("{}"), std::string::npos);
  }

  EXPECT_EQ(serve_failure(1, "sudo: a password is required\n", false).state, State::refused);
  EXPECT_EQ(serve_failure(1, "sudo: a password is required\n", true).state, State::broken);
  EXPECT_THAT(serve_failure(1, "sudo: unable to execute /x: Permission denied\n", false).reason,
              HasSubstr("cannot be run"));
  EXPECT_EQ(serve_failure(126, "sh: 1: Exec format error", false).state, State::refused);
  EXPECT_EQ(serve_failure(255, "", false).state, State::broken);
  EXPECT_THAT(serve_failure(134, "assertion\n", true).reason, HasSubstr("status 134"));
  EXPECT_THAT(login_failure(1, "This account is currently not available.", "").reason,
              HasSubstr("This account is currently"));
}

}  // namespace
}  // namespace profgen::fleet::ssh
