// Evidence and policies made by hand.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <list>
#include <string>
#include <utility>
#include <vector>

#include "base/memory_files.hpp"
#include "grammar/vocabulary.hpp"
#include "profgen/guard.hpp"
#include "profgen/suggest.hpp"

namespace profgen::suggest::testing {

inline evidence::Seen seen_once(std::string sample = {}) {
  evidence::Seen seen;
  seen.counts[1] = 1;
  seen.sample = std::move(sample);
  return seen;
}

using Did = std::pair<std::string, Access>;  // profile, access

inline evidence::Evidence evidence_of(const std::string& profile, evidence::Key key,
                                      const evidence::Seen& seen) {
  evidence::Accesses one;
  one.emplace(std::move(key), seen);
  return evidence::Evidence(
      std::map<evidence::Subject, evidence::Accesses>{{{"", profile}, std::move(one)}});
}

inline evidence::Evidence evidence_of(const std::vector<Did>& all) {
  evidence::Evidence out;
  for (const auto& [profile, access] : all) {
    out.merge(evidence_of(profile, {access, false}, seen_once()));
  }
  return out;
}

// A small policy tree: tunables as upstream names them, a few abstractions, and the given profiles.
inline MemoryFiles files_with(const std::vector<std::pair<std::string, std::string>>& profiles) {
  MemoryFiles files;
  auto& content = files.content;
  content["/etc/apparmor.d/tunables/global"] =
      "@{HOMEDIRS}=/home/\n@{HOME}=@{HOMEDIRS}/*/ /root/\n@{PROC}=/proc/\n@{sys}=/sys/\n"
      "@{run}=/run/ /var/run/\n@{multiarch}=*-linux-gnu*\n@{etc_ro}=/etc/ /usr/etc/\n"
      "@{pid}={[1-9],[1-9][0-9],[1-9][0-9][0-9],[1-9][0-9][0-9][0-9]}\n@{tid}=@{pid}\n"
      "@{uid}={[0-9],[1-9][0-9],[1-9][0-9][0-9],[1-9][0-9][0-9][0-9]}\n";
  content["/etc/apparmor.d/abstractions/base"] =
      "/etc/ld.so.cache mr,\n/{,usr/}lib{,32,64}/** r,\n/{,usr/}lib{,32,64}/**.so* mr,\n"
      "/{,usr/}lib/@{multiarch}/**.so* mr,\n/dev/null rw,\n@{PROC}/meminfo r,\n"
      "/usr/share/locale/** r,\nowner @{HOME}/.Private/** mrwlkix,\n"
      "signal (receive) peer=unconfined,\n";
  content["/etc/apparmor.d/abstractions/nameservice"] =
      "@{etc_ro}/passwd r,\n@{etc_ro}/group r,\n@{etc_ro}/nsswitch.conf r,\n@{etc_ro}/hosts r,\n"
      "@{etc_ro}/resolv.conf r,\nnetwork inet stream,\nnetwork inet6 stream,\n"
      "network inet dgram,\nnetwork inet6 dgram,\nnetwork netlink raw,\n"
      "/etc/{,libre}ssl/certs/{,**} r,\n/etc/krb5.keytab rk,\n@{run}/nscd/db* mrix,\n";
  content["/etc/apparmor.d/abstractions/everything"] = "/** rw,\nnetwork,\n";
  content["/etc/apparmor.d/abstractions/quiet"] = "# LOGPROF-SUGGEST: no\n/etc/quiet.conf r,\n";
  for (const auto& [name, text] : profiles) content["/etc/apparmor.d/" + name] = text;
  return files;
}

inline policy::Policy policy_of(const std::vector<std::pair<std::string, std::string>>& profiles) {
  // A policy reads its files when it needs them: they stay until the tests are over.
  static std::list<MemoryFiles> kept;
  kept.push_back(files_with(profiles));
  return policy::Policy::load(kept.back(), {});
}

inline constexpr std::int64_t second = 1'000'000;  // in microseconds

inline FileAccess reads(std::string path) { return {std::move(path), file_perm::read, false}; }
inline ExecAccess exec(std::string path, std::string target = {}) {
  return {std::move(path), false, std::move(target)};
}
inline std::uint32_t socket_perms(std::string_view word) {
  return grammar::bits_of(grammar::socket_permissions, word);
}

inline Guard guard_of(const std::string& text) {
  std::vector<Diagnostic> diagnostics;
  auto guard = read_guard("g.yaml", text, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics)
    if (diagnostic.severity == Severity::error) ADD_FAILURE() << render(diagnostic);
  return guard.value_or(Guard{});
}

inline std::vector<std::string> texts(const Proposal& proposal) {
  std::vector<std::string> out;
  for (const Candidate& candidate : proposal.candidates) out.push_back(candidate.text());
  return out;
}

inline const ProfileProposals* find_profile(const Proposals& proposals, const std::string& name) {
  for (const ProfileProposals& profile : proposals.profiles)
    if (profile.subject.profile == name) return &profile;
  return nullptr;
}

inline const Hint* find_hint(const Proposals& proposals, const std::string& id) {
  for (const Hint& hint : proposals.hints)
    if (hint.id == id) return &hint;
  return nullptr;
}

// The folder with the recordings and upstream's own data; empty where it is absent.
inline std::string shared_dir() {
  const char* named = std::getenv("PROFGEN_SHARED");
  const std::string path =
      named != nullptr ? named : std::string(PROFGEN_SOURCE_DIR) + "/../shared";
  return std::filesystem::exists(path) ? path : std::string();
}

}  // namespace profgen::suggest::testing
