#include "base/child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

extern char** environ;  // POSIX: the program itself declares it

namespace profgen::inline v0 {
namespace {

void shut_end(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

// Ours first. A socket rather than a pipe for what we write: send() can do without SIGPIPE.
bool open_ends(int (&in)[2], int (&out)[2], int (&err)[2]) {
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0) return false;
  int ends[2];
  for (auto* pair : {&out, &err}) {
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    (*pair)[0] = ends[0];
    (*pair)[1] = ends[1];
  }
  for (const int fd : {in[0], out[0], err[0]})
    if (::fcntl(fd, F_SETFL, O_NONBLOCK) != 0) return false;
  return true;
}

std::vector<std::string> variables_for(const ChildOptions& options) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const bool hidden =
        !options.hidden.empty() && text.substr(0, options.hidden.size()) == options.hidden;
    if (!hidden && options.environment.count(std::string(text.substr(0, text.find('=')))) == 0)
      out.emplace_back(text);
  }
  for (const auto& [key, value] : options.environment) out.push_back(key + "=" + value);
  return out;
}

std::vector<char*> child_strings(std::vector<std::string>& strings) {
  std::vector<char*> out;
  out.reserve(strings.size() + 1);
  for (std::string& s : strings) out.push_back(s.data());
  out.push_back(nullptr);
  return out;
}

bool read_some(int& fd, std::string& into) {
  std::array<char, 65536> buffer;
  const ssize_t n = ::read(fd, buffer.data(), buffer.size());
  if (n > 0) into.append(buffer.data(), static_cast<std::size_t>(n));
  if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR))) return true;
  shut_end(fd);
  return false;
}

}  // namespace

Result<Child> Child::start(std::vector<std::string> argv, const ChildOptions& options) {
  int in[2] = {-1, -1}, out[2] = {-1, -1}, err[2] = {-1, -1};
  const auto close_ends = [&] {
    for (auto* pair : {&in, &out, &err})
      for (int& fd : *pair) shut_end(fd);
  };
  if (options.piped && !open_ends(in, out, err)) {
    const int code = errno;
    close_ends();
    return Error{ErrorKind::system, "run", argv.front(), std::strerror(code)};
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (options.piped) {
    posix_spawn_file_actions_adddup2(&actions, in[1], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    posix_spawn_file_actions_adddup2(&actions, err[1], 2);
  } else {
    for (const int fd : {0, 1, 2})
      posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, usual;
  ::sigemptyset(&none);
  ::sigemptyset(&usual);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::sigaddset(&usual, number);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::vector<std::string> variables = variables_for(options);
  Child child;
  const int refused = ::posix_spawnp(&child.pid_, argv.front().c_str(), &actions, &attributes,
                                     child_strings(argv).data(), child_strings(variables).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (refused == 0) {
    child.in_ = std::exchange(in[0], -1);
    child.out_ = std::exchange(out[0], -1);
    child.err_ = std::exchange(err[0], -1);
  }
  close_ends();
  if (refused == 0) return child;
  child.pid_ = -1;
  return Error{ErrorKind::system, "run", argv.front(), std::strerror(refused)};
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      status_(other.status_),
      in_(std::exchange(other.in_, -1)),
      out_(std::exchange(other.out_, -1)),
      err_(std::exchange(other.err_, -1)) {}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(status_, other.status_);
  std::swap(in_, other.in_);
  std::swap(out_, other.out_);
  std::swap(err_, other.err_);
  return *this;
}

Child::~Child() {
  close_all();
  if (pid_ < 0 || exited()) return;
  kill();
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

ssize_t Child::write(std::string_view bytes) {
  const ssize_t n = ::send(in_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (n >= 0) return n;
  if (errno == EAGAIN || errno == EINTR) return 0;
  close_in();
  return -1;
}

bool Child::read_out(std::string& into) { return read_some(out_, into); }
bool Child::read_err(std::string& into) { return read_some(err_, into); }
void Child::close_in() { shut_end(in_); }

void Child::close_all() {
  shut_end(in_);
  shut_end(out_);
  shut_end(err_);
}

std::optional<int> Child::exited() {
  if (status_ || pid_ < 0) return status_;
  int status = 0;
  const pid_t done = ::waitpid(pid_, &status, WNOHANG);
  if (done == pid_)
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  else if (done < 0 && errno == ECHILD)
    status_ = 255;  // somebody else has taken it (SIGCHLD ignored)
  return status_;
}

void Child::kill() {
  if (pid_ > 0 && !status_) ::kill(pid_, SIGKILL);
}

}  // namespace profgen::inline v0
