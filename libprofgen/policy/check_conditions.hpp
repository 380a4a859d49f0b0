// Conditions of network, unix and dbus rules against a table of what each key takes.
#pragma once

#include <span>

#include "policy/check_context.hpp"

namespace profgen::inline v0::policy {

struct ConditionRow {
  std::string_view key;
  bool local;         // may stand outside peer=( … )
  bool peer;          // may stand inside
  bool set_op;        // inside it takes `:=` too
  bool list = false;  // outside it takes a list, of which the first value counts
};

// Reports keys at a wrong place, twice, with several values or with a wrong operator.
void check_conditions(const CheckContext& context, const std::vector<Condition>& conditions,
                      bool in_peer, std::span<const ConditionRow> rows);
// The value of a key; nullptr if it is not there.
[[nodiscard]] const std::string* value_of(const std::vector<Condition>& conditions,
                                          std::string_view key);

}  // namespace profgen::inline v0::policy
