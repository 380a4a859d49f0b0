#include "log/losses.hpp"

#include <array>

#include "base/text.hpp"

namespace profgen::log {
namespace {

struct Sign {
  std::string_view text;    // what the line says
  std::string_view before;  // what must stand somewhere before it
  std::string_view reason;
  int number;  // where the count stands: -1 the word before the text, +1 the digits behind, 0 none
};
constexpr std::array<Sign, 6> signs = {{
    // printk_ratelimit: `kauditd_printk_skb: 36 callbacks suppressed`.
    {" callbacks suppressed", ": ", "suppressed by the kernel's rate limit", -1},
    // journald: `Missed 23 kernel messages`.
    {" kernel messages", "Missed ", "missed by journald", -1},
    // `audit: audit_lost=12 audit_rate_limit=0 …` is a running total: each such line counts once.
    {"audit_lost=", "audit: ", "lost by the kernel's audit queue", 0},
    {"rate limit exceeded", "audit: ", "dropped by the audit rate limit", 0},
    {"backlog limit exceeded", "audit: ", "dropped by the audit backlog limit", 0},
    {"hold queue overflow", "audit: ", "lost by the kernel's audit queue", 0},
}};

std::uint64_t number_before(std::string_view text) {
  const std::size_t blank = text.find_last_of(' ');
  const auto number =
      text::to_number(blank == std::string_view::npos ? text : text.substr(blank + 1));
  return number.value_or(1);
}

}  // namespace

Loss loss_in(std::string_view line) {
  for (const Sign& sign : signs) {
    const std::size_t at = line.find(sign.text);
    if (at == std::string_view::npos ||
        line.substr(0, at).rfind(sign.before) == std::string_view::npos)
      continue;
    return {sign.reason, sign.number < 0 ? number_before(line.substr(0, at)) : 1};
  }
  return {};
}

}  // namespace profgen::log
