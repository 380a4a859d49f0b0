#include "log/live/audit_socket.hpp"

#include <fmt/format.h>
#include <libaudit.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "log/record_parse.hpp"

namespace profgen::inline v0::log {
namespace {

// A record has MAX_AUDIT_MESSAGE_LENGTH (8970) bytes at most.
constexpr std::size_t longest_datagram = std::size_t{16} * 1024;
constexpr std::size_t most_at_once = std::size_t{256} * 1024;
constexpr int buffer_size = 4 << 20;

Error refused(int code) {
  std::string reason = std::strerror(code);
  if (code == EPERM || code == EACCES)
    reason +=
        ": reading the kernel's audit records wants CAP_AUDIT_READ, as root of the host has it; a "
        "container has not";
  else if (code == EPROTONOSUPPORT || code == EAFNOSUPPORT || code == EINVAL)
    reason += ": this kernel has no audit, or is older than 3.16";
  return {ErrorKind::input, "listen to", "audit:", std::move(reason)};
}

bool is_record(unsigned type) { return type >= AUDIT_FIRST_USER_MSG && type != AUDIT_EOE; }

}  // namespace

std::string audit_line(std::string_view datagram) {
  nlmsghdr header;
  // The kernel's own length leaves out the header in some versions; one datagram is one message.
  if (datagram.size() < NLMSG_HDRLEN) return {};
  std::memcpy(&header, datagram.data(), sizeof header);
  if (!is_record(header.nlmsg_type)) return {};
  std::string_view text = datagram.substr(NLMSG_HDRLEN);
  while (!text.empty() && (text.back() == '\0' || text.back() == '\n')) text.remove_suffix(1);
  if (text.substr(0, 6) != "audit(") return {};
  std::string type = record_type_name(std::to_string(header.nlmsg_type));
  // As auditd names what libaudit does not know.
  if (type == std::to_string(header.nlmsg_type)) type = "UNKNOWN[" + type + "]";
  std::string line = fmt::format("type={} msg={}", type, text);
  // A message of a process may hold line ends, and would pass for two records.
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\0'; }, ' ');
  return line + '\n';
}

Result<std::unique_ptr<LiveSource>> AuditSocket::open() {
  const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_AUDIT);
  if (fd < 0) return refused(errno);
  auto out = std::make_unique<AuditSocket>(fd);
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = 1U << (AUDIT_NLGRP_READLOG - 1);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0)
    return refused(errno);
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer_size, sizeof buffer_size) < 0)
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer_size, sizeof buffer_size);
  return std::unique_ptr<LiveSource>(std::move(out));
}

AuditSocket::~AuditSocket() { close(fd_); }

Status AuditSocket::fetch(std::string& text) {
  std::array<char, longest_datagram> datagram;
  const std::size_t begin = text.size();
  while (!over_ && text.size() - begin < most_at_once) {
    sockaddr_nl from{};
    socklen_t size = sizeof from;
    const ssize_t count = recvfrom(fd_, datagram.data(), datagram.size(), 0,
                                   reinterpret_cast<sockaddr*>(&from), &size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    if (count < 0 && errno == ENOBUFS) {
      ++lost_;  // how many were lost it does not say
      continue;
    }
    if (count < 0) {
      over_ = true;
      return refused(errno);
    }
    // Only the kernel speaks for the kernel; a process has a port of its own.
    if (from.nl_family == AF_NETLINK && from.nl_pid != 0) continue;
    text += audit_line(std::string_view(datagram.data(), static_cast<std::size_t>(count)));
  }
  return Unit{};
}

std::uint64_t AuditSocket::take_lost() { return std::exchange(lost_, 0); }

}  // namespace profgen::inline v0::log
