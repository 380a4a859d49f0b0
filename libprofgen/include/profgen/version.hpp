// The version of the headers, by semantic versioning; what that promises: docs/abi.md. That of the
// library that is linked: profgen_version() in profgen.h.
#pragma once

// CMake holds them against the version of its project.
#define PROFGEN_VERSION_MAJOR 0
#define PROFGEN_VERSION_MINOR 1
#define PROFGEN_VERSION_PATCH 0

#define PROFGEN_TEXT_OF(number) #number
#define PROFGEN_VERSION_TEXT(major, minor, patch) \
  PROFGEN_TEXT_OF(major) "." PROFGEN_TEXT_OF(minor) "." PROFGEN_TEXT_OF(patch)
#define PROFGEN_VERSION \
  PROFGEN_VERSION_TEXT(PROFGEN_VERSION_MAJOR, PROFGEN_VERSION_MINOR, PROFGEN_VERSION_PATCH)

#pragma GCC visibility push(default)
namespace profgen::inline v0 {

inline constexpr const char* version = PROFGEN_VERSION;

}  // namespace profgen::inline v0
#pragma GCC visibility pop
