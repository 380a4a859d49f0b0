// What the API said no with, as a person reads it.
#pragma once

#include <string>

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

struct Refusal {
  std::string reason, remedy;  // one line each
};
// `verb`: as RBAC calls it, "list", "patch" …
[[nodiscard]] Refusal refusal_of(const Failure& failure, std::string_view verb, const Kind& kind);
// The same as an Error of kind system.
[[nodiscard]] Error refusal_error(const Failure& failure, std::string_view verb, const Kind& kind,
                                  const std::string& name);

}  // namespace profgen::inline v0::kube
