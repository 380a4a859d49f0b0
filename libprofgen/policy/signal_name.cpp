#include "policy/signal_name.hpp"

#include "grammar/vocabulary.hpp"

namespace profgen::inline v0::policy {
namespace {

constexpr std::string_view realtime = "rtmin+";

}  // namespace

std::optional<unsigned> realtime_signal(std::string_view name) {
  if (name.substr(0, realtime.size()) != realtime) return std::nullopt;
  name.remove_prefix(realtime.size());
  while (!name.empty() && (name.front() == ' ' || (name.front() >= '\t' && name.front() <= '\r')))
    name.remove_prefix(1);
  const bool negative = name.substr(0, 1) == "-";
  if (negative || name.substr(0, 1) == "+") name.remove_prefix(1);
  unsigned number = 0;
  for (const char c : name) {
    if (c < '0' || c > '9') break;
    number = number * 10 + static_cast<unsigned>(c - '0');
    if (number > grammar::maximum_rtmin) return std::nullopt;
  }
  if (negative && number != 0) return std::nullopt;
  return number;
}

std::string canonical_signal(const std::string& name) {
  if (const auto number = realtime_signal(name))
    return std::string(realtime) + std::to_string(*number);
  if (const grammar::Word* word = grammar::find_word(grammar::signals, name))
    for (const grammar::Word& other : grammar::signals)
      if (other.value == word->value) return std::string(other.text);
  return name;
}

}  // namespace profgen::inline v0::policy
