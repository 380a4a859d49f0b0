// That rules grant an ask, as the compiler will read them: text from a log stands in them, so what
// they say must be what they mean.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "suggest/ask.hpp"

namespace profgen::inline v0::suggest {

// Rules that only grant, on one pattern: what to whom. Write brings append with it.
struct PlainGrant {
  std::string_view pattern;  // of the rules; lives as long as they
  FilePerms any = 0, owner = 0;
};
// nullopt: they are (in part) something else.
[[nodiscard]] std::optional<PlainGrant> plain_grant(const std::vector<policy::Rule>& rules);

class Prover {
 public:
  // Keeps a reference: the policy must outlive it.
  explicit Prover(const policy::Policy& policy) : policy_(policy) {}

  // Whether the rules, printed and read back, grant all that the ask needs (deny what it executes,
  // for a deny rule), in a profile of this name.
  [[nodiscard]] bool grants(const std::vector<policy::Rule>& rules, const Ask& ask,
                            const std::string& profile);
  // The same, always by printing, reading and compiling.
  [[nodiscard]] bool grants_by_compiling(const std::vector<policy::Rule>& rules, const Ask& ask,
                                         const std::string& profile) const;

 private:
  enum class Quick { yes, no, unknown };
  [[nodiscard]] Quick quickly(const std::vector<policy::Rule>& rules, const Ask& ask,
                              const std::string& profile);
  [[nodiscard]] bool pattern_matches(std::string_view pattern, std::string_view path,
                                     const std::string& profile);

  const policy::Policy& policy_;
  std::string profile_;  // whose patterns are kept
  std::unordered_map<std::string, std::shared_ptr<const policy::Matcher>> patterns_;
};

}  // namespace profgen::inline v0::suggest
