// What a bundle means for this node at a stage: which text each file gets and which mode each
// profile has then. plan tells it, apply does it, drift compares with it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/overlay_files.hpp"
#include "node/state.hpp"
#include "profgen/bundle.hpp"
#include "profgen/kernel.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::node {

struct IntendedFile {
  std::string file;                          // below the policy directory
  std::optional<std::string> before, after;  // texts; nullopt: it is not there
  bool kept = false;                         // it stays as it is at this stage, whatever that is
  [[nodiscard]] bool changes() const { return before != after; }
};

struct IntendedProfile {
  std::string profile, file;
  std::string mode_before, mode_after;  // the kernel's words; empty: not loaded
  bool kept = false;                    // it denies already, and the stage is complain
};

class Intent {
 public:
  static Intent of(const Machine& machine, const bundle::Bundle& bundle, Stage stage,
                   const std::vector<host::LoadedProfile>& loaded);

  [[nodiscard]] const std::vector<IntendedFile>& files() const { return files_; }
  [[nodiscard]] const std::vector<IntendedProfile>& profiles() const { return profiles_; }
  // Of all profiles of the files that are not kept, children and hats too: the kernel's words.
  [[nodiscard]] const std::map<std::string, std::string>& modes() const { return modes_; }
  [[nodiscard]] const IntendedFile* file(std::string_view file) const;
  // The node's policy as it is and as it will be.
  [[nodiscard]] const policy::Policy& before() const { return *before_; }
  [[nodiscard]] const policy::Policy& after() const { return *after_; }
  // Profile files of the bundle whose policy changes: their own text or one that they include.
  [[nodiscard]] const std::set<std::string>& changed() const { return changed_; }

 private:
  std::vector<IntendedFile> files_;        // by file
  std::vector<IntendedProfile> profiles_;  // by name
  std::map<std::string, std::string> modes_;
  std::set<std::string> changed_;
  std::unique_ptr<OverlayFiles> overlay_;
  std::unique_ptr<policy::Policy> before_, after_;
};

}  // namespace profgen::inline v0::node
