// The kernel's audit records as they come: the read-only multicast group, beside any auditd.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "log/live/live_source.hpp"

namespace profgen::inline v0::log {

// One datagram of the group as the line that auditd would write: `type=AVC msg=audit(…): …`, with
// its newline. Empty for what is no record (the end of a group, netlink's own messages, too short).
[[nodiscard]] std::string audit_line(std::string_view datagram);

// Wants CAP_AUDIT_READ in the first user namespace and a kernel of 3.16 or later. The group is best
// effort: what did not fit into the socket's buffer is counted as lost.
class AuditSocket : public LiveSource {
 public:
  [[nodiscard]] static Result<std::unique_ptr<LiveSource>> open();
  explicit AuditSocket(int fd) : fd_(fd) {}
  AuditSocket(const AuditSocket&) = delete;
  AuditSocket& operator=(const AuditSocket&) = delete;
  ~AuditSocket() override;

  [[nodiscard]] Status fetch(std::string& text) override;
  [[nodiscard]] bool over() const override { return over_; }
  [[nodiscard]] int descriptor() const override { return fd_; }
  [[nodiscard]] std::uint64_t take_lost() override;

 private:
  int fd_;
  bool over_ = false;
  std::uint64_t lost_ = 0;
};

}  // namespace profgen::inline v0::log
