// The other profiles of the policy directory: their names and attachments, for lints that look
// beyond one file.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/library.hpp"
#include "policy/resolve.hpp"

namespace profgen::inline v0::policy {

// States looked at for one pair of attachments, or of paths.
inline constexpr std::size_t pattern_pair_limit = 2000;

struct IndexedProfile {
  std::string name, name_space;
  std::string attachment;  // pattern, variables looked through; empty: none
  std::string prefix;      // the bytes it begins with whatever it matches
  bool literal = false;
  bool disabled = false;   // by a name in disable/
  std::size_t length = 0;  // of a shortest text that it matches
  Location where;
};

class PolicyIndex {
 public:
  PolicyIndex(Library& library, LoadOptions options)
      : library_(library), options_(std::move(options)) {}

  // Profiles of the directory's files, children and hats left out; read on first use. Empty where
  // there is no such directory.
  [[nodiscard]] const std::vector<IndexedProfile>& profiles();
  [[nodiscard]] bool has(std::string_view name);
  // Could a program whose path matches the pattern attach to one of them?
  [[nodiscard]] bool attaches(std::string_view pattern);
  [[nodiscard]] const std::string& policy_dir() const { return options_.policy_dir; }
  // The directory holds profiles at all: without any nothing can be said about what is missing.
  [[nodiscard]] bool known() { return !profiles().empty(); }

 private:
  void load();

  Library& library_;
  LoadOptions options_;
  bool loaded_ = false;
  std::vector<IndexedProfile> profiles_;
  std::unordered_map<std::string, std::size_t> by_name_;
};

// `attachment` as written, its variables those of the environment.
[[nodiscard]] IndexedProfile index_entry(std::string name, const std::string& attachment,
                                         const EnvironmentPtr& environment);
// The bytes before the first wildcard, class, group or escape.
[[nodiscard]] std::string_view literal_prefix(std::string_view pattern);
// Could they have a text in common, as far as their first bytes tell?
[[nodiscard]] bool prefixes_meet(std::string_view a, std::string_view b);

}  // namespace profgen::inline v0::policy
