#include "tools/profgen/state_dir.hpp"

#include <unistd.h>

#include <cstdlib>

namespace profgen::tool {

std::string state_dir(const Common& common) {
  const char* named = std::getenv("PROFGEN_STATE_DIR");
  if (named != nullptr && *named != '\0') return named;
  (void)common;
  return "/var/lib/profgen";
}

}  // namespace profgen::tool
