#include "kube/pods/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::string_view localhost_prefix = "localhost/";
constexpr std::size_t version_digits = 12;
constexpr std::size_t longest_profile = 4095;  // of the API's validation

bool is_digest_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool has_control(std::string_view name) {
  return std::any_of(name.begin(), name.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}  // namespace

std::string ProfileRef::text() const {
  switch (type) {
    case Type::localhost:
      return std::string(localhost_prefix) + name;
    case Type::runtime_default:
      return "runtime/default";
    case Type::unconfined:
      return "unconfined";
    case Type::wrong:
      return name;
    case Type::none:
      break;
  }
  return "";
}

ProfileRef ref_of_annotation(std::string_view value) {
  using Type = ProfileRef::Type;
  if (value.empty()) return {};
  if (value == "runtime/default") return {Type::runtime_default, ""};
  if (value == "unconfined") return {Type::unconfined, ""};
  // An empty name once meant unconfined (cri-o#5655); servers refuse it now.
  if (value.size() > localhost_prefix.size() && value.starts_with(localhost_prefix))
    return {Type::localhost, std::string(value.substr(localhost_prefix.size()))};
  return {Type::wrong, std::string(value)};
}

ProfileRef ref_of_field(const Json& field) {
  using Type = ProfileRef::Type;
  if (!field.is_object() || field.empty()) return {};
  const auto word = [&](const char* name) {
    const auto found = field.find(name);
    return found != field.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const std::string type = word("type"), name = word("localhostProfile");
  if (type == "Localhost" && !name.empty()) return {Type::localhost, name};
  if (type == "RuntimeDefault" && name.empty()) return {Type::runtime_default, ""};
  if (type == "Unconfined" && name.empty()) return {Type::unconfined, ""};
  return {Type::wrong, name.empty() ? type : type + "/" + name};
}

Result<ProfileRef> ref_of_words(std::string_view words) {
  ProfileRef ref = ref_of_annotation(words);
  if (ref.type == ProfileRef::Type::wrong) ref = {ProfileRef::Type::localhost, ref.name};
  const std::string& name = ref.name;
  const auto refused = [&](std::string reason) {
    return Error{ErrorKind::usage, "read", fmt::format("profile `{}`", text::printable(words, 80)),
                 std::move(reason)};
  };
  if (ref.type == ProfileRef::Type::none || name == localhost_prefix)
    return refused("no name; expected NAME, runtime/default or unconfined");
  if (ref.type != ProfileRef::Type::localhost) return ref;
  if (name.size() > longest_profile) return refused("a name has at most 4095 bytes");
  if (!text::is_utf8(name) || has_control(name))
    return refused("the API takes no control characters and nothing but UTF-8");
  if (text::trim(name).size() != name.size()) return refused("blanks at its beginning or end");
  return ref;
}

Result<std::string> versioned_name(std::string_view name, std::string_view digest) {
  if (digest.starts_with("sha256:")) digest.remove_prefix(7);
  if (digest.size() < version_digits || !std::all_of(digest.begin(), digest.end(), is_digest_digit))
    return Error{ErrorKind::usage, "read", fmt::format("digest `{}`", text::printable(digest, 80)),
                 fmt::format("expected {} or more digits 0-9a-f", version_digits)};
  return fmt::format("{}-{}", name, digest.substr(0, version_digits));
}

bool is_version_of(std::string_view name, std::string_view base) {
  if (name == base) return true;
  if (name.size() != base.size() + 1 + version_digits || !name.starts_with(base) ||
      name[base.size()] != '-')
    return false;
  const std::string_view digits = name.substr(base.size() + 1);
  return std::all_of(digits.begin(), digits.end(), is_digest_digit);
}

std::string_view name_of(ContainerKind kind) {
  constexpr std::string_view names[] = {"container", "init container", "ephemeral container"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(ContainerProfile::From from) {
  constexpr std::string_view names[] = {"nothing", "annotation", "field", "pod field"};
  return names[static_cast<std::size_t>(from)];
}

}  // namespace profgen::inline v0::kube
