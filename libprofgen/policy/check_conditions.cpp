#include "policy/check_conditions.hpp"

#include <fmt/format.h>

namespace profgen::policy {

void check_conditions(const CheckContext& context, const std::vector<Condition>& conditions,
                      bool in_peer, std::span<const ConditionRow> rows) {
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const Condition& condition = conditions[i];
    const std::string_view key = condition.key;
    const ConditionRow* row = nullptr;
    for (const ConditionRow& candidate : rows)
      if (candidate.key == key) row = &candidate;
    if (row == nullptr || !(in_peer ? row->peer : row->local)) {
      context.error(key, "value",
                    row == nullptr ? fmt::format("{}= is not supported", key)
                                   : fmt::format("{}= cannot stand {} peer=( … )", key,
                                                 in_peer ? "in" : "outside"));
      continue;
    }
    if (condition.op == "in" || (condition.op == ":=" && !row->set_op))
      context.error(key, "value", fmt::format("{} takes `=` only", key));
    if (condition.values.size() != 1)
      context.error(key, "value", fmt::format("{}= takes one value", key));
    for (std::size_t earlier = 0; earlier < i; ++earlier)
      if (conditions[earlier].key == key) {
        context.error(key, "conflict", fmt::format("{}= is given twice", key));
        break;
      }
    for (const std::string& value : condition.values) check_pattern(context, value);
    if (i > 64) return;  // each key once: what is wrong has been said
  }
}

const std::string* value_of(const std::vector<Condition>& conditions, std::string_view key) {
  for (const Condition& condition : conditions)
    if (condition.key == key && !condition.values.empty()) return &condition.values.front();
  return nullptr;
}

}  // namespace profgen::policy
