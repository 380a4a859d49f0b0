// Diagnostics of one file, bounded: a hostile file gets neither a million of them nor a copy of its
// one long line in each.
#pragma once

#include <string>
#include <vector>

#include "profgen/diagnostic.hpp"

namespace profgen::inline v0::policy {

inline constexpr std::size_t maximum_findings = 1000;

// Adds an error; message and hint have to be printable. The maximum_findings-th is followed by a
// note that there are more; those are dropped.
void add_error(std::vector<Diagnostic>& findings, const Source& source, std::uint32_t offset,
               std::string id, std::string message, std::string hint = {});
// The same for what the compiler accepts although it cannot be meant.
void add_warning(std::vector<Diagnostic>& findings, const Source& source, std::uint32_t offset,
                 std::string id, std::string message, std::string hint = {});

}  // namespace profgen::inline v0::policy
