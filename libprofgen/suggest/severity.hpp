// How bad a grant could be in wrong hands, 0 (harmless) to 10 (the whole system). Our own figures:
// suggest/severity_table.cpp; the host's: severity.db.
#pragma once

#include <string_view>
#include <vector>

#include "profgen/rules.hpp"
#include "suggest/severity_paths.hpp"

namespace profgen::inline v0::suggest {

struct NameSeverity {
  std::string_view name;
  int severity;
};

namespace severity_table {
// The first entry that a literal path matches counts; for a pattern the worst that it touches.
[[nodiscard]] const PathSeverity* paths_begin();
[[nodiscard]] const PathSeverity* paths_end();
[[nodiscard]] int capability(std::string_view name);
[[nodiscard]] int network(std::string_view family, std::string_view type);
}  // namespace severity_table

class Severities {
 public:
  // What the host's own table says counts where it is worse. Keeps the pointer; may be nullptr.
  explicit Severities(const SeverityDatabase* host = nullptr) : host_(host), paths_(host) {}

  [[nodiscard]] int of(const policy::Rule& rule);
  [[nodiscard]] int of_all(const std::vector<policy::Rule>& rules);

 private:
  const SeverityDatabase* host_;
  PathSeverities paths_;
};

}  // namespace profgen::inline v0::suggest
