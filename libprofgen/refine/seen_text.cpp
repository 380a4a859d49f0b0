#include "refine/seen_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "base/text.hpp"

namespace profgen::inline v0::refine {
namespace {

std::string named(const std::set<std::string>& names, std::size_t most) {
  constexpr std::size_t longest = 40;
  std::string out;
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (count == most) break;
    if (count++ != 0) out += ", ";
    out += text::printable(name, longest);
  }
  if (names.size() > count) out += fmt::format(" and {} more", names.size() - count);
  return out;
}

std::string when(const evidence::Seen& seen) {
  const std::string first = utc_text(seen.first_us), last = utc_text(seen.last_us);
  if (first.empty() || last.empty() || first == last) return first.empty() ? last : first;
  constexpr std::size_t day = 10;  // of "2026-11-23"
  const bool one_day = first.compare(0, day, last, 0, day) == 0;
  return first + " to " + (one_day ? last.substr(day + 1) : last);
}

std::string verdicts(const evidence::Seen& seen) {
  if (seen.counts[3] != 0) return "killed";
  if (seen.counts[2] != 0) return seen.counts[1] != 0 ? "allowed and denied" : "denied";
  return {};
}

void take(std::set<std::string>& into, const std::set<std::string>& more) {
  into.insert(more.begin(), more.end());
}

}  // namespace

std::string utc_text(std::int64_t time_us) {
  if (time_us == 0) return {};
  const auto seconds = static_cast<std::time_t>(time_us / 1'000'000);
  std::tm utc{};
  if (::gmtime_r(&seconds, &utc) == nullptr) return {};
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string seen_text(const evidence::Seen& seen, std::size_t most) {
  std::string out = fmt::format("{}×", seen.total());
  if (!seen.programs.empty()) out += " by " + named(seen.programs, most);
  if (const std::string time = when(seen); !time.empty()) out += ", " + time;
  if (!seen.hosts.empty()) out += ", on " + named(seen.hosts, most);
  if (const std::string what = verdicts(seen); !what.empty()) out += ", " + what;
  if (!seen.trusted()) out += ", untrusted";
  return out;
}

evidence::Seen seen_together(const std::vector<std::pair<evidence::Key, evidence::Seen>>& all) {
  evidence::Seen out;
  for (const auto& one : all) {
    const evidence::Seen& seen = one.second;
    for (std::size_t i = 0; i < out.counts.size(); ++i) out.counts[i] += seen.counts[i];
    out.untrusted += seen.untrusted;
    if (seen.first_us != 0)
      out.first_us = out.first_us == 0 ? seen.first_us : std::min(out.first_us, seen.first_us);
    out.last_us = std::max(out.last_us, seen.last_us);
    take(out.hosts, seen.hosts);
    take(out.programs, seen.programs);
  }
  return out;
}

}  // namespace profgen::inline v0::refine
