// Parts of the objects that are read and written. For .cpp files: it is heavy.
#pragma once

#include <string>

#include "kube/api/field.hpp"

namespace profgen::inline v0::kube {

[[nodiscard]] inline std::string object_name_of(const Json& object) {
  return metadata_text(object, "name");
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

}  // namespace profgen::inline v0::kube
