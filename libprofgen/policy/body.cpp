#include "policy/body.hpp"

#include <algorithm>
#include <utility>

#include "policy/condition.hpp"
#include "policy/findings.hpp"

namespace profgen::inline v0::policy {
namespace {

class BodyReader {
 public:
  BodyReader(const SourceFile& file, const Environment& environment, bool from_include,
             std::vector<Diagnostic>& diagnostics)
      : source_(*file.tree.source),
        environment_(environment),
        from_include_(from_include),
        diagnostics_(diagnostics) {}

  void read(const std::vector<Item>& items, const Prefix& prefix) {
    bool taken = false;  // an arm of the conditional at hand was
    for (const Item& item : items) {
      if (const auto* conditional = std::get_if<Conditional>(&item.value)) {
        if (conditional->arm == Conditional::Arm::if_arm) taken = false;
        if (holds(*conditional) && !taken) {
          taken = true;
          read(item.children, prefix);
        } else {
          skip(item.children);
        }
      } else {
        read_item(item, prefix);
      }
    }
  }

  Body finish() {
    body_.rules = std::make_shared<const std::vector<ResolvedRule>>(std::move(rules_));
    return std::move(body_);
  }

 private:
  void read_item(const Item& item, const Prefix& prefix) {
    if (const auto* rule = std::get_if<Rule>(&item.value)) {
      rules_.push_back(
          {*rule, {source_.name(), source_.position(item.span.begin), item.span}, from_include_});
      rules_.back().rule.prefix = folded(prefix, rule->prefix);
      note_variables(with_variables(*rule, item.span));
    } else if (const auto* include = std::get_if<Include>(&item.value)) {
      body_.inclusions.push_back({*include, item.span, prefix});
    } else if (const auto* block = std::get_if<Block>(&item.value)) {
      read(item.children, folded(prefix, block->prefix));
    } else if (const auto* header = std::get_if<ProfileHeader>(&item.value)) {
      body_.children.push_back(&item);
      if (from_include_ && !header->keyword && !header->caret)
        add_error(diagnostics_, source_, item.span.begin, "structure",
                  "this profile needs the word `profile`: its file is included in another one");
    } else if (from_include_ && (std::holds_alternative<Variable>(item.value) ||
                                 std::holds_alternative<Alias>(item.value))) {
      add_error(diagnostics_, source_, item.span.begin, "structure",
                "this has to stand before the first profile, but its file is included in one");
    }
  }

  // The compiler reads an arm that is not taken, with its includes and conditions.
  void skip(const std::vector<Item>& items) {
    for (const Item& item : items) {
      if (const auto* conditional = std::get_if<Conditional>(&item.value))
        (void)holds(*conditional);
      else if (const auto* include = std::get_if<Include>(&item.value))
        body_.skipped.push_back({*include, item.span, {}});
      skip(item.children);
    }
  }

  bool holds(const Conditional& conditional) {
    if (conditional.arm == Conditional::Arm::else_arm) return true;
    const ConditionValue value = evaluate(source_.text(conditional.expression), environment_);
    if (!value.error.empty())
      add_error(diagnostics_, source_, conditional.expression.begin, "bad-condition", value.error);
    return value.truth;
  }

  // The compiler leaves the target of an exec transition as it is written, variables too.
  Span with_variables(const Rule& rule, Span span) const {
    const auto* file = std::get_if<FileRule>(&rule.body);
    if (file == nullptr || file->exec.empty() || file->target.empty()) return span;
    const auto arrow = source_.text(span).rfind("->");
    if (arrow != std::string_view::npos) span.end = span.begin + static_cast<std::uint32_t>(arrow);
    return span;
  }

  void note_variables(Span span) {
    const std::string_view text = source_.text(span);
    for (std::size_t at = text.find('@'); at != std::string_view::npos;
         at = text.find('@', at + 1)) {
      const std::string_view name = variable_at(text, at);
      const auto is_it = [name](const VariableUse& use) { return use.name == name; };
      if (!name.empty() && std::none_of(body_.uses.begin(), body_.uses.end(), is_it))
        body_.uses.push_back({std::string(name), span.begin + static_cast<std::uint32_t>(at)});
    }
  }

  const Source& source_;
  const Environment& environment_;
  bool from_include_;
  std::vector<Diagnostic>& diagnostics_;
  Body body_;
  std::vector<ResolvedRule> rules_;
};

}  // namespace

Prefix folded(const Prefix& outer, const Prefix& inner) {
  Prefix prefix = inner;
  prefix.audit = inner.audit || outer.audit;
  if (inner.decision == Decision::unstated) prefix.decision = outer.decision;
  if (inner.ownership == Ownership::any) prefix.ownership = outer.ownership;
  if (!inner.priority) prefix.priority = outer.priority;
  return prefix;
}

Body read_body(const SourceFile& file, const std::vector<Item>& items, const Prefix& prefix,
               const Environment& environment, bool from_include,
               std::vector<Diagnostic>& diagnostics) {
  BodyReader reader(file, environment, from_include, diagnostics);
  reader.read(items, prefix);
  return reader.finish();
}

}  // namespace profgen::inline v0::policy
