// The rules that grant exactly what was asked, with nothing generalised.
#pragma once

#include <string>
#include <vector>

#include "suggest/ask.hpp"

namespace profgen::suggest {

// Empty where the language has no word for it (an address family that has no name).
[[nodiscard]] std::vector<policy::Rule> literal_rules(const Ask& ask, Generalise generalise);

// File rules of the ask with another pattern in place of its path.
[[nodiscard]] std::vector<policy::Rule> file_rules(const Ask& ask, const std::string& pattern,
                                                   Generalise generalise);
// The path that a file ask is about; empty for other asks.
[[nodiscard]] std::string path_of(const Ask& ask);

// One family of rules each; `ask` holds accesses of that class only.
[[nodiscard]] std::vector<policy::Rule> network_rules(const Ask& ask, Generalise generalise);
[[nodiscard]] std::vector<policy::Rule> unix_rules(const Ask& ask);
[[nodiscard]] std::vector<policy::Rule> dbus_rules(const Ask& ask);

// One wider width of a rule that is no file rule; nullopt: it is as wide as it should get.
[[nodiscard]] std::vector<policy::Rule> wider_rules(const std::vector<policy::Rule>& literal);

}  // namespace profgen::suggest
