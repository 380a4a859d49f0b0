#pragma once

#include <memory>

#include "profgen.h"
#include "profgen/policy.hpp"
#include "profgen/system.hpp"

namespace profgen::inline v0::capi {

// A policy and what it is read from.
struct PolicyOnDisk {
  std::unique_ptr<Files> files;
  policy::Policy policy;
};

}  // namespace profgen::inline v0::capi

struct profgen_policy {
  // Shared with the sessions over it.
  std::shared_ptr<profgen::capi::PolicyOnDisk> on_disk;
};
