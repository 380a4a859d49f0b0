// What a fleet.yaml says of a cluster: the section `kubernetes`, and `kubectl` as a source of
// nodes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fleet/inventory/sources.hpp"
#include "yaml/reader.hpp"

namespace profgen::inline v0::fleet {

// `folder`: of the file, with its `/`; paths begin there.
void read_kubernetes(YamlReader& reader, const YamlNode& node, const std::string& folder,
                     KubernetesOptions& into);
void read_kubectl_source(YamlReader& reader, const YamlNode& node, const std::string& folder,
                         KubectlSource& into);

// A text in which `check` finds nothing wrong; else false, and told.
bool read_checked(YamlReader& reader, const YamlNode& node, std::string_view what,
                  std::optional<std::string> (*check)(std::string_view), std::string& into);

}  // namespace profgen::inline v0::fleet
