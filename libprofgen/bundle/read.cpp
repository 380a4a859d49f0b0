#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "bundle/contents.hpp"
#include "profgen/bundle.hpp"

namespace profgen::inline v0::bundle {
namespace {

using Json = nlohmann::ordered_json;

// What is missing or of another kind reads as empty: the bundle is written again and compared.
const Json& member(const Json& object, const char* key) {
  static const Json nothing;
  const auto at = object.find(key);
  return at == object.end() ? nothing : *at;
}

std::string string_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::string bytes_of(const Json& value) {
  if (!value.is_object()) return string_of(value);
  return from_base64(string_of(member(value, "base64"))).value_or("");
}

Profile profile_of(const Json& json) {
  Profile profile{bytes_of(member(json, "name")),
                  string_of(member(json, "file")),
                  string_of(member(json, "mode")),
                  {}};
  if (const Json& children = member(json, "children"); children.is_array())
    for (const Json& child : children) profile.children.push_back(bytes_of(child));
  return profile;
}

void read_head(const Json& head, Bundle& bundle) {
  bundle.name = string_of(member(head, "name"));
  bundle.selector = string_of(member(head, "selector"));
  bundle.minimal_abi = string_of(member(head, "minimal_abi"));
  bundle.evidence = string_of(member(head, "evidence"));
  if (const Json& features = member(head, "features"); features.is_array())
    for (const Json& feature : features) bundle.features.push_back(string_of(feature));
  if (const Json& provenance = member(head, "provenance"); provenance.is_object())
    for (const auto& [key, value] : provenance.items()) bundle.provenance[key] = string_of(value);
  if (const Json& profiles = member(head, "profiles"); profiles.is_array())
    for (const Json& profile : profiles) bundle.profiles.push_back(profile_of(profile));
}

// The line, from 1, in which the texts part.
std::size_t first_difference(std::string_view a, std::string_view b) {
  const auto at = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  return 1 + static_cast<std::size_t>(std::count(a.begin(), at, '\n'));
}

}  // namespace

Result<Bundle> read(std::string_view bytes, const std::string& name) {
  const auto refused = [&](const std::string& reason) {
    return Error{ErrorKind::input, "read the bundle", text::printable(name), reason};
  };
  const auto damaged = [&](std::size_t line, const std::string& what) {
    return refused("line " + std::to_string(line) + ": " + what +
                   "; take the bundle anew from where it was made");
  };
  const std::size_t head_end = std::min(bytes.find('\n'), bytes.size());
  const Json head = Json::parse(bytes.substr(0, head_end), nullptr, false);
  if (!head.is_object() || !head.contains("profgen-bundle"))
    return refused("it is no bundle; `profgen fleet bundle` makes one");
  if (const Json& made_as = head["profgen-bundle"]; made_as != version) {
    if (made_as.is_number_integer() && made_as > version)
      return refused("it is of version " + made_as.dump() + ", this profgen reads version " +
                     std::to_string(version) + "; take a newer profgen");
    return damaged(1, "`profgen-bundle` is no version");
  }
  Bundle bundle;
  read_head(head, bundle);
  std::size_t line = 1;
  for (std::size_t at = head_end + 1; at < bytes.size();) {
    ++line;
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    const Json json = Json::parse(bytes.substr(at, end - at), nullptr, false);
    if (!json.is_object()) return damaged(line, "it is no JSON object");
    File file{string_of(member(json, "path")), bytes_of(member(json, "text"))};
    if (string_of(member(json, "sha256")) != digest(file.text))
      return damaged(line, "the text of `" + text::printable(file.path) +
                               "` has not the SHA-256 that stands beside it");
    bundle.files.push_back(std::move(file));
    at = end + 1;
  }
  if (member(head, "files") != bundle.files.size())
    return damaged(
        1, "it says there are " +
               text::printable(
                   member(head, "files").dump(-1, ' ', true, Json::error_handler_t::replace), 20) +
               " files, there are " + std::to_string(bundle.files.size()));
  // One bundle has one digest: there is one way to write it.
  if (const std::string again = write(bundle); again != bytes)
    return damaged(first_difference(bytes, again), "it is not as profgen writes it");
  if (std::string problem = contents_problem(bundle); !problem.empty()) return refused(problem);
  return bundle;
}

}  // namespace profgen::inline v0::bundle
