// The expressions of `if` and of boolean variables.
//
//   or     = and { "or" and }
//   and    = not { "and" not }
//   not    = "not" not | factor
//   factor = "(" or ")" | "defined" variable | "${B}" | "true" | "false" | value op value
//   op     = "==" | "!=" | "in" | "<" | "<=" | ">" | ">="
#pragma once

#include <string>
#include <string_view>

namespace profgen::inline v0::policy {

struct Environment;

struct ConditionValue {
  bool truth = false;
  std::string error;  // not empty: it could not be evaluated
};
[[nodiscard]] ConditionValue evaluate(std::string_view expression, const Environment& environment);

}  // namespace profgen::inline v0::policy
