#pragma once

#include "profgen.h"
#include "profgen/refine.hpp"

struct profgen_options {
  profgen::refine::SessionOptions session;
  // By the `generalise` option; else the guard says.
  std::optional<profgen::suggest::Generalise> generalise = std::nullopt;
  profgen::suggest::Guard guard = profgen::suggest::default_guard();
};
