#pragma once

#include <vector>

#include "profgen.h"
#include "profgen/diagnostic.hpp"

struct profgen_diagnostics {
  std::vector<profgen::Diagnostic> list;
};
