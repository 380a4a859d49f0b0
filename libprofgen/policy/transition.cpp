#include "policy/transition.hpp"

#include <string_view>

namespace profgen::inline v0::policy {

Transition transition_of(const FileRule& rule) {
  Transition result;
  for (const char c : rule.bare ? std::string_view("ix") : std::string_view(rule.exec)) {
    const bool upper = c >= 'A' && c <= 'Z';
    // `i` may be written either way and says nothing about the environment.
    result.scrubbed = result.scrubbed || (upper && c != 'I' && c != 'X');
    result.kind += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  // What is inherited is not scrubbed by the loader; the compiler notes it like the upper case.
  // With a target it is a transition that falls back to inheriting.
  if (result.kind == "ix") result.scrubbed = rule.environment != ExecEnvironment::unsafe;
  if (!rule.target.empty() && result.kind == "ix") result.kind = "pix";
  if (!rule.target.empty() && result.kind == "ux") result.kind = "px";
  if (rule.environment != ExecEnvironment::unstated)
    result.scrubbed = rule.environment == ExecEnvironment::safe;
  result.target = rule.target;
  return result;
}

std::string transition_text(const FileRule& rule) {
  Transition transition = transition_of(rule);
  std::string& kind = transition.kind;
  if (kind == "ix") {
    if (!transition.scrubbed) kind = "unsafe ix";
  } else if (transition.scrubbed && !kind.empty() && kind != "x") {
    kind[0] = static_cast<char>(kind[0] - 'a' + 'A');
    if (kind.size() == 3 && kind[1] == 'u') kind[1] = 'U';
  }
  return transition.target.empty() ? kind : kind + " -> " + transition.target;
}

}  // namespace profgen::inline v0::policy
