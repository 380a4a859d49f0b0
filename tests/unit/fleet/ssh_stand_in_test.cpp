// The transport with a stand-in for ssh: a script that prints what a node, good or bad, might.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>

#include "fleet/ssh/transport.hpp"
#include "unit/fleet/ssh_scratch.hpp"

namespace profgen::fleet {
namespace {

using State = Answer::State;
using testing::HasSubstr;

// Answers each line; what stands for ssh runs it after the marker.
constexpr const char* echo_loop =
    "echo 'PROFGEN ready'\n"
    "while IFS= read -r l; do echo \"{\\\"profgen-node\\\":1,\\\"you\\\":$l}\"; done\n";

// Asked to end a master.
constexpr const char* no_master = "case $* in *' -O exit '*) exit;; esac\n";

class StandIn : public testing::Test {
 protected:
  std::unique_ptr<Transport> with(const std::string& script, std::size_t nodes = 1,
                                  std::map<std::string, std::string> programs = {}) {
    inventory_.ssh.ssh =
        scratch_.write("ssh", std::string("#!/bin/sh\nhere=${0%/*}\n") + no_master + script, 0755);
    for (std::size_t i = 0; i < nodes; ++i) {
      Node node;
      node.name = node.host = "n" + std::to_string(i);
      inventory_.nodes.push_back(node);
    }
    return ssh::make_transport(inventory_, std::move(programs), timing_);
  }
  Scratch scratch_;
  Inventory inventory_;
  ssh::Timing timing_{0.01, 0.05, 30, 2};
};

TEST_F(StandIn, AnswersInOrderOverOneConversation) {
  auto transport = with("echo x >>$here/started\n" + std::string(echo_loop));
  for (int i = 0; i < 5; ++i) ask(*transport, 0, std::to_string(i));
  for (int i = 0; i < 5; ++i) {
    const Answer answer = next_of(*transport);
    EXPECT_EQ(answer.state, State::answered) << testing::PrintToString(answer);
    EXPECT_EQ(answer.line, "{\"profgen-node\":1,\"you\":" + std::to_string(i) + "}");
  }
  transport->wait(0.02);
  EXPECT_EQ(ask_and_wait(*transport, 0, "7").line, "{\"profgen-node\":1,\"you\":7}");
  EXPECT_EQ(scratch_.read("started"), "x\n");
  EXPECT_EQ(transport->next(0), std::nullopt);
}

TEST_F(StandIn, TriesAgainWithPausesThenIsUnreachable) {
  auto transport = with(
      "echo x >>$here/started\n"
      "echo 'ssh: connect to host n0 port 22: Connection refused' >&2; exit 255\n");
  ask(*transport, 0, "1");
  ask(*transport, 0, "2");
  for (int i = 0; i < 2; ++i) {
    const Answer answer = next_of(*transport);
    EXPECT_EQ(answer.state, State::unreachable);
    EXPECT_EQ(answer.reason, "connection refused; 3 attempts");
  }
  EXPECT_EQ(scratch_.read("started"), "x\nx\nx\n");
}

TEST_F(StandIn, SecondAttemptSucceeds) {
  auto transport = with(
      "if mkdir $here/once 2>/dev/null; then echo 'Connection reset by peer' >&2; exit 255; fi\n" +
      std::string(echo_loop));
  EXPECT_EQ(ask_and_wait(*transport, 0, "1").state, State::answered);
}

TEST_F(StandIn, RefusalsAreNotTriedAgain) {
  auto transport = with(
      "echo x >>$here/started\n"
      "echo 'u@n0: Permission denied (publickey).' >&2; exit 255\n");
  const Answer answer = ask_and_wait(*transport, 0, "1");
  EXPECT_EQ(answer.state, State::refused);
  EXPECT_THAT(answer.reason, HasSubstr("u@n0: Permission denied (publickey)"));
  EXPECT_EQ(scratch_.read("started"), "x\n");
}

// No script can keep us waiting, fill our memory or write to the terminal.
TEST_F(StandIn, HostileNodes) {
  const struct {
    const char* script;
    State state;
    const char* reason;
  } cases[] = {
      {"printf 'Hello'; echo; exit 1\n", State::refused,
       "runs no commands: it ended with status 1 (Hello)"},
      {"exec yes\n", State::refused, "prints more than 1 MiB beside its replies (y)"},
      {"exec head -c 3000000 /dev/urandom\n", State::refused, "prints more than 1 MiB"},
      {"echo 'PROFGEN ready'; printf '{\"profgen-node\":'; exec tr '\\0' 1 </dev/zero\n",
       State::broken, "more than 64 MiB"},
      {"echo 'PROFGEN ready'; exec yes ''\n", State::broken, "prints more than 1 MiB"},
      {"echo 'PROFGEN ready'; read l; printf '{\"profgen-node\":1,'; exit 0\n", State::broken,
       "ended with status 0"},
      {"echo 'PROFGEN ready'; read l; printf '{\"profgen-node\":1,'; printf '\\033]0;x\\007' >&2; "
       "exit 255\n",
       State::broken, "lost before the reply (\\x1b]0;x\\x07)"},
      {"echo 'PROFGEN ready'; read l; kill -9 $$\n", State::broken, "status 137"},
      {"echo 'PROFGEN ready'; exec sleep 30\n", State::timed_out, "no reply within 0.4 s"},
      {"head -c 100000 /dev/zero | tr '\\0' e >&2; echo 'PROFGEN ready'; read l; exit 9\n",
       State::broken, "status 9 before the reply (eeee"},
      {"echo 'PROFGEN want z80'; exec sleep 30\n", State::refused, "machine type, z80"},
      {"echo 'PROFGEN failed noexec'; exit 0\n", State::refused, "noexec"},
      {"exec 1>&-; exec sleep 30\n", State::refused, "status 137"},  // closes, and stays
  };
  timing_.ending = 0.3;
  for (const auto& c : cases) {
    inventory_.nodes.clear();
    inventory_.ssh.request_seconds = c.state == State::timed_out ? 0.4 : 20;
    auto transport = with(c.script);
    const Answer answer = ask_and_wait(*transport, 0, "{}");
    EXPECT_EQ(answer.state, c.state) << c.script << testing::PrintToString(answer);
    EXPECT_THAT(answer.reason, HasSubstr(c.reason)) << c.script;
    EXPECT_LT(answer.reason.size(), 400U);
    EXPECT_FALSE(answer.remedy.empty());
  }
}

TEST_F(StandIn, NoLoginInTimeIsUnreachable) {
  inventory_.ssh.connect_seconds = 0.1;
  inventory_.ssh.attempts = 1;
  auto transport = with("exec sleep 30\n");
  const Answer answer = ask_and_wait(*transport, 0, "1");
  EXPECT_EQ(answer.state, State::unreachable);
  EXPECT_EQ(answer.reason, "no login within 0.2 s (twice ssh.connect_timeout)");
}

// A reply that nobody asked for would be taken for that of the next request.
TEST_F(StandIn, UnaskedReplyEndsTheConversation) {
  auto transport = with(
      "echo x >>$here/started\necho 'PROFGEN ready'\n"
      "read l; echo '{\"profgen-node\":1}'; echo '{\"profgen-node\":666}'; read l; echo "
      "'{\"profgen-node\":2}'\n");
  EXPECT_EQ(ask_and_wait(*transport, 0, "1").line, "{\"profgen-node\":1}");
  transport->wait(0.1);
  EXPECT_EQ(ask_and_wait(*transport, 0, "2").line, "{\"profgen-node\":1}");
  EXPECT_EQ(scratch_.read("started"), "x\nx\n");
}

TEST_F(StandIn, SendsTheProgramOfTheMachineAndLargeLines) {
  const std::string program(3000000, 'p');
  auto transport = with(
      "echo 'PROFGEN want m68k'\n"
      "head -c 3000000 >$here/program; echo 'PROFGEN ready'\n"
      "head -c 2000001 >$here/request; echo '{\"profgen-node\":1}'\n",
      1, {{"m68k", program}, {"x86_64", "other"}});
  const std::string request(2000000, 'r');
  const Answer answer = ask_and_wait(*transport, 0, request);
  EXPECT_EQ(answer.state, State::answered) << testing::PrintToString(answer);
  EXPECT_TRUE(scratch_.read("program") == program);
  EXPECT_TRUE(scratch_.read("request") == request + "\n");
}

TEST_F(StandIn, ProgramsAreNotSentForEver) {
  inventory_.ssh.request_seconds = 0.2;
  inventory_.ssh.attempts = 1;
  auto transport = with(
      "echo 'PROFGEN want m68k'\n"
      "while :; do head -c 60000 >/dev/null; sleep 0.05; done\n",
      1, {{"m68k", std::string(30000000, 'p')}});
  const Answer answer = ask_and_wait(*transport, 0, "1");
  EXPECT_EQ(answer.state, State::unreachable);
  EXPECT_EQ(answer.reason, "profgen-node could not be sent in time (ssh.request_timeout)");
}

// The remote command is read by the shell of the login, whichever that is; then by /bin/sh.
TEST_F(StandIn, AnyLoginShellAndAnySh) {
  const std::string program =
      "#!/bin/sh\nwhile read -r l; do printf '{\"profgen-node\":1,\"%s\":1}\\n' \"$1\"; done\n";
  const struct {
    std::string login, sh;
  } cases[] = {{"sh", "/bin/sh"},   {"dash", "/bin/sh"}, {"bash", "/bin/sh"}, {"zsh", "/bin/sh"},
               {"tcsh", "/bin/sh"}, {"fish", "/bin/sh"}, {"sh", "bash"},      {"sh", "busybox"}};
  int tried = 0;
  for (const auto& [login, sh] : cases) {
    const auto missing = [](const std::string& name) {
      return std::system(("command -v " + name + " >/dev/null").c_str()) != 0;
    };
    if (missing(login) || missing(sh)) continue;
    inventory_.nodes.clear();
    inventory_.ssh.node_dir = scratch_ / ("node" + std::to_string(++tried));
    // What stands for ssh runs its last word as sshd does. The login is taken for root.
    const std::string named_sh = sh == "bash" ? "env bash --posix" : "busybox sh";
    auto transport = with(
        "for last; do :; done\nexport HOME=$here\n"
        "last=$(printf '%s' \"$last\" | sed 's/u=$(id -u)/u=0/" +
            (sh == "/bin/sh" ? "" : ";s,/bin/sh," + named_sh + ",g") + "')\nexec " + login +
            " -c \"$last\"\n",
        1, {{"x86_64", program}, {"aarch64", program}});
    const Answer answer = ask_and_wait(*transport, 0, "{}");
    EXPECT_EQ(answer.line, "{\"profgen-node\":1,\"serve\":1}")
        << login << testing::PrintToString(answer);
  }
  EXPECT_GE(tried, 2);
}

TEST_F(StandIn, NoMoreThanTheFanOutAtOnce) {
  inventory_.ssh.fan_out = 4;
  // Says how many are at work beside it.
  auto transport = with(
      "echo 'PROFGEN ready'\nread l\n"
      "mkdir -p $here/run; : >$here/run/$$; sleep 0.02; n=$(ls $here/run | wc -l); rm "
      "$here/run/$$\n"
      "echo \"{\\\"profgen-node\\\":$n}\"; read l\n",
      40);
  for (std::size_t i = 0; i < 40; ++i) ask(*transport, i, "1");
  std::vector<bool> seen(40);
  for (std::size_t i = 0; i < 40; ++i) {
    const Answer answer = next_of(*transport);
    ASSERT_EQ(answer.state, State::answered);
    seen.at(answer.node) = true;
    EXPECT_LE(std::stoi(answer.line.substr(std::string_view("{\"profgen-node\":").size())), 4);
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), true), 40);
}

