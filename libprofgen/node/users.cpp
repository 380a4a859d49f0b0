#include "node/users.hpp"

#include "profgen/status.hpp"

namespace profgen::inline v0::node {
namespace {

// The top profiles of a label: "a//b//&c" gives a and c.
std::set<std::string> tops_of(std::string_view label) {
  std::set<std::string> out;
  for (;;) {
    const std::size_t stacked = label.find("//&");
    const std::string_view part = label.substr(0, stacked);
    // A name space's own slashes, ":ns://a", are part of the name.
    const std::size_t from = part.starts_with(':') ? part.find("://") : std::string_view::npos;
    const std::size_t child = part.find("//", from == std::string_view::npos ? 0 : from + 3);
    out.emplace(part.substr(0, child));
    if (stacked == std::string_view::npos) return out;
    label.remove_prefix(stacked + 3);
  }
}

// What a restart would start: an upgrade has put another file in the place of the one that runs.
std::string program_of(std::string_view exe) {
  constexpr std::string_view deleted = " (deleted)";
  if (exe.ends_with(deleted)) exe.remove_suffix(deleted.size());
  return std::string(exe);
}

}  // namespace

std::map<std::string, std::vector<User>> users_of(
    const std::vector<host::ConfinedProcess>& processes, const std::set<std::string>& profiles,
    const policy::Policy& policy) {
  std::map<std::string, std::vector<User>> out;
  for (const std::string& profile : profiles) out[profile];
  std::map<std::string, std::string> attached;  // by program; a fleet's node runs few of them
  for (const host::ConfinedProcess& process : processes) {
    const bool confined = process.label != "unconfined";
    const User user{process.pid, process.started, process.exe, confined};
    if (confined) {
      for (const std::string& top : tops_of(process.label))
        if (const auto found = out.find(top); found != out.end()) found->second.push_back(user);
      continue;
    }
    if (process.exe.empty()) continue;
    const std::string program = program_of(process.exe);
    const auto [known, fresh] = attached.try_emplace(program);
    if (fresh)
      if (const policy::Profile* profile = policy.attached_to(program))
        known->second = host::kernel_name(*profile);
    if (const auto found = out.find(known->second); found != out.end())
      found->second.push_back(user);
  }
  return out;
}

}  // namespace profgen::inline v0::node
