// What a save is told of its surroundings: who, when, where it is kept, which kernel.
#pragma once

#include <memory>

#include "profgen/saves.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

struct SaveSetup {
  std::unique_ptr<host::Kernel> kernel;  // of `options`
  host::SaveOptions options;
};
[[nodiscard]] SaveSetup save_setup(const Call& call);

}  // namespace profgen::tool
