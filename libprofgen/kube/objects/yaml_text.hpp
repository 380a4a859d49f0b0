// JSON as YAML that a person reads: what stands in deploy/.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

// Block style, two spaces, strings in quotes only where YAML would take them for something else.
// Of a Kubernetes object's keys apiVersion, kind, metadata and name come first.
[[nodiscard]] std::string yaml_text(const Json& value);
// Whether YAML 1.1 (Go's) and 1.2 take it for this string without quotes.
[[nodiscard]] bool is_plain_yaml(std::string_view text);
// Documents with "---" between.
[[nodiscard]] std::string yaml_text(const std::vector<Json>& documents);

}  // namespace profgen::inline v0::kube
