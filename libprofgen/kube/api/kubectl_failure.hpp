// What kubectl says on its standard error, as a Failure.
#pragma once

#include <string_view>

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

// kubectl prints the reason of the server's Status but not its code:
//   Error from server (Conflict): …        reason Conflict
//   error: You must be logged in to the server (Unauthorized)
//   error: Apply failed with 1 conflict: … server-side apply
//   The ProfileBundle "x" is invalid: …    reason Invalid
//   Error from server: …                   a code without a reason: 500
//   Unable to connect to the server: …     no answer, as all others
[[nodiscard]] Failure kubectl_failure(std::string_view errors, int exit_code);

}  // namespace profgen::inline v0::kube
