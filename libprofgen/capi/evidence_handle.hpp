#pragma once

#include "profgen.h"
#include "profgen/evidence.hpp"

struct profgen_evidence {
  profgen::evidence::Evidence value;
};
