#include "tools/profgen/fleet/bundle_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tools/profgen/json_text.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

using Json = nlohmann::ordered_json;

std::string or_else(const std::string& text, const char* without) {
  return text.empty() ? without : text::printable(text);
}

std::string fact(std::string_view name, const std::string& value) {
  return fmt::format("{:<12} {}\n", name, value);
}

}  // namespace

std::optional<LoadedBundle> load_bundle(Files& files, const std::string& path, int& code) {
  LoadedBundle out;
  Result<std::string> bytes = files.read(path);
  Result<bundle::Bundle> content = bytes ? bundle::read(*bytes, path) : bytes.error();
  if (!content) {
    print_error(content.error());
    code = exit_code_of(content.error());
    return std::nullopt;
  }
  out.content = std::move(*content);
  out.digest = bundle::digest(*bytes);
  out.bytes = std::move(*bytes);
  using Kind = bundle::SignatureKind;
  for (const auto& [suffix, kind] : {std::pair{".sshsig", Kind::ssh}, {".minisig", Kind::minisign}})
    if (Result<std::string> signature = files.read(path + suffix); signature) {
      out.signature = std::move(*signature);
      out.signature_path = path + suffix;
      out.kind = kind;
      break;
    }
  return out;
}

bool keep_bundle(Files& files, const std::string& path, const std::string& bytes,
                 const std::string& signature, bundle::SignatureKind kind, int& code) {
  Status kept = files.make_directories(path.substr(0, path.rfind('/')), 0700);
  if (kept) kept = files.replace(path, bytes, 0600);
  if (kept && kind != bundle::SignatureKind::none)
    kept = files.replace(path + (kind == bundle::SignatureKind::ssh ? ".sshsig" : ".minisig"),
                         signature, 0600);
  if (kept) return true;
  print_error(kept.error());
  code = exit_code_of(kept.error());
  return false;
}

std::string bundle_text(const bundle::Bundle& content, const std::string& digest) {
  std::string out = fact("bundle", content.name) + fact("digest", digest) +
                    fact("nodes", or_else(content.selector, "all")) +
                    fact("abi", or_else(content.minimal_abi, "none stated")) +
                    fact("features", or_else(text::join(content.features, ", "), "none")) +
                    fact("evidence", or_else(content.evidence, "none named"));
  for (const auto& [key, value] : content.provenance)
    out += fact("provenance", text::printable(key) + "=" + text::printable(value));
  std::size_t name_width = 0, path_width = 0;
  for (const bundle::Profile& profile : content.profiles)
    name_width = std::max(name_width, text::printable(profile.name).size());
  for (const bundle::File& file : content.files)
    path_width = std::max(path_width, file.path.size());
  out += "\nprofiles\n";
  for (const bundle::Profile& profile : content.profiles) {
    out += fmt::format("  {:<{}}  {:<10} {}\n", text::printable(profile.name), name_width,
                       profile.mode, profile.file);
    for (const std::string& child : profile.children) out += "    " + text::printable(child) + "\n";
  }
  out += "\nfiles\n";
  for (const bundle::File& file : content.files)
    out += fmt::format("  {:<{}}  {:>6} bytes  {}\n", file.path, path_width, file.text.size(),
                       bundle::digest(file.text));
  return out;
}

Json bundle_json(const bundle::Bundle& content, const std::string& digest) {
  Json out{{"digest", digest},
           {"name", content.name},
           {"selector", content.selector},
           {"minimal_abi", content.minimal_abi},
           {"features", content.features},
           {"evidence", content.evidence},
           {"provenance", Json::object()},
           {"profiles", Json::array()},
           {"files", Json::array()}};
  for (const auto& [key, value] : content.provenance) out["provenance"][key] = value;
  for (const bundle::Profile& profile : content.profiles) {
    Json children = Json::array();
    for (const std::string& child : profile.children) children.push_back(json_text(child));
    out["profiles"].push_back({{"name", json_text(profile.name)},
                               {"file", profile.file},
                               {"mode", profile.mode},
                               {"children", std::move(children)}});
  }
  for (const bundle::File& file : content.files)
    out["files"].push_back(
        {{"path", file.path}, {"size", file.text.size()}, {"sha256", bundle::digest(file.text)}});
  return out;
}

}  // namespace profgen::tool
