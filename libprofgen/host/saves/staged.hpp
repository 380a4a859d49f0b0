// The policy as it will be once some files are changed, for our parser and for apparmor_parser.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/overlay_files.hpp"
#include "host/saves/store.hpp"

namespace profgen::inline v0::host {

class Staged {
 public:
  Staged(const Files& files, const std::vector<SavedFile>& changes, policy::LoadOptions options);

  // All files as they will be. A file that will be removed still stands.
  [[nodiscard]] const Files& files() const { return overlay_; }
  [[nodiscard]] const policy::Policy& policy();
  // Profile files that read one of these changed files.
  [[nodiscard]] std::vector<std::string> readers(const std::set<std::string>& changed);
  // For apparmor_parser: with the changed include files in a directory that is searched first.
  Result<policy::LoadOptions> parser_options(Files& disk, SaveStore& store);
  // The same, in an empty directory that nobody else uses meanwhile.
  Result<policy::LoadOptions> parser_options(Files& disk, const std::string& directory);

 private:
  OverlayFiles overlay_;
  std::vector<SavedFile> includes_;  // changed files that others read
  policy::LoadOptions options_;
  std::optional<policy::Policy> policy_;
  std::optional<policy::LoadOptions> for_parser_;
};

}  // namespace profgen::inline v0::host
