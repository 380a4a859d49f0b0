#pragma once

#pragma GCC visibility push(default)
namespace profgen::inline v0 {

// Kept equal to the version of the CMake project by a test.
inline constexpr const char* version = "0.1.0";

}  // namespace profgen::inline v0
#pragma GCC visibility pop
