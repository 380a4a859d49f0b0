// What is distinct in the evidence that a node sends.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "profgen/result.hpp"

namespace profgen::inline v0::fleet {

struct SeenAccess {
  std::uint64_t hash = 0;  // of the profile and the access; the same on every machine
  std::string top;         // the profile, or that which a child belongs to
  bool allowed = false;    // by complain mode
  bool denied = false;
};

// Of the text of an evidence file; `name` for messages.
[[nodiscard]] Result<std::vector<SeenAccess>> accesses_of(const std::string& evidence,
                                                          const std::string& name);

}  // namespace profgen::inline v0::fleet
