#pragma once

namespace profgen {

// Kept equal to the version of the CMake project by a test.
inline constexpr const char* version = "0.1.0";

}  // namespace profgen
