#include <algorithm>
#include <cstdint>
#include <map>

#include "base/text.hpp"
#include "profgen/fleet.hpp"

namespace profgen::inline v0::fleet {
namespace {

// A name parted at one of its numbers; those of one shape and one width make a range.
struct Numbered {
  std::string before, after;
  std::size_t width = 0;  // of a number with leading zeros; 0: as many digits as it has
  friend auto operator<=>(const Numbered&, const Numbered&) = default;
};

bool is_digit_of_name(char c) { return c >= '0' && c <= '9'; }

// The last number before the first dot, else none: "web-01.zone2" parts at 01.
bool part_at_number(const std::string& name, Numbered& shape, std::uint64_t& number) {
  std::size_t end = std::min(name.find('.'), name.size());
  while (end > 0 && !is_digit_of_name(name[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && is_digit_of_name(name[begin - 1])) --begin;
  if (begin == end || end - begin > 9) return false;
  const std::string digits = name.substr(begin, end - begin);
  number = *text::to_number(digits);
  shape.before = name.substr(0, begin);
  shape.after = name.substr(end);
  shape.width = digits.front() == '0' && digits.size() > 1 ? digits.size() : 0;
  return true;
}

std::string digits_of(std::uint64_t number, std::size_t width) {
  std::string digits = std::to_string(number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

std::string ranges_of(const std::vector<std::uint64_t>& numbers, std::size_t width) {
  std::string out;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    if (!out.empty()) out += ",";
    out += digits_of(numbers[i], width);
    if (last > i) out += "-" + digits_of(numbers[last], width);
    i = last + 1;
  }
  return out;
}

}  // namespace

std::string fold_names(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  // 01…09 and 10…99 are of one width, and so are 8, 9, 10.
  std::map<std::pair<std::string, std::string>, std::size_t> padded;
  std::map<Numbered, std::vector<std::uint64_t>> shapes;
  std::vector<std::string> words;
  std::vector<std::pair<Numbered, std::uint64_t>> parted;
  for (const std::string& name : names) {
    Numbered shape;
    std::uint64_t number = 0;
    if (!part_at_number(name, shape, number)) {
      words.push_back(name);
      continue;
    }
    if (shape.width != 0) padded[{shape.before, shape.after}] = shape.width;
    parted.emplace_back(std::move(shape), number);
  }
  for (auto& [shape, number] : parted) {
    const auto found = padded.find({shape.before, shape.after});
    if (shape.width == 0 && found != padded.end() && std::to_string(number).size() == found->second)
      shape.width = found->second;
    shapes[shape].push_back(number);
  }
  for (auto& [shape, numbers] : shapes) {
    std::sort(numbers.begin(), numbers.end());
    const std::string ranges = ranges_of(numbers, shape.width);
    words.push_back(numbers.size() == 1 ? shape.before + ranges + shape.after
                                        : shape.before + "[" + ranges + "]" + shape.after);
  }
  std::sort(words.begin(), words.end());
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

}  // namespace profgen::inline v0::fleet
