// What a guard file says in vain.
#pragma once

#include "profgen/guard.hpp"
#include "yaml/reader.hpp"

namespace profgen::inline v0::suggest {

// An exception that names no entry is an error: what it should lift still stands. What can never
// count, since something before it decides, is a warning.
void report_overlooked(const Guard& guard, YamlReader& reader);

}  // namespace profgen::inline v0::suggest
