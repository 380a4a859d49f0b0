#include "fleet/inventory/range.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace profgen::inline v0::fleet {
namespace {

constexpr std::size_t most_brackets = 8;
constexpr std::string_view range_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

using RangeNames = std::vector<std::string>;

bool too_many_hosts(std::string& wrong) {
  wrong = fmt::format("it stands for more than {} hosts", most_hosts);
  return false;
}

bool is_range_letter(std::string_view text) {
  return text.size() == 1 && range_letters.find(text.front()) != std::string_view::npos;
}

// One "begin-end/step" or "begin:end:step", taken apart.
struct RangeBounds {
  std::string_view begin, end;
  std::uint64_t step = 1;
};

bool take_range_bounds(std::string_view part, RangeStyle style, RangeBounds& bounds,
                       std::string& wrong) {
  const bool colons = style == RangeStyle::ansible || part.find(':') != std::string_view::npos;
  std::string_view step;
  const std::size_t first = part.find(colons ? ':' : '-');
  if (first == std::string_view::npos) {
    bounds.begin = bounds.end = part;
    if (style == RangeStyle::fleet && !part.empty()) return true;
    wrong = "a range is [FIRST:LAST] or [FIRST:LAST:STEP]";
    return false;
  }
  bounds.begin = part.substr(0, first);
  std::string_view rest = part.substr(first + 1);
  const std::size_t second = rest.find(colons ? ':' : '/');
  if (second != std::string_view::npos) {
    step = rest.substr(second + 1);
    const auto number = text::to_number(step);
    if (!number || *number == 0) {
      wrong = "the step of a range is a number above 0";
      return false;
    }
    bounds.step = *number;
    rest = rest.substr(0, second);
  }
  bounds.end = rest;
  if (bounds.begin.empty() && style == RangeStyle::ansible) bounds.begin = "0";
  return true;
}

bool expand_range_part(std::string_view part, RangeStyle style, RangeNames& into,
                       std::string& wrong) {
  RangeBounds bounds;
  if (!take_range_bounds(part, style, bounds, wrong)) return false;
  if (is_range_letter(bounds.begin) && is_range_letter(bounds.end)) {
    const std::size_t last = range_letters.find(bounds.end.front());
    std::size_t at = range_letters.find(bounds.begin.front());
    if (at > last) {
      wrong = fmt::format("{} stands behind {}", bounds.begin, bounds.end);
      return false;
    }
    for (; at <= last; at += bounds.step) {
      into.emplace_back(1, range_letters[at]);
      if (bounds.step > last) break;
    }
    return true;
  }
  const auto first = text::to_number(bounds.begin), last = text::to_number(bounds.end);
  if (!first || !last || bounds.begin.size() > 18 || bounds.end.size() > 18) {
    wrong = fmt::format("`{}` is no range of numbers or single letters", text::printable(part, 60));
    return false;
  }
  if (*first > *last) {
    wrong = fmt::format("{} is more than {}", bounds.begin, bounds.end);
    return false;
  }
  const bool zeros = bounds.begin.size() > 1 && bounds.begin.front() == '0';
  if (zeros && bounds.begin.size() != bounds.end.size()) {
    wrong = fmt::format("{} and {} have not the same number of digits", bounds.begin, bounds.end);
    return false;
  }
  if ((*last - *first) / bounds.step >= most_hosts) return too_many_hosts(wrong);
  const std::size_t width = zeros ? bounds.begin.size() : 1;
  for (std::uint64_t at = *first; at <= *last; at += bounds.step) {
    into.push_back(fmt::format("{:0{}}", at, width));
    if (bounds.step > *last - at) break;
  }
  return true;
}

}  // namespace

std::optional<RangeNames> expand_range(std::string_view pattern, RangeStyle style,
                                       std::string& wrong) {
  RangeNames names{""};
  std::size_t brackets = 0;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('[');
    const std::string_view plain = pattern.substr(0, open);
    if (plain.find(']') != std::string_view::npos) {
      wrong = "a `]` without its `[`";
      return std::nullopt;
    }
    for (std::string& name : names) name += plain;
    if (open == std::string_view::npos) break;
    const std::size_t close = pattern.find(']', open);
    if (close == std::string_view::npos) {
      wrong = "a `[` without its `]`";
      return std::nullopt;
    }
    if (++brackets > most_brackets) {
      wrong = fmt::format("more than {} ranges in one name", most_brackets);
      return std::nullopt;
    }
    const std::string_view inside = pattern.substr(open + 1, close - open - 1);
    RangeNames parts;
    if (style == RangeStyle::ansible) {
      if (!expand_range_part(inside, style, parts, wrong)) return std::nullopt;
    } else {
      for (const std::string_view part : text::split(inside, ','))
        if (!expand_range_part(part, style, parts, wrong)) return std::nullopt;
    }
    if (names.size() * parts.size() > most_hosts) {
      too_many_hosts(wrong);
      return std::nullopt;
    }
    RangeNames longer;
    longer.reserve(names.size() * parts.size());
    for (const std::string& name : names)
      for (const std::string& part : parts) longer.push_back(name + part);
    names = std::move(longer);
    pattern.remove_prefix(close + 1);
  }
  return names;
}

}  // namespace profgen::inline v0::fleet
