// The fields of a record that AppArmor itself wrote.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "log/keys.hpp"
#include "profgen/record.hpp"

namespace profgen::inline v0::log {

// A USER_AVC carries the sender's fields first (`pid=363 uid=102 msg='apparmor=…`): what
// concerns the access begins at `apparmor=`. Records of kernels before 2.6.36 have no such field;
// all of theirs count. Of a key that stands twice the first one counts.
class Fields {
 public:
  explicit Fields(const Record& record) : list_(record.fields) {
    const FieldList::Place* const places = list_.places();
    const std::size_t size = std::min(list_.size(), most);
    std::size_t first = 0;
    while (first < size && places[first].known() != number_of(Key::apparmor)) ++first;
    if (first == size) first = 0;
    std::uint64_t there = 0;
    auto i = static_cast<std::uint32_t>(size);
    for (const FieldList::Place* at = places + size; at != places + first;) {
      const std::size_t known = (--at)->known();
      at_[known] = static_cast<std::uint16_t>(--i);
      there |= bits[known];
    }
    there_ = there;
  }
  [[nodiscard]] bool has(Key key) const { return (there_ >> number_of(key) & 1) != 0; }
  // Empty if there is none.
  [[nodiscard]] std::string_view get(Key key) const {
    return has(key) ? list_[at_[number_of(key)]].value : std::string_view();
  }
  [[nodiscard]] std::optional<std::string_view> find(Key key) const {
    return has(key) ? std::optional(get(key)) : std::nullopt;
  }
  // The first of two names of one thing that is there: kernels renamed some.
  [[nodiscard]] std::string_view either(Key key, Key other) const {
    return get(has(key) ? key : other);
  }

 private:
  static constexpr std::size_t most = 60'000;
  // Quicker than to shift.
  static constexpr auto bits = [] {
    std::array<std::uint64_t, 256> of{};
    for (std::size_t i = 0; i < 64; ++i) of[i] = std::uint64_t{1} << i;
    return of;
  }();
  static std::size_t number_of(Key key) { return static_cast<std::size_t>(key); }

  const FieldList& list_;
  static_assert(grammar::audit::keys.size() <= 64);
  std::uint64_t there_ = 0;  // a bit a key
  // Places of those; the others are left as they are: to fill them costs as much as to look.
  std::array<std::uint16_t, grammar::audit::keys.size()> at_;
};

}  // namespace profgen::inline v0::log
