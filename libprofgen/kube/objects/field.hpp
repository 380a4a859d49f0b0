// Reading what others wrote: a field that is missing or of another kind is empty, unless it
// matters. For .cpp files: it is heavy.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "kube/api/api.hpp"

namespace profgen::kube {

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
[[nodiscard]] inline std::string object_name_of(const Json& object) {
  return field_text(field_of(object, "metadata"), "name");
}

// apiVersion, kind and metadata.name of an object of this kind.
[[nodiscard]] inline Json object_of(const Kind& kind, const std::string& name) {
  std::string version(kind.group);
  if (!version.empty()) version += '/';
  return {{"apiVersion", version + std::string(kind.version)},
          {"kind", kind.kind},
          {"metadata", {{"name", name}}}};
}

// A condition of a status.
[[nodiscard]] inline Json condition(const char* type, bool holds, std::string reason,
                                    std::string message) {
  return {{"type", type},
          {"status", holds ? "True" : "False"},
          {"reason", std::move(reason)},
          {"message", std::move(message)}};
}

}  // namespace profgen::kube
