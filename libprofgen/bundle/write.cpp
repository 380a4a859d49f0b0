#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "profgen/bundle.hpp"

namespace profgen::inline v0::bundle {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no bytes that are not UTF-8. Texts and names of profiles may have them; where nothing
// else may, read() refuses what comes of it.
Json bytes_json(const std::string& bytes) {
  if (text::is_utf8(bytes)) return bytes;
  return {{"base64", to_base64(bytes)}};
}

std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json profile_json(const Profile& profile) {
  Json children = Json::array();
  for (const std::string& child : profile.children) children.push_back(bytes_json(child));
  return {{"name", bytes_json(profile.name)},
          {"file", bytes_json(profile.file)},
          {"mode", bytes_json(profile.mode)},
          {"children", std::move(children)}};
}

}  // namespace

std::string write(const Bundle& bundle) {
  Json profiles = Json::array();
  for (const Profile& profile : bundle.profiles) profiles.push_back(profile_json(profile));
  Json provenance = Json::object();
  for (const auto& [key, value] : bundle.provenance) provenance[key] = bytes_json(value);
  std::string out = line_of({{"profgen-bundle", version},
                             {"name", bytes_json(bundle.name)},
                             {"selector", bytes_json(bundle.selector)},
                             {"minimal_abi", bytes_json(bundle.minimal_abi)},
                             {"features", bundle.features},
                             {"evidence", bytes_json(bundle.evidence)},
                             {"provenance", std::move(provenance)},
                             {"profiles", std::move(profiles)},
                             {"files", bundle.files.size()}});
  for (const File& file : bundle.files)
    out += line_of({{"path", bytes_json(file.path)},
                    {"sha256", digest(file.text)},
                    {"text", bytes_json(file.text)}});
  return out;
}

}  // namespace profgen::inline v0::bundle
