#include "profgen/record.hpp"

#include <algorithm>
#include <cstring>

#include "base/scan.hpp"
#include "log/keys.hpp"

namespace profgen {
namespace {

// What a list keeps beyond its text: the next one is most often as long, give or take this.
constexpr std::size_t slack = 256;

}  // namespace

FieldList::FieldList(std::initializer_list<Field> fields) {
  for (const Field& field : fields) add(field.key, field.value);
}

std::optional<std::string_view> FieldList::find(std::string_view key) const {
  for (std::size_t i = 0; i < size(); ++i)
    if (const Field field = (*this)[i]; field.key == key) return field.value;
  return std::nullopt;
}

void FieldList::add(std::string_view key, std::string_view value) {
  bytes_.resize(used_);
  Place place;
  place.key_at = static_cast<std::uint32_t>(bytes_.size());
  place.key_size = static_cast<std::uint32_t>(key.size()) & 0xffffff;
  bytes_ += key;
  place.value_at = static_cast<std::uint32_t>(bytes_.size());
  place.value_size = static_cast<std::uint32_t>(value.size());
  bytes_ += value;
  bytes_.append(scan::padding, '\0');
  used_ = bytes_.size();
  place.known = key_number(key);
  add(place);
}

void FieldList::clear() {
  places_.clear();
  shape_ = last_ = 0;
  used_ = 0;
}

char* FieldList::copy(std::string_view text) {
  places_.clear();
  shape_ = last_ = 0;
  used_ = text.size() + scan::padding;
  if (bytes_.size() < used_ || bytes_.size() > used_ + 2 * slack) bytes_.resize(used_ + slack);
  if (!text.empty()) std::memcpy(bytes_.data(), text.data(), text.size());
  std::memset(bytes_.data() + text.size(), 0, scan::padding);
  return bytes_.data();
}

std::uint8_t FieldList::key_number(std::string_view key) {
  char padded[2 * word_padding] = {};
  if (key.empty() || key.size() > word_padding) return 0;
  std::memcpy(padded, key.data(), key.size());
  return static_cast<std::uint8_t>(log::key_of({padded, key.size()}));
}

bool operator==(const FieldList& a, const FieldList& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace profgen
