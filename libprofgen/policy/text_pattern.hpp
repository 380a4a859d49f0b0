// One condition of a rule, ready to be held against the bytes of an access.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "policy/automaton.hpp"
#include "policy/variables.hpp"

namespace profgen::inline v0::policy {

class TextPattern {
 public:
  // Without a pattern everything matches.
  TextPattern() = default;
  // The pattern as written; empty: anything. One that cannot be compiled matches nothing.
  static TextPattern of(std::string_view pattern, Expander& expander);
  static TextPattern of_path(std::string_view pattern, Expander& expander);

  [[nodiscard]] bool matches(std::string_view bytes) const;
  [[nodiscard]] bool any() const { return kind_ == Kind::any; }

 private:
  enum class Kind : std::uint8_t { any, nothing, literal, pattern };
  static TextPattern compiled(const std::optional<std::string>& expanded);

  Kind kind_ = Kind::any;
  std::string literal_;
  std::unique_ptr<Automaton> automaton_;
};

}  // namespace profgen::inline v0::policy
