// The answers that an exec question offers.
#pragma once

#include <string>
#include <vector>

#include "profgen/suggest.hpp"
#include "suggest/attachments.hpp"
#include "suggest/needs.hpp"

namespace profgen::inline v0::suggest {

// Best first, each with its reason in one line, each qualifier once. The first keeps the program
// confined or asks for a person; `Ux` stands last, behind `deny`, with its warning.
[[nodiscard]] std::vector<ExecOption> exec_options(const ExecQuestion& question,
                                                   const ChildNeeds& needs,
                                                   const policy::Policy& policy,
                                                   Attachments& attachments);

}  // namespace profgen::inline v0::suggest
