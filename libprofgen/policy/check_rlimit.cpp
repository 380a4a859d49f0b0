// Resource limits: names, numbers, units and bounds.
#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "policy/check_context.hpp"

namespace profgen::inline v0::policy {
namespace {

using grammar::RlimitKind;

bool is_size_unit(std::string_view unit) {
  for (const grammar::Word& word : grammar::size_units)
    if (!unit.empty() && word.text.substr(0, unit.size()) == unit) return true;
  return false;
}

// The length of a unit of time in microseconds; 0 if there is no such unit.
std::uint64_t microseconds_of(std::string_view unit) {
  constexpr std::uint64_t second = 1'000'000;
  if (const auto* word = grammar::find_word(grammar::time_units, unit)) return word->value;
  if (const auto* word = grammar::find_word(grammar::long_time_units, unit))
    return word->value * second;
  return 0;
}

struct Amount {
  bool negative = false;
  std::uint64_t number = 0;
  std::string_view unit;
};

// Whether the amount is a time of at least `least` microseconds that fits the kernel's number.
bool is_time(const Amount& amount, std::uint64_t least) {
  const std::uint64_t unit = microseconds_of(amount.unit);
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return unit != 0 && amount.number <= most / unit && amount.number * unit >= least;
}

// Whether the amount suits the kind; `problem` says why not. A number without a unit is the
// kernel's business.
bool suits(RlimitKind kind, const Amount& amount, std::string& problem) {
  switch (kind) {
    case RlimitKind::nice:
      problem = "nice is a number from -20 to 19";
      return amount.unit.empty() && amount.number <= (amount.negative ? 20U : 19U);
    case RlimitKind::number:
      problem = "this limit is a plain number";
      return amount.unit.empty() && !amount.negative;
    case RlimitKind::size:
      problem = "this limit is a size: a number and K, M or G";
      return !amount.negative && (amount.unit.empty() || is_size_unit(amount.unit));
    case RlimitKind::seconds:
      problem = "this limit is a time of at least a second: a number and s, min, hours, …";
      return !amount.negative && (amount.unit.empty() || is_time(amount, 1'000'000));
    default:
      problem = "this limit is a time: a number and us, ms, s, min, hours, …";
      return !amount.negative && (amount.unit.empty() || is_time(amount, 1));
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
  std::string_view text = rule.value;
  constexpr std::string_view infinity = "infinity";  // a unit behind it is ignored
  if (text.substr(0, infinity.size()) == infinity &&
      (text.size() == infinity.size() || text[infinity.size()] == ' '))
    return;
  Amount amount;
  amount.negative = text.substr(0, 1) == "-";
  if (amount.negative) text.remove_prefix(1);
  const auto read = std::from_chars(text.data(), text.data() + text.size(), amount.number);
  amount.unit = text.substr(static_cast<std::size_t>(read.ptr - text.data()));
  if (amount.unit.substr(0, 1) == " ") amount.unit.remove_prefix(1);
  std::string problem = "expected a number or infinity";
  // What exceeds the kernel's number counts as the highest.
  const bool huge = read.ec == std::errc::result_out_of_range;
  if (huge) amount.number = std::numeric_limits<std::uint64_t>::max();
  if ((read.ec != std::errc{} && !huge) || !suits(limit->kind, amount, problem))
    context.error(rule.value, "value", fmt::format("`{}`: {}", rule.value, problem));
}

}  // namespace profgen::inline v0::policy
