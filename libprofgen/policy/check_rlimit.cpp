// Resource limits: names, numbers, units and bounds.
#include <fmt/format.h>

#include <charconv>

#include "policy/check_context.hpp"

namespace profgen::policy {
namespace {

using grammar::RlimitKind;

bool is_size_unit(std::string_view unit) {
  for (const grammar::Word& word : grammar::size_units)
    if (!unit.empty() && word.text.substr(0, unit.size()) == unit) return true;
  return false;
}

// Whether the unit and the number suit the kind; `problem` says why not.
bool suits(RlimitKind kind, long long number, std::string_view unit, std::string& problem) {
  const bool short_time = grammar::find_word(grammar::time_units, unit) != nullptr;
  const bool long_time = grammar::find_word(grammar::long_time_units, unit) != nullptr;
  switch (kind) {
    case RlimitKind::nice:
      problem = "nice is a number from -20 to 19";
      return unit.empty() && number >= -20 && number <= 19;
    case RlimitKind::number:
      problem = "this limit is a plain number";
      return unit.empty() && number >= 0;
    case RlimitKind::size:
      problem = "this limit is a size: a number and K, M or G";
      return number >= 0 && (unit.empty() || is_size_unit(unit));
    case RlimitKind::seconds:
      problem = "this limit is a time of at least a second: a number and s, min, hours, …";
      if (short_time)
        return number * grammar::find_word(grammar::time_units, unit)->value >= 1'000'000;
      return number >= 0 && (unit.empty() || long_time);
    default:
      problem = "this limit is a time: a number and us, ms, s, min, hours, …";
      return number >= 0 && (unit.empty() || short_time || long_time);
  }
}

}  // namespace

void check_rlimit(const CheckContext& context, const RlimitRule& rule) {
  const grammar::Rlimit* limit = nullptr;
  for (const grammar::Rlimit& known : grammar::rlimits)
    if (known.text == rule.resource) limit = &known;
  if (limit == nullptr) {
    check_word(context, rule.resource, grammar::rlimits, "a resource limit");
    return;
  }
  if (rule.value == "infinity") return;
  std::string_view text = rule.value;
  if (text.substr(0, 1) == "+") text.remove_prefix(1);
  long long number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view unit = text.substr(static_cast<std::size_t>(read.ptr - text.data()));
  if (unit.substr(0, 1) == " ") unit.remove_prefix(1);
  std::string problem = "expected a number or infinity";
  constexpr long long most = 1LL << 53;  // far beyond any limit, and no product overflows
  if (read.ec != std::errc{} || number > most || !suits(limit->kind, number, unit, problem))
    context.error(rule.value, "value", fmt::format("`{}`: {}", rule.value, problem));
}

}  // namespace profgen::policy
