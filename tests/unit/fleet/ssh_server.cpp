#include "unit/fleet/ssh_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

extern char** environ;

namespace profgen::fleet {
namespace {

constexpr const char* sshd = "/usr/sbin/sshd";

int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    ADD_FAILURE() << "no free port";
  ::close(fd);
  return ntohs(address.sin_port);
}

bool listens(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool out = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return out;
}

pid_t spawn(std::vector<std::string> argv, const std::string& log) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  std::vector<char*> words;
  for (std::string& word : argv) words.push_back(word.data());
  words.push_back(nullptr);
  pid_t pid = -1;
  if (::posix_spawnp(&pid, words[0], &actions, nullptr, words.data(), environ) != 0) pid = -1;
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

}  // namespace

std::string SshServer::missing() {
  if (::access(sshd, X_OK) != 0) return "no sshd (openssh-server)";
  // Started by root it wants this directory, which its service makes.
  if (::geteuid() == 0 && ::mkdir("/run/sshd", 0755) != 0 && errno != EEXIST)
    return "/run/sshd cannot be made";
  return {};
}

bool SshServer::run(std::vector<std::string> argv) {
  const pid_t pid = spawn(std::move(argv), "/dev/null");
  int status = -1;
  return pid > 0 && ::waitpid(pid, &status, 0) == pid && status == 0;
}

void SshServer::make_keys(const Scratch& scratch) {
  for (const char* key : {"key", "other_key"})
    EXPECT_TRUE(run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", scratch / key}));
  scratch.write("authorized_keys", scratch.read("key.pub"));
}

// bash reads no start-up files of this machine's user when it is not the outermost shell.
std::string SshServer::environment(const std::string& path) {
  return "SetEnv SHLVL=2 PATH=" + path;
}

std::string SshServer::user() {
  const passwd* entry = ::getpwuid(::geteuid());
  return entry != nullptr ? entry->pw_name : "root";
}

SshServer::SshServer(const Scratch& scratch, std::string name, std::vector<std::string> blocks)
    : scratch_(scratch), name_(std::move(name)) {
  const std::string host_key = scratch / (name_ + "_host_key");
  EXPECT_TRUE(run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", host_key}));
  blocks.insert(blocks.begin(), "");
  std::string config;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    ports_.push_back(free_port());
    config += "Port " + std::to_string(ports_.back()) + "\n";
  }
  config += "ListenAddress 127.0.0.1\nHostKey " + host_key + "\nPidFile none\nAuthorizedKeysFile " +
            (scratch / "authorized_keys") +
            "\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
            "KbdInteractiveAuthentication no\nPermitRootLogin yes\nMaxStartups 500\nPrintMotd no\n"
            "PrintLastLog no\nLogLevel ERROR\n" +
            environment((scratch / "bin") + ":/usr/bin:/bin") + "\n";
  for (std::size_t i = 1; i < blocks.size(); ++i)
    config += "Match LocalPort " + std::to_string(ports_[i]) + "\n" + blocks[i] + "\n";
  const std::string file = scratch.write(name_ + "_config", config);
  pid_ = spawn({sshd, "-D", "-e", "-f", file}, scratch / (name_ + "_log"));
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!listens(ports_.back())) {
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_ || std::chrono::steady_clock::now() > limit) {
      ADD_FAILURE() << "sshd does not start: " << scratch.read(name_ + "_log");
      pid_ = -1;
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

SshServer::~SshServer() { kill(); }

std::string SshServer::known_host(std::size_t block) const {
  return "[127.0.0.1]:" + std::to_string(port(block)) + " " +
         scratch_.read(name_ + "_host_key.pub");
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as sshd forks.
void SshServer::kill_tree(pid_t pid) {
  ::kill(pid, SIGSTOP);
  const std::string self = std::to_string(pid);
  std::ifstream children("/proc/" + self + "/task/" + self + "/children");
  for (pid_t child = 0; children >> child;) kill_tree(child);
  ::kill(pid, SIGKILL);
}

void SshServer::kill() {
  if (pid_ <= 0) return;
  kill_tree(pid_);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

}  // namespace profgen::fleet
