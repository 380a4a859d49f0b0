#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>

#include "base/text.hpp"
#include "tools/profgen/status_views.hpp"

namespace profgen::tool {
namespace {

using text::printable;

// The order in which aa-status has them; others come behind.
constexpr std::string_view mode_order[] = {"enforce", "complain",   "prompt",
                                           "kill",    "unconfined", "mixed"};

// aa-status and the flag say prompt where the kernel says user.
std::string shown_mode(const std::string& mode) { return mode == "user" ? "prompt" : mode; }

std::size_t rank_of(const std::string& mode) {
  const auto* const found = std::find(std::begin(mode_order), std::end(mode_order), mode);
  return static_cast<std::size_t>(found - std::begin(mode_order));
}

struct ByRank {
  bool operator()(const std::string& a, const std::string& b) const {
    return std::pair(rank_of(a), a) < std::pair(rank_of(b), b);
  }
};
using Groups = std::map<std::string, std::vector<std::string>, ByRank>;

void print_group(const std::string& title, const std::vector<std::string>& lines,
                 const Style& style) {
  if (lines.empty()) return;
  std::cout << "\n"
            << style.bold << printable(title) << style.reset << " (" << lines.size() << ")\n";
  for (const std::string& line : lines) std::cout << "  " << line << "\n";
}

std::string counts(const Groups& groups) {
  std::string out;
  for (const auto& [mode, lines] : groups)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", lines.size(), printable(mode));
  return out.empty() ? "" : " (" + out + ")";
}

std::string process_line(const host::ConfinedProcess& process, const std::string& profile) {
  return fmt::format("{:>7}  {}  {}", process.pid,
                     process.exe.empty() ? "?" : printable(process.exe), printable(profile));
}

std::string drift_line(const host::Drift& drift) {
  const std::string where =
      drift.file.empty() ? std::string() : fmt::format(" ({})", printable(drift.file));
  std::string name = printable(drift.profile);
  switch (drift.kind) {
    case host::DriftKind::not_loaded:
      return fmt::format("{}: not loaded{}", name, where);
    case host::DriftKind::not_on_disk:
      return fmt::format("{}: loaded, but not on disk", name);
    case host::DriftKind::other_mode:
      return fmt::format("{}: {} on disk, {} loaded{}", name, drift.disk_mode,
                         printable(shown_mode(drift.loaded_mode)), where);
    case host::DriftKind::disabled_but_loaded:
      return fmt::format("{}: disabled on disk, {} loaded{}", name,
                         printable(shown_mode(drift.loaded_mode)), where);
  }
  return name;
}

void print_host(const host::HostStatus& host, const Style& style, bool brief) {
  Groups profiles, processes;
  std::vector<std::string> would_be, findings, of_others;
  for (const host::LoadedProfile& profile : host.loaded)
    profiles[shown_mode(profile.mode)].push_back(printable(profile.name));
  for (const host::ProcessStatus& one : host.processes) {
    if (one.would_be.empty())
      processes[shown_mode(one.process.mode)].push_back(
          process_line(one.process, one.process.label));
    else
      would_be.push_back(process_line(one.process, one.would_be));
  }
  std::size_t confined = 0;
  for (const auto& [mode, lines] : processes) confined += lines.size();
  for (const host::Drift& drift : host.drift) {
    if (drift.is_finding())
      findings.push_back(drift_line(drift));
    else
      of_others.push_back(drift_line(drift) + ": it is " + drift.loaded_by + "'s");
  }
  std::cout << counted(host.loaded.size(), "profile") << " loaded" << counts(profiles) << "\n"
            << confined << (confined == 1 ? " process has" : " processes have") << " a profile"
            << counts(processes) << "\n";
  if (!brief) {
    for (const auto& [mode, lines] : profiles)
      print_group("profiles in " + mode + " mode", lines, style);
    for (const auto& [mode, lines] : processes)
      print_group("processes in " + mode + " mode", lines, style);
    print_group("loaded by others", of_others, style);
  }
  print_group("unconfined, though a profile is loaded for the program: start it again", would_be,
              style);
  print_group("not as on disk", findings, style);
}

std::vector<std::string> link_lines(const std::vector<host::PolicyLink>& links) {
  std::vector<std::string> out;
  out.reserve(links.size());
  for (const host::PolicyLink& link : links)
    out.push_back(printable(link.name) +
                  (link.in_force ? "" : ": without effect, the link or the file is missing"));
  return out;
}

}  // namespace

void print_status_text(const StatusView& view, const Style& style, bool brief) {
  if (view.host)
    print_host(*view.host, style, brief);
  else
    std::cout << counted(view.disk.profiles.size(), "profile") << " in "
              << printable(view.policy_dir) << "\n";
  if (!view.host && !brief) {
    Groups profiles;
    for (const host::DiskProfile& profile : view.disk.profiles)
      profiles[profile.disabled ? "disabled" : profile.mode].push_back(printable(profile.name));
    for (const auto& [mode, lines] : profiles)
      print_group("profiles on disk, " + mode, lines, style);
  }
  if (!brief) {
    print_group("disabled files (disable/)", link_lines(view.disk.disabled), style);
    print_group("held in complain mode (force-complain/)", link_lines(view.disk.force_complain),
                style);
  }
  std::vector<std::string> errors;
  for (const Diagnostic& one : view.disk.errors)
    errors.push_back(fmt::format("{}:{}:{}: {} [{}]", printable(one.file), one.at.line,
                                 one.at.column, printable(one.message), one.id));
  print_group("errors in policy files: these do not load", errors, style);
}

}  // namespace profgen::tool
