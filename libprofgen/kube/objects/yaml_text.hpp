// JSON as YAML that a person reads: what stands in deploy/.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "kube/api/api.hpp"

namespace profgen::kube {

// Block style, two spaces, strings in quotes only where YAML would take them for something else.
// Of a Kubernetes object's keys apiVersion, kind, metadata and name come first.
[[nodiscard]] std::string yaml_text(const Json& value);
// Documents with "---" between.
[[nodiscard]] std::string yaml_text(const std::vector<Json>& documents);

}  // namespace profgen::kube
