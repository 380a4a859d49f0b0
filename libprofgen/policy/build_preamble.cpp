// Includes, abi, aliases, variables and the arms of conditionals.
#include "base/text.hpp"
#include "policy/marks.hpp"

namespace profgen::inline v0::policy {
namespace {

// `<path>`, `"path"` or a bare path.
std::string path_of(Span span, const BuildContext& context, bool& magic) {
  const std::string_view text = context.text(span);
  magic = text.size() >= 2 && text.front() == '<';
  if (magic) return std::string(text.substr(1, text.size() - 2));
  return context.word(span);
}

Include build_include(const Statement& statement, const BuildContext& context) {
  Include include;
  for (const Mark& mark : statement.marks) {
    if (mark.part == Part::hash) include.hash = true;
    if (mark.part == Part::exists) include.if_exists = true;
    if (mark.part != Part::path) continue;
    include.path = path_of(mark.span, context, include.magic);
    if (include.magic) include.path = text::trim(include.path);
  }
  return include;
}

Variable build_variable(const Statement& statement, const BuildContext& context) {
  Variable variable;
  variable.boolean = statement.kind == Kind::bool_variable;
  for (const Mark& mark : statement.marks) {
    const std::string_view text = context.text(mark.span);
    if (mark.part == Part::name) {
      std::string_view name = text.substr(1);
      if (name.front() == '{') name = name.substr(1, name.size() - 2);
      variable.name = name;
    } else if (mark.part == Part::op) {
      variable.op = text;
    } else if (mark.part == Part::value) {
      variable.values.push_back(variable.boolean ? std::string(text) : context.word(mark.span));
    }
  }
  return variable;
}

Conditional build_conditional(const Statement& statement) {
  Conditional conditional;
  conditional.arm = statement.kind == Kind::if_arm    ? Conditional::Arm::if_arm
                    : statement.kind == Kind::else_if ? Conditional::Arm::else_if
                                                      : Conditional::Arm::else_arm;
  for (const Mark& mark : statement.marks)
    if (mark.part == Part::value) conditional.expression = mark.span;
  return conditional;
}

}  // namespace

ItemValue build_preamble(const Statement& statement, const BuildContext& context) {
  switch (statement.kind) {
    case Kind::include:
      return build_include(statement, context);
    case Kind::abi: {
      Abi abi;
      abi.path = path_of(statement.marks.front().span, context, abi.magic);
      if (abi.magic) abi.path = text::trim(abi.path);
      return abi;
    }
    case Kind::alias:
      return Alias{context.word(statement.marks.front().span),
                   context.word(statement.marks.back().span)};
    case Kind::set_variable:
    case Kind::bool_variable:
      return build_variable(statement, context);
    default:
      return build_conditional(statement);
  }
}

}  // namespace profgen::inline v0::policy
