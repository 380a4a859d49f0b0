// Reads text and keeps what came out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profgen/event.hpp"

namespace profgen::log {

struct Read {
  std::vector<std::pair<Record, Event>> events;
  ReadReport report;
};

inline Read read_all(std::string_view text, const std::string& source = "test.log") {
  Read out;
  out.report = read_text(text, source, [&out](const Record& record, const Event& event) {
    out.events.emplace_back(record, event);
  });
  return out;
}

// The fields that AppArmor itself wrote, from `apparmor=` on, by name: known or not.
class OwnFields {
 public:
  explicit OwnFields(const Record& record) : list_(record.fields) {
    while (first_ < list_.size() && list_[first_].key != "apparmor") ++first_;
    if (first_ == list_.size()) first_ = 0;
  }
  [[nodiscard]] std::optional<std::string_view> find(std::string_view key) const {
    for (std::size_t i = first_; i < list_.size(); ++i)
      if (list_[i].key == key) return list_[i].value;
    return std::nullopt;
  }
  [[nodiscard]] bool has(std::string_view key) const { return find(key).has_value(); }
  [[nodiscard]] std::string_view get(std::string_view key) const {
    return find(key).value_or(std::string_view());
  }
  [[nodiscard]] std::string_view either(std::string_view key, std::string_view other) const {
    return has(key) ? get(key) : get(other);
  }

 private:
  const FieldList& list_;
  std::size_t first_ = 0;
};

}  // namespace profgen::log
