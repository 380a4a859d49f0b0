#include <fmt/format.h>

#include <iostream>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "tools/profgen/ready_views.hpp"
#include "tools/profgen/verify_views.hpp"

namespace profgen::tool {
namespace {

using suggest::ReadyProfile;
using suggest::Replayed;

constexpr std::size_t most_shown = 20;  // of a profile, without --all

void print_line(std::string_view key, const std::string& value, const Style& style) {
  std::cout << fmt::format("  {}{:<9}{} {}\n", style.dim, key, style.reset, value);
}

std::string times_text(std::int64_t first_us, std::int64_t last_us) {
  if (first_us == 0) return "at unknown times";
  const std::string first = time_text(first_us), last = time_text(last_us);
  return first == last ? first : first + " to " + last;
}

std::string hosts_text(const std::set<std::string>& hosts) {
  if (hosts.empty()) return {};
  const bool more = hosts.size() == evidence::Seen::most_names;
  std::string out = counted(hosts.size(), "host") + (more ? " or more" : "") + ": ";
  constexpr std::size_t most = 5;
  std::size_t shown = 0;
  for (const std::string& host : hosts) {
    if (shown == most) break;
    out += (shown++ == 0 ? "" : ", ") + text::printable(host, 60);
  }
  return out + (shown < hosts.size() ? ", …" : "");
}

std::string counts_text(const ReadyProfile& profile) {
  if (profile.accesses == 0) return "none";
  std::string out = counted(profile.accesses, "distinct access");
  const auto add = [&out](std::size_t count, std::string_view words) {
    if (count != 0) out += fmt::format(", {} {}", count, words);
  };
  add(profile.allowed, "allowed");
  add(profile.denied, "denied by a rule");
  add(profile.blocked.size() + profile.blocked_untrusted.size(), "that would be blocked");
  add(profile.unjudged.size(), "that cannot be judged");
  add(profile.nameless, "to what has no name");
  add(profile.untrusted, "untrusted");
  return out;
}

void print_accesses(const std::vector<Replayed>& accesses, std::string_view key, bool all,
                    const std::string& colour, const Style& style) {
  std::size_t shown = 0;
  for (const Replayed& replayed : accesses) {
    if (!all && shown++ == most_shown) {
      std::cout << fmt::format("            {}and {} more (--all){}\n", style.dim,
                               accesses.size() - most_shown, style.reset);
      return;
    }
    std::cout << fmt::format("  {}{:<9}{} {} {}({}×){}\n", colour, key, style.reset,
                             describe(replayed.key.access), style.dim, replayed.seen.total(),
                             style.reset);
    if (const std::string reason = why(replayed); !reason.empty())
      std::cout << fmt::format("            {}{}{}\n", style.dim, reason, style.reset);
  }
}

void print_profile(const ReadyProfile& profile, const ReadyView& view, const Style& style) {
  std::cout << fmt::format(
      "{}{}{}  {}\n", style.bold, text::printable(profile.subject.profile), style.reset,
      profile.profile == nullptr ? "stands in no file"
                                 : std::string(suggest::mode_word(profile.profile->mode)));
  print_line("evidence",
             counts_text(profile) + (profile.accesses == 0
                                         ? std::string()
                                         : "; " + times_text(profile.first_us, profile.last_us)),
             style);
  if (profile.noise && profile.last_noise_us != 0)
    print_line("noise", "last at " + time_text(profile.last_noise_us), style);
  if (profile.runs.runs != 0)
    print_line("runs",
               fmt::format("at least {}, {}", profile.runs.runs,
                           counted(profile.runs.processes, "process")),
               style);
  print_accesses(profile.blocked, "blocked", view.all, style.red, style);
  print_accesses(profile.blocked_untrusted, "untrusted", view.all, style.yellow, style);
  print_accesses(profile.unjudged, "unjudged", view.all, style.yellow, style);
}

std::string quiet_text(const ReadyView& view) {
  const suggest::Readiness& readiness = view.readiness;
  if (readiness.quiet_since_us == 0) return "not known: no record says when";
  std::string out = "since " + time_text(readiness.quiet_since_us);
  if (view.options.as_of_us != 0)
    out += fmt::format(" ({})", duration_text(view.options.as_of_us - readiness.quiet_since_us));
  return out;
}

}  // namespace

void print_ready_text(const ReadyView& view, const Style& style) {
  const suggest::Readiness& readiness = view.readiness;
  if (readiness.ready()) {
    std::cout << fmt::format("{}ready{}\n", style.green, style.reset);
  } else {
    std::cout << fmt::format("{}not ready{}: {}\n", style.red, style.reset,
                             readiness.reasons.front().message);
    for (std::size_t i = 1; i < readiness.reasons.size(); ++i)
      std::cout << "  also: " << readiness.reasons[i].message << "\n";
  }
  print_line("quiet", quiet_text(view), style);
  print_line("runs",
             view.runs_known
                 ? (readiness.runs == 0 ? "none seen" : fmt::format("at least {}", readiness.runs))
                 : "not known: evidence files do not keep them",
             style);
  if (const std::string hosts = hosts_text(readiness.hosts); !hosts.empty())
    print_line("seen on", hosts, style);
  for (const ReadyProfile& profile : readiness.profiles) print_profile(profile, view, style);
  for (const suggest::Unseen& unseen : readiness.owed)
    std::cout << fmt::format("{}owed{} {}: {}\n", style.yellow, style.reset,
                             text::printable(unseen.subject.profile), unseen_text(unseen));
  for (const std::string& note : readiness.notes)
    std::cout << fmt::format("{}note{}: {}\n", style.cyan, style.reset, note);
  if (!view.hint.empty()) std::cout << fmt::format("  hint: {}\n", view.hint);
}

}  // namespace profgen::tool
