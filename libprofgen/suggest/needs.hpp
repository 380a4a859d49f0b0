// What programs were seen to need in their `//null-` children, and how much of it the profile that
// ran them has anyway.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "profgen/suggest.hpp"
#include "suggest/severity.hpp"

namespace profgen::inline v0::suggest {

// Whether a `#!` line usually names it, or it runs what it is told (a shell, Python).
[[nodiscard]] bool is_interpreter(std::string_view path);

// 0 … 10: of a rule for this access alone.
[[nodiscard]] int severity_of_access(Severities& severities, const evidence::Key& key,
                                     const evidence::Seen& seen);

struct ChildNeeds {
  std::size_t accesses = 0;  // distinct ones
  std::size_t covered = 0;   // the profile that runs it allows them, or did the same
  std::size_t harmless = 0;  // of the others: base has them, or nothing is lost by them
  int severity = 0;          // the worst of those that are neither
  std::string worst;         // and what it was, for people
  std::string interpreter;   // that was opened for the program, which then is a script
  std::map<std::string, std::size_t> by_class;

  [[nodiscard]] std::size_t beyond() const { return accesses - covered - harmless; }
};

class NeedsFinder {
 public:
  // Keeps a reference: the policy must outlive it.
  explicit NeedsFinder(const policy::Policy& policy);

  // Something that the profile itself did.
  void did(const evidence::Subject& profile, const Access& access);
  // Adds what one child of `parent` that ran `program` did. All that the parent did must be known.
  void add(ChildNeeds& needs, const evidence::Subject& parent, const std::string& program,
           const evidence::Accesses& accesses);

 private:
  struct Did {
    std::map<std::string, FilePerms> files;
    std::set<Access> others;
  };
  [[nodiscard]] bool has(const evidence::Subject& parent, const Access& access) const;

  const policy::Policy& policy_;
  const policy::Abstraction* base_ = nullptr;
  std::map<evidence::Subject, Did> did_;
  Severities severities_;
};

}  // namespace profgen::inline v0::suggest
