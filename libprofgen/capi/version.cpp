#include "profgen/version.hpp"

#include "profgen.h"

int profgen_abi_version(void) noexcept { return PROFGEN_ABI_VERSION; }
const char* profgen_version(void) noexcept { return profgen::version; }
