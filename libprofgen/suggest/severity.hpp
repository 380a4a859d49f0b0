// How bad a grant could be in wrong hands, 0 (harmless) to 10 (the whole system). Our own figures:
// suggest/severity_table.cpp.
#pragma once

#include <cstdint>
#include <string_view>

#include "profgen/rules.hpp"

namespace profgen::suggest {

struct PathSeverity {
  std::string_view pattern;
  int read, write, execute;
};
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

[[nodiscard]] int severity_of(const policy::Rule& rule);

}  // namespace profgen::suggest
