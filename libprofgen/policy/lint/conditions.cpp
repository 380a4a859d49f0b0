#include "policy/condition.hpp"
#include "policy/lint/table.hpp"

namespace profgen::inline v0::policy {

void lint_constant_condition(LintContext& context) {
  const Environment nothing;
  const auto walk = [&](const auto& self, const std::vector<Item>& items) -> void {
    for (const Item& item : items) {
      self(self, item.children);
      const auto* arm = std::get_if<Conditional>(&item.value);
      if (arm == nullptr || arm->arm == Conditional::Arm::else_arm) continue;
      const std::string_view expression = context.source.text(arm->expression);
      if (expression.find_first_of("@$") != std::string_view::npos) continue;
      const ConditionValue value = evaluate(expression, nothing);
      if (!value.error.empty()) continue;
      context.report(arm->expression,
                     "the condition holds no variable: it is always " +
                         std::string(value.truth ? "true" : "false"),
                     value.truth ? "remove the condition, and what stands in the other arms"
                                 : "remove the arm, or ask for a variable");
    }
  };
  walk(walk, context.file.tree.items);
}

}  // namespace profgen::inline v0::policy
