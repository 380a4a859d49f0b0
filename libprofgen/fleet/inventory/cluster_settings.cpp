#include "fleet/inventory/cluster_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "fleet/inventory/words.hpp"

namespace profgen::inline v0::fleet {
namespace {

using ClusterKey = YamlReader::Key;

constexpr std::string_view address_kinds[] = {"InternalIP", "ExternalIP", "Hostname"};

ClusterKey label_key(YamlReader& reader, std::string_view what, std::string& into) {
  return {what, [&reader, what, &into](const YamlNode& n) {
            read_checked(reader, n, what, wrong_label, into);
          }};
}

// What both say: context, kubeconfig, selector, control_plane.
template <typename Options>
std::vector<ClusterKey> cluster_keys(YamlReader& reader, const std::string& folder, Options& into) {
  return {label_key(reader, "context", into.context),
          {"kubeconfig",
           [&](const YamlNode& n) {
             read_checked(reader, n, "kubeconfig", wrong_label, into.kubeconfig);
             if (!into.kubeconfig.empty() && into.kubeconfig.front() != '/')
               into.kubeconfig = folder + into.kubeconfig;
           }},
          label_key(reader, "selector", into.selector),
          {"control_plane", [&](const YamlNode& n) {
             into.control_plane = reader.boolean(n, "control_plane").value_or(false);
           }}};
}

void read_namespace(YamlReader& reader, const YamlNode& node, std::string& into) {
  read_checked(reader, node, "namespace", wrong_label, into);
  const bool plain = std::all_of(into.begin(), into.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  if (!plain || into.front() == '-' || into.size() > 63)
    reader.fail(node.at, fmt::format("no namespace, {}", found_text(node)),
                "it is of small letters, digits and `-`");
}

}  // namespace

bool read_checked(YamlReader& reader, const YamlNode& node, std::string_view what,
                  std::optional<std::string> (*check)(std::string_view), std::string& into) {
  const std::string* text = reader.text(node, what);
  if (text == nullptr) return false;
  if (const auto wrong = check(*text)) {
    reader.fail(node.at, fmt::format("{}, {}: {}", what, found_text(node), *wrong));
    return false;
  }
  into = *text;
  return true;
}

void read_kubernetes(YamlReader& reader, const YamlNode& node, const std::string& folder,
                     KubernetesOptions& into) {
  std::vector<ClusterKey> keys = cluster_keys(reader, folder, into);
  keys.push_back(
      {"namespace", [&](const YamlNode& n) { read_namespace(reader, n, into.name_space); }});
  keys.push_back(label_key(reader, "image", into.image));
  reader.map(node, "kubernetes", keys);
}

void read_kubectl_source(YamlReader& reader, const YamlNode& node, const std::string& folder,
                         KubectlSource& into) {
  std::vector<ClusterKey> keys = cluster_keys(reader, folder, into);
  keys.push_back({"address", [&](const YamlNode& n) {
                    const std::vector<std::string_view> words(std::begin(address_kinds),
                                                              std::end(address_kinds));
                    if (const auto index = reader.choice(n, "address", words))
                      into.address = words[*index];
                  }});
  if (node.kind != YamlNode::Kind::nothing) reader.map(node, "kubectl", keys);
}

}  // namespace profgen::inline v0::fleet
