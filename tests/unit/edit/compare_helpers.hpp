// Policies from texts, and differences as lines to compare with.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/memory_files.hpp"
#include "profgen/compare.hpp"

namespace profgen::edit::test {

inline const MemoryFiles& include_files() {
  static const MemoryFiles files = [] {
    MemoryFiles all;
    all.content["/policy/tunables/global"] =
        "@{HOME}=/home/*/ /root/\n@{PROC}=/proc/\n@{pid}=[1-9]*\n";
    all.content["/policy/abstractions/base"] = "/etc/ld.so.cache r,\n/usr/lib/** mr,\n";
    all.content["/policy/abstractions/more"] =
        "include <abstractions/base>\n/etc/more r,\nowner @{HOME}/.more rw,\n";
    return all;
  }();
  return files;
}

inline policy::LoadOptions load_options() {
  policy::LoadOptions options;
  options.policy_dir = "/policy";
  return options;
}

inline policy::Policy policy_of(const std::string& name, const std::string& text) {
  policy::Policy policy = policy::Policy::empty(include_files(), load_options());
  policy.add_text(name, text);
  for (const Diagnostic& diagnostic : policy.diagnostics())
    EXPECT_NE(diagnostic.severity, Severity::error) << render(diagnostic) << text;
  return policy;
}

// A file with one profile `p` of this body.
inline std::string profile_text(const std::string& body, const std::string& preamble = "") {
  return "include <tunables/global>\n" + preamble + "profile p /usr/bin/p {\n" + body + "\n}\n";
}

// "granted file rw `/x rw,`", with the example where there is one.
inline std::string line_of(const Difference& difference) {
  std::string line = std::string(name_of(difference.change)) + " " + difference.class_name;
  if (!difference.permissions.empty()) line += " " + difference.permissions;
  if (!difference.detail.empty()) line += " [" + difference.detail + "]";
  line += " `" + difference.culprit.text + "`";
  return difference.certain ? line : line + " ?";
}

inline std::vector<std::string> lines_of(const std::vector<ProfileDifference>& profiles) {
  std::vector<std::string> lines;
  for (const ProfileDifference& profile : profiles) {
    if (profile.kind == ProfileDifference::Kind::only_before)
      lines.push_back("only before: " + profile.name);
    if (profile.kind == ProfileDifference::Kind::only_after)
      lines.push_back("only after: " + profile.name);
    for (const Difference& difference : profile.differences) lines.push_back(line_of(difference));
  }
  return lines;
}

}  // namespace profgen::edit::test
