// The modes that a bundle's profiles get: their flags changed by splices, every other byte stays.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "profgen/edit.hpp"
#include "profgen/policy.hpp"
#include "profgen/result.hpp"

namespace profgen::inline v0::bundle {

// As MakeOptions::modes.
using Modes = std::map<std::string, std::string>;

class ModeEdits {
 public:
  explicit ModeEdits(const Modes& modes) : modes_(modes) {}

  // The profiles of one file that was read by `policy`. An Error where an included file would need
  // two modes at one place.
  [[nodiscard]] Status add(const policy::Policy& policy);
  // Words of `modes` that named none of them.
  [[nodiscard]] std::vector<std::string> unused() const;
  // The new texts of the files that change, by path.
  [[nodiscard]] std::map<std::string, std::string> texts() const;

 private:
  // Empty: it keeps its own.
  [[nodiscard]] std::string mode_for(const policy::Profile& profile);

  struct Edited {
    std::string text;
    std::map<std::uint32_t, std::string> modes;  // by where the profile begins
    std::vector<edit::Splice> splices;
  };
  const Modes& modes_;
  std::map<std::string, bool> used_;
  std::map<std::string, Edited> files_;
};

}  // namespace profgen::inline v0::bundle
