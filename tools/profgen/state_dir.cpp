#include "tools/profgen/state_dir.hpp"

#include <unistd.h>

#include <cstdlib>

#include "profgen/saves.hpp"

namespace profgen::tool {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

std::string state_dir(const Common& common) {
  if (!common.state_dir.empty()) return common.state_dir;
  std::string named = variable("PROFGEN_STATE_DIR");
  if (!named.empty()) return named;
  return host::default_state_dir(
      {common.root, ::geteuid(), variable("XDG_STATE_HOME"), variable("HOME")});
}

}  // namespace profgen::tool
