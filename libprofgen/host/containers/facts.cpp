#include <nlohmann/json.hpp>

#include "host/containers/containers.hpp"

namespace profgen::inline v0::host {
namespace {

using Json = nlohmann::json;

Json parsed(std::string_view text) { return Json::parse(text, nullptr, false); }

const Json& member(const Json& object, std::string_view key) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

std::string string_of(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

// The first of these keys that says something.
std::string first_of(const Json& object, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    if (std::string found = string_of(object, key); !found.empty()) return found;
  return {};
}

// Annotations of containerd's CRI plugin, of cri-o, and the labels of the old dockershim.
ContainerFacts facts_of_labels(const Json& labels) {
  ContainerFacts out;
  out.name_space =
      first_of(labels, {"io.kubernetes.cri.sandbox-namespace", "io.kubernetes.pod.namespace"});
  out.pod = first_of(labels, {"io.kubernetes.cri.sandbox-name", "io.kubernetes.pod.name"});
  out.name = first_of(labels, {"io.kubernetes.cri.container-name", "io.kubernetes.container.name"});
  out.image = first_of(labels, {"io.kubernetes.cri.image-name", "io.kubernetes.cri-o.ImageName"});
  out.pod_uid = first_of(labels, {"io.kubernetes.cri.sandbox-uid", "io.kubernetes.pod.uid"});
  if (member(labels, "io.kubernetes.cri.sandbox-id").is_string()) out.runtime = "containerd";
  if (member(labels, "io.kubernetes.cri-o.SandboxID").is_string()) out.runtime = "cri-o";
  // Of the pod's own container, which only holds its namespaces.
  if (out.name == "POD") out.name.clear();
  return out;
}

}  // namespace

ContainerFacts facts_of_bundle(std::string_view text) {
  return facts_of_labels(member(parsed(text), "annotations"));
}

ContainerFacts facts_of_docker(std::string_view text) {
  const Json config = parsed(text);
  ContainerFacts out = facts_of_labels(member(member(config, "Config"), "Labels"));
  if (out.name.empty() && out.pod.empty()) {
    out.name = string_of(config, "Name");
    if (out.name.starts_with('/')) out.name.erase(0, 1);
  }
  if (out.image.empty()) out.image = string_of(member(config, "Config"), "Image");
  out.runtime = "docker";
  return out;
}

ContainerFacts facts_of_storage(std::string_view text, std::string_view id) {
  ContainerFacts out;
  const Json containers = parsed(text);
  if (!containers.is_array()) return out;
  for (const Json& one : containers) {
    if (string_of(one, "id") != id) continue;
    const Json& names = member(one, "names");
    if (names.is_array() && !names.empty() && names.front().is_string())
      out.name = names.front().get<std::string>();
    // A text of JSON within the JSON.
    out.image = string_of(parsed(string_of(one, "metadata")), "image-name");
    break;
  }
  return out;
}

}  // namespace profgen::inline v0::host
