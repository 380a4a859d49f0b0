#include "policy/check_conditions.hpp"

#include <fmt/format.h>

namespace profgen::inline v0::policy {

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
    if (condition.op == "in" || (condition.op == ":=" && !(in_peer && row->set_op)))
      context.error(key, "value", fmt::format("{} takes `=` only", key));
    const bool takes_first = row->list && !in_peer && !condition.values.empty();
    if (condition.values.size() != 1 && !takes_first)
      context.error(key, "value", fmt::format("{}= takes one value", key));
    else if (condition.values.size() != 1)
      context.warning("value", fmt::format("only the first value of {}= counts", key));
    for (std::size_t earlier = 0; earlier < i; ++earlier)
      if (conditions[earlier].key == key) {
        context.error(key, "conflict", fmt::format("{}= is given twice", key));
        break;
      }
    if (!condition.values.empty()) check_pattern(context, condition.values.front());
    if (i > 64) return;  // each key once: what is wrong has been said
  }
}

const std::string* value_of(const std::vector<Condition>& conditions, std::string_view key) {
  for (const Condition& condition : conditions)
    if (condition.key == key && !condition.values.empty()) return &condition.values.front();
  return nullptr;
}

}  // namespace profgen::inline v0::policy
