// The answers that an exec question offers.
#pragma once

#include <string>
#include <vector>

#include "profgen/suggest.hpp"
#include "suggest/attachments.hpp"

namespace profgen::suggest {

// What a `//null-` child was seen to need.
struct ChildNeeds {
  std::size_t accesses = 0;  // distinct ones
  std::string interpreter;   // that was opened for the program, which then is a script

  void add(const std::string& program, const evidence::Accesses& accesses_of_child);
};

// Best first, each with a reason. `ux` is never offered unasked.
[[nodiscard]] std::vector<ExecOption> exec_options(const ExecQuestion& question,
                                                   const ChildNeeds& needs,
                                                   const policy::Policy& policy,
                                                   Attachments& attachments);

}  // namespace profgen::suggest