TEST_F(StandIn, HostsThatAreNoWordsAreNeverCalled) {
  auto transport = with("echo x >>$here/started\n");
  inventory_.nodes[0].host = "-oProxyCommand=touch x";
  transport = ssh::make_transport(inventory_, {}, timing_);
  const Answer answer = ask_and_wait(*transport, 0, "1");
  EXPECT_EQ(answer.state, State::refused);
  EXPECT_THAT(answer.reason, HasSubstr("is no host"));
  EXPECT_EQ(scratch_.read("started"), "");
}

TEST_F(StandIn, NoSshAtAll) {
  auto transport = with("");
  inventory_.ssh.ssh = scratch_ / "nothing";
  inventory_.ssh.attempts = 2;
  transport = ssh::make_transport(inventory_, {}, timing_);
  const Answer answer = ask_and_wait(*transport, 0, "1");
  EXPECT_EQ(answer.state, State::unreachable);
  EXPECT_THAT(answer.reason, HasSubstr("No such file"));
  EXPECT_THAT(answer.remedy, HasSubstr("openssh-client"));
}

// As a rollout is stopped: the handler sets a flag, and the wait must not go on for long.
TEST_F(StandIn, ASignalEndsTheWait) {
  auto transport = with(echo_loop);
  struct sigaction act {
  }, before{};
  act.sa_handler = [](int) {};
  ASSERT_EQ(::sigaction(SIGALRM, &act, &before), 0);
  const itimerval soon{{0, 0}, {0, 50000}};
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_EQ(::setitimer(ITIMER_REAL, &soon, nullptr), 0);
  transport->wait(30);
  ASSERT_EQ(::setitimer(ITIMER_REAL, &soon, nullptr), 0);
  EXPECT_EQ(transport->next(30), std::nullopt);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  ::sigaction(SIGALRM, &before, nullptr);
}

}  // namespace
}  // namespace profgen::fleet
