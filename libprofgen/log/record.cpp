#include "profgen/record.hpp"

#include <algorithm>
#include <cstring>

#include "log/keys.hpp"
#include "log/set.hpp"

namespace profgen::inline v0 {
namespace {

// What a list keeps beyond its text: the next one is most often as long, give or take this.
constexpr std::size_t slack = 512;
constexpr std::size_t usual_fields = 16;

[[gnu::noinline]] void resize(std::string& bytes, std::size_t size) { bytes.resize(size); }

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
  const auto key_at = static_cast<std::uint32_t>(bytes_.size());
  bytes_ += key;
  const auto value_at = static_cast<std::uint32_t>(bytes_.size());
  bytes_ += value;
  bytes_.append(padding, '\0');
  used_ = bytes_.size();
  whole_ = false;
  add(Place(Place::key_part(key_number(key), key.size()), key_at, value_at,
            static_cast<std::uint32_t>(value.size())));
}

void FieldList::clear() {
  count_.of = 0;
  text_size_ = used_ = 0;
  whole_ = false;
}

void FieldList::make_room() { places_.resize(std::max(usual_fields, 2 * places_.size())); }

char* FieldList::copy(std::string_view text) {
  count_.of = 0;
  whole_ = false;
  text_size_ = text.size();
  used_ = 2 * text.size() + padding;
  if (bytes_.size() < used_ || bytes_.size() > used_ + 2 * slack) resize(bytes_, used_ + slack);
  if (!text.empty()) std::memcpy(bytes_.data(), text.data(), text.size());
  std::memset(bytes_.data() + text.size(), 0, padding);
  return bytes_.data();
}

bool FieldList::is_whole(std::string_view text) const {
  const std::string_view own = this->text();
  return whole_ && text.size() == own.size() &&
         log::same_bytes(text.data(), own.data(), text.size());
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

}  // namespace profgen::inline v0
