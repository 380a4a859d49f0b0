// The fields of a record that AppArmor itself wrote.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "profgen/record.hpp"

namespace profgen::log {

// A USER_AVC carries the sender's fields first (`pid=363 uid=102 msg='apparmor=…`): what
// concerns the access begins at `apparmor=`. Records of kernels before 2.6.36 have no such field;
// all of theirs count.
class Fields {
 public:
  explicit Fields(const Record& record) : record_(record) {
    while (first_ < record.fields.size() && record.fields[first_].key != "apparmor") ++first_;
    if (first_ == record.fields.size()) first_ = 0;
  }
  [[nodiscard]] const std::string* find(std::string_view key) const {
    // Length and first letter tell most keys apart without a call.
    for (std::size_t i = first_; i < record_.fields.size(); ++i) {
      const std::string& name = record_.fields[i].key;
      if (name.size() == key.size() && name.front() == key.front() && name == key)
        return &record_.fields[i].value;
    }
    return nullptr;
  }
  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  [[nodiscard]] std::string_view get(std::string_view key) const {
    const std::string* value = find(key);
    return value ? std::string_view(*value) : std::string_view();
  }
  // The first of two names of one thing that is there: kernels renamed some.
  [[nodiscard]] std::string_view either(std::string_view key, std::string_view other) const {
    return has(key) ? get(key) : get(other);
  }

 private:
  const Record& record_;
  std::size_t first_ = 0;
};

}  // namespace profgen::log
