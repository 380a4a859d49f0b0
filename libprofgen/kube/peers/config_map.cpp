// ConfigMaps whose values are policy: kapparmor's, apparmor-loader's, or of this form.
#include <fmt/format.h>

#include "base/text.hpp"
#include "kube/peers/object.hpp"

namespace profgen::inline v0::kube {
namespace {

// kapparmor loads only what has this prefix and the name of its key, so that it can tell its
// profiles from the node's.
constexpr std::string_view own_prefix = "custom.";

void check_as_kapparmor(const std::string& key, const std::vector<std::string>& profiles,
                        Position at, Teller& tell) {
  if (profiles.size() == 1 && profiles.front() == key && key.starts_with(own_prefix)) return;
  std::string found;
  for (const std::string& name : profiles)
    found += (found.empty() ? "`" : ", `") + text::printable(name, 60) + "`";
  tell.warn(at,
            fmt::format("kapparmor would not load the key `{}`: it expects one profile of the "
                        "key's name that begins with `{}`, found {}",
                        text::printable(key, 60), own_prefix, found),
            "it is imported all the same");
}

}  // namespace

void import_config_map(const PeerObject& object, const ImportOptions& options, Import& out) {
  Teller tell(object, out.diagnostics);
  if (const YamlNode* binary = value_of(object.node.get(), "binaryData");
      binary != nullptr && !binary->pairs.empty())
    tell.error(binary->at, "policy is text, but it has binaryData",
               "put the profiles into data; --configmap chooses other ConfigMaps");
  const YamlNode* data = value_of(object.node.get(), "data");
  if (data == nullptr || data->kind != YamlNode::Kind::map || data->pairs.empty()) {
    tell.warn(object.at, "it has no data");
    return;
  }
  const bool kapparmor = object.name.find("kapparmor") != std::string::npos;
  for (const auto& [key, value] : data->pairs) {
    if (tell.text(key.get(), "a key of data") == nullptr) continue;
    if (value->kind == YamlNode::Kind::nothing ||
        (value->kind == YamlNode::Kind::text && text::trim(value->text).empty())) {
      tell.warn(key->at, fmt::format("the key `{}` is empty", text::printable(key->text, 60)));
      continue;
    }
    if (tell.text(value.get(), "`" + text::printable(key->text, 60) + "`") == nullptr) continue;
    if (!import_verbatim(object, {value.get(), key->text, false}, options, tell, out)) continue;
    if (kapparmor) check_as_kapparmor(key->text, out.files.back().profiles, value->at, tell);
  }
}

}  // namespace profgen::inline v0::kube
