#include "log/losses.hpp"

#include <array>

#include "base/text.hpp"

namespace profgen::inline v0::log {
namespace {

enum class Number { none, before, total };  // where the count stands, from the sign

struct Sign {
  std::string_view text;    // what the line says
  std::string_view before;  // what must stand somewhere before it
  std::string_view reason;
  Number number;
};
constexpr std::array<Sign, 14> signs = {{
    // printk_ratelimit: `kauditd_printk_skb: 36 callbacks suppressed`.
    {" callbacks suppressed", ": ", "suppressed by the kernel's rate limit", Number::before},
    // journald: `Missed 23 kernel messages`, `Suppressed 512 messages from x.service`.
    {" kernel messages", "Missed ", "missed by journald", Number::before},
    {" messages from ", "Suppressed ", "suppressed by journald's rate limit", Number::before},
    // The kernel: `audit: audit_lost=12 audit_rate_limit=0 audit_backlog_limit=64`.
    {"audit_lost=", "audit: ", "lost by the kernel's audit queue", Number::total},
    {"rate limit exceeded", "audit: ", "dropped by the audit rate limit", Number::none},
    {"backlog limit exceeded", "audit: ", "dropped by the audit backlog limit", Number::none},
    {"audit_backlog=", "audit: ", "dropped by the audit backlog limit", Number::none},
    {"hold queue overflow", "audit: ", "lost by the kernel's audit queue", Number::none},
    // auditd: `dispatch err (pipe full) event lost`, `queue to plugins is full - dropping event`.
    {"event lost", "dispatch err", "lost on the way to auditd's plugins", Number::none},
    {"dropping event", "queue", "lost on the way to auditd's plugins", Number::none},
    {"no space left on logging partition", "", "not written: auditd had no space left",
     Number::none},
    // rsyslog: `imuxsock[pid 1]: begin to drop messages due to rate-limiting`,
    // `imjournal: 1240 messages lost due to rate-limiting (20000 allowed within 600 seconds)`.
    {"begin to drop messages due to rate-limiting", "", "dropped by rsyslog's rate limit",
     Number::none},
    {" messages lost due to rate-limiting", "", "dropped by rsyslog's rate limit", Number::before},
    {"messages lost due to rate-limiting", "", "dropped by rsyslog's rate limit", Number::none},
}};

std::uint64_t number_before(std::string_view text) {
  const std::size_t blank = text.find_last_of(' ');
  const auto number =
      text::to_number(blank == std::string_view::npos ? text : text.substr(blank + 1));
  return number.value_or(1);
}

std::uint64_t number_behind(std::string_view text) {
  return text::to_number(text.substr(0, text.find_first_not_of("0123456789"))).value_or(1);
}

}  // namespace

Loss loss_in(std::string_view line) {
  for (const Sign& sign : signs) {
    const std::size_t at = line.find(sign.text);
    if (at == std::string_view::npos ||
        line.substr(0, at).rfind(sign.before) == std::string_view::npos)
      continue;
    Loss loss{sign.reason, 1, sign.number == Number::total};
    if (sign.number == Number::before) loss.count = number_before(line.substr(0, at));
    if (loss.total) loss.count = number_behind(line.substr(at + sign.text.size()));
    return loss;
  }
  return {};
}

std::uint64_t LossTotals::increase(std::string_view host, std::uint64_t total) {
  // Hosts are as the log names them, and anyone may write a log: their number is bounded.
  constexpr std::size_t most_hosts = 10'000;
  const auto at = last_.find(host);
  if (at == last_.end()) {
    if (last_.size() < most_hosts) last_.emplace(host, total);
    return 1;
  }
  // A smaller total is that of a new start.
  const std::uint64_t grown = total >= at->second ? total - at->second : total;
  at->second = total;
  return grown;
}

}  // namespace profgen::inline v0::log
