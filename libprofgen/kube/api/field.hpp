// Reading what others wrote: a field that is missing or of another kind is empty, unless it
// matters. For .cpp files: it is heavy.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

// A member, or null.
[[nodiscard]] inline const Json& field_of(const Json& value, const char* key) {
  static const Json nothing;
  if (!value.is_object()) return nothing;
  const auto found = value.find(key);
  return found == value.end() ? nothing : *found;
}
[[nodiscard]] inline std::string field_text(const Json& value, const char* key) {
  const Json& found = field_of(value, key);
  return found.is_string() ? found.get<std::string>() : std::string();
}
[[nodiscard]] inline std::uint64_t field_number(const Json& value, const char* key) {
  const Json& found = field_of(value, key);
  if (!found.is_number_integer()) return 0;
  return found.is_number_unsigned() || found.get<std::int64_t>() >= 0 ? found.get<std::uint64_t>()
                                                                      : 0;
}
[[nodiscard]] inline bool field_truth(const Json& value, const char* key) {
  const Json& found = field_of(value, key);
  return found.is_boolean() && found.get<bool>();
}
// Of an object's metadata: "name", "uid", "resourceVersion"; "" where it has none.
[[nodiscard]] inline std::string metadata_text(const Json& object, const char* key) {
  return field_text(field_of(object, "metadata"), key);
}

}  // namespace profgen::inline v0::kube
