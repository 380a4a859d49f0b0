#include "suggest/noisy_denies.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "grammar/vocabulary.hpp"
#include "suggest/labels.hpp"
#include "suggest/literal_rules.hpp"

namespace profgen::inline v0::suggest {
namespace {

// The kernel asks for these on the way to another check, and programs (sudo, ps, tar, systemd's
// libraries: setsockopt SO_RCVBUFFORCE) try them and go on.
constexpr std::string_view probed_capabilities[] = {"dac_override", "dac_read_search", "net_admin",
                                                    "sys_ptrace"};

// Files that libraries look for and do without, by what their path has in it.
struct Probe {
  std::string_view part;
  FilePerms perms;  // any of these, nothing else
};
constexpr FilePerms creates = file_perm::write | file_perm::append;
constexpr FilePerms anything = creates | file_perm::read | file_perm::lock | file_perm::map_exec;
constexpr Probe probes[] = {
    {"/__pycache__/", creates},               // Python keeps its byte code
    {"/.cache/fontconfig/", creates},         // fontconfig's cache
    {"/run/nscd/", anything},                 // glibc asks nscd before the files
    {"/lib/sss/mc/", anything},               // … and sssd's memory map
    {"/lib/sss/pipes/", anything},            // … and its socket
    {"/etc/ld.so.preload", file_perm::read},  // the dynamic linker
    {"/oom_score_adj", creates},
    {"/.rnd", anything},  // old OpenSSL
    {"/dev/console", anything},
    {"/dev/tty", creates | file_perm::read},
    {"/sys/kernel/mm/transparent_hugepage/", file_perm::read},
    {"/proc/sys/kernel/ngroups_max", file_perm::read},
};

// Denied so often, over so long a time: who could not bear it would have stopped.
constexpr std::uint64_t often = 10;
constexpr std::int64_t long_us = 60LL * 1'000'000;

bool is_read_of_tasks(const PtraceAccess& access) {
  const auto* read = grammar::find_word(grammar::ptrace_permissions, "read");
  return read != nullptr && access.perms == read->value;
}

bool is_probe(const Access& access) {
  if (const auto* capability = std::get_if<CapabilityAccess>(&access))
    return std::find(std::begin(probed_capabilities), std::end(probed_capabilities),
                     capability->capability) != std::end(probed_capabilities);
  if (const auto* ptrace = std::get_if<PtraceAccess>(&access)) return is_read_of_tasks(*ptrace);
  const auto* file = std::get_if<FileAccess>(&access);
  if (file == nullptr) return false;
  return std::any_of(std::begin(probes), std::end(probes), [&](const Probe& probe) {
    const std::size_t at = file->path.find(probe.part);
    // A directory stands anywhere in a path, a file at its end.
    const bool there = at != std::string::npos &&
                       (probe.part.back() == '/' || at + probe.part.size() == file->path.size());
    return there && (file->perms & ~probe.perms) == 0;
  });
}

// The last time that each program did anything in the profile.
using LastSeen = std::map<std::string, std::int64_t>;

bool survived(const evidence::Seen& seen, const LastSeen& last) {
  if (seen.counts[2] < often || seen.first_us == 0 || seen.last_us - seen.first_us < long_us)
    return false;
  return std::any_of(seen.programs.begin(), seen.programs.end(), [&](const std::string& program) {
    const auto at = last.find(program);
    return at != last.end() && at->second > seen.first_us + long_us;
  });
}

std::optional<policy::Rule> deny_rule(const evidence::Key& key, const evidence::Seen& seen) {
  // An exec that is refused is answered by the exec question.
  if (std::holds_alternative<ExecAccess>(key.access)) return std::nullopt;
  Ask ask;
  ask.evidence.emplace_back(key, seen);
  ask.needed.push_back(key.access);
  std::vector<policy::Rule> rules = literal_rules(ask, Generalise::exact);
  if (rules.size() != 1) return std::nullopt;
  rules.front().prefix.decision = policy::Decision::deny;
  // `deny owner` would leave the others' denials loud.
  rules.front().prefix.ownership = policy::Ownership::any;
  return rules.front();
}

}  // namespace

void note_noisy_denies(const evidence::Subject& subject, const evidence::Accesses& accesses,
                       const policy::Profile* profile, Hints& hints) {
  if (subject.profile.empty() || subject.profile == "unconfined" ||
      subject.profile.find(null_mark) != std::string::npos)
    return;
  LastSeen last;
  for (const auto& entry : accesses)
    for (const std::string& program : entry.second.programs)
      last[program] = std::max(last[program], entry.second.last_us);
  for (const auto& [key, seen] : accesses) {
    if (key.unusable || key.crowd != evidence::Crowd::none) continue;
    if (!is_probe(key.access) && !survived(seen, last)) continue;
    // What a rule allows is wanted, what one denies is quiet (or meant to be loud).
    if (profile != nullptr && profile->matcher != nullptr &&
        policy::covers(*profile->matcher, key.access).answer != policy::Answer::absent)
      continue;
    if (const auto rule = deny_rule(key, seen)) hints.noisy_deny(subject, *rule);
  }
}

}  // namespace profgen::inline v0::suggest
