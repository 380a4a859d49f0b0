// Short words for a structural schema. For .cpp files: it is heavy.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <utility>

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

struct Property {
  const char* name;
  Json schema;
};
[[nodiscard]] inline Json schema_of(const char* type, const char* description) {
  return {{"type", type}, {"description", description}};
}
[[nodiscard]] inline Json schema_text(const char* description) {
  return schema_of("string", description);
}
[[nodiscard]] inline Json schema_time(const char* description) {
  Json out = schema_of("string", description);
  out["format"] = "date-time";
  return out;
}
[[nodiscard]] inline Json schema_number(const char* description) {
  Json out = schema_of("integer", description);
  out["format"] = "int64";
  return out;
}
[[nodiscard]] inline Json schema_truth(const char* description) {
  return schema_of("boolean", description);
}
[[nodiscard]] inline Json schema_object(const char* description,
                                        std::initializer_list<Property> properties,
                                        std::initializer_list<const char*> required = {}) {
  Json out = schema_of("object", description);
  for (const Property& one : properties) out["properties"][one.name] = one.schema;
  for (const char* name : required) out["required"].push_back(name);
  return out;
}
[[nodiscard]] inline Json schema_list(const char* description, Json items) {
  Json out = schema_of("array", description);
  out["items"] = std::move(items);
  return out;
}
[[nodiscard]] inline Json schema_conditions() {
  return schema_list("What holds, for kubectl wait --for=condition=TYPE.",
                     schema_object("A condition.",
                                   {{"type", schema_text("What may hold.")},
                                    {"status", schema_text("True or False.")},
                                    {"reason", schema_text("Why, as a word.")},
                                    {"message", schema_text("Why, for a person.")},
                                    {"lastTransitionTime", schema_time("Since when.")}},
                                   {"type", "status"}));
}

}  // namespace profgen::inline v0::kube
