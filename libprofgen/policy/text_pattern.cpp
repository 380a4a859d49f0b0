#include "policy/text_pattern.hpp"

namespace profgen::inline v0::policy {

TextPattern TextPattern::compiled(const std::optional<std::string>& expanded) {
  TextPattern result;
  result.kind_ = Kind::nothing;
  if (!expanded) return result;
  if (auto literal = aare_literal(*expanded)) {
    result.kind_ = Kind::literal;
    result.literal_ = std::move(*literal);
    return result;
  }
  auto automaton = std::make_unique<Automaton>();
  if (automaton->add(*expanded, 0)) return result;
  result.kind_ = Kind::pattern;
  result.automaton_ = std::move(automaton);
  return result;
}

TextPattern TextPattern::of(std::string_view pattern, Expander& expander) {
  return pattern.empty() ? TextPattern() : compiled(expander.expand(pattern));
}

TextPattern TextPattern::of_path(std::string_view pattern, Expander& expander) {
  return pattern.empty() ? TextPattern() : compiled(expander.expand_path(pattern));
}

bool TextPattern::matches(std::string_view bytes) const {
  switch (kind_) {
    case Kind::any:
      return true;
    case Kind::literal:
      return literal_ == bytes;
    case Kind::pattern:
      return automaton_->matches(bytes);
    case Kind::nothing:
      break;
  }
  return false;
}

}  // namespace profgen::inline v0::policy
