// How many random cases a run tries. Under the sanitizers, where each takes many times longer, it
// is a share of them.
#pragma once

#include <cstddef>

namespace profgen::proof {

#if defined(__SANITIZE_ADDRESS__)
#define PROFGEN_SLOW_BUILD 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PROFGEN_SLOW_BUILD 1
#endif
#endif

#ifdef PROFGEN_SLOW_BUILD
inline constexpr std::size_t share = 20;
#else
inline constexpr std::size_t share = 1;
#endif

// The number of cases to try where an ordinary build tries `full`.
constexpr std::size_t cases(std::size_t full) { return full / share; }

}  // namespace profgen::proof
