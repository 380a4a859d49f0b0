// The rules that grant exactly what was asked, with nothing generalised.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "suggest/ask.hpp"
#include "suggest/varying.hpp"

namespace profgen::inline v0::suggest {

// How bytes of a log become a pattern: as they are or, with a context, with those parts of a name
// open that another run will write otherwise.
struct Spelling {
  const NameContext* context = nullptr;
  [[nodiscard]] std::string operator()(std::string_view bytes) const;  // empty bytes: empty
};

// Empty where the language has no word for it (an address family that has no name).
[[nodiscard]] std::vector<policy::Rule> literal_rules(const Ask& ask, Generalise generalise,
                                                      const Spelling& spell = {});

// File or link rules of the ask with another pattern in place of its path.
[[nodiscard]] std::vector<policy::Rule> file_rules(const Ask& ask, const std::string& pattern,
                                                   Generalise generalise);
// The path that a file ask is about; empty for other asks.
[[nodiscard]] std::string path_of(const Ask& ask);

// One family of rules each; `ask` holds accesses of that class only.
[[nodiscard]] std::vector<policy::Rule> network_rules(const Ask& ask, Generalise generalise);
[[nodiscard]] std::vector<policy::Rule> unix_rules(const Ask& ask, const Spelling& spell);
[[nodiscard]] std::vector<policy::Rule> dbus_rules(const Ask& ask, const Spelling& spell);

struct Wider {
  std::vector<policy::Rule> rules;
  std::string reason;
};
// Wider widths of rules that are no file rules, each holding the ones before it; none where they
// are as wide as they should get.
[[nodiscard]] std::vector<Wider> wider_rules(const std::vector<policy::Rule>& literal);

}  // namespace profgen::inline v0::suggest
