#include <charconv>

#include "policy/findings.hpp"
#include "policy/marks.hpp"

namespace profgen::inline v0::policy {

std::string BuildContext::word(Span span) const {
  std::string_view text = source.text(span);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  return std::string(text);
}

void BuildContext::error(Span at, std::string message, std::string hint) const {
  add_error(diagnostics, source, at.begin, "syntax", std::move(message), std::move(hint));
}

Prefix build_prefix(const Statement& statement, const BuildContext& context) {
  Prefix prefix;
  for (const Mark& mark : statement.marks) {
    switch (mark.part) {
      case Part::priority: {
        std::string_view digits = context.text(mark.span);
        if (digits.front() == '+') digits.remove_prefix(1);
        int value = 0;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (read.ec != std::errc{}) {
          context.error(mark.span, "expected a priority from -1000 to 1000");
          value = 0;
        }
        prefix.priority = value;
        break;
      }
      case Part::audit:
        prefix.audit = true;
        break;
      case Part::allow:
        prefix.decision = Decision::allow;
        break;
      case Part::deny:
        prefix.decision = Decision::deny;
        break;
      case Part::prompt:
        prefix.decision = Decision::prompt;
        break;
      case Part::owner:
        prefix.ownership = Ownership::owner;
        break;
      case Part::other:
        prefix.ownership = Ownership::other;
        break;
      default:
        return prefix;  // the prefix is over
    }
  }
  return prefix;
}

ItemValue build_item(const Statement& statement, const BuildContext& context) {
  switch (statement.kind) {
    case Kind::none:
      return Unknown{};
    case Kind::include:
    case Kind::abi:
    case Kind::alias:
    case Kind::set_variable:
    case Kind::bool_variable:
    case Kind::if_arm:
    case Kind::else_if:
    case Kind::else_arm:
      return build_preamble(statement, context);
    case Kind::header:
      return build_header(statement, context);
    case Kind::block:
      return Block{build_prefix(statement, context)};
    default:
      break;
  }
  Rule rule;
  if (!statement.marks.empty() && statement.marks.front().part <= Part::other)
    rule.prefix = build_prefix(statement, context);
  if (!build_rule(statement, context, rule)) return Unknown{};
  return rule;
}

}  // namespace profgen::inline v0::policy
