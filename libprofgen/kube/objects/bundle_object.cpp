// ProfileBundle: its spec.
#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/objects/objects.hpp"
#include "kube/objects/time_text.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::array<std::string_view, 3> signature_words = {"none", "ssh", "minisign"};

Error bundle_error(const std::string& name, std::string reason) {
  return {ErrorKind::input, "read the ProfileBundle", text::printable(name), std::move(reason)};
}

bool may_stand_in_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

}  // namespace

// A DNS subdomain: parts with dots between, each beginning and ending with a letter or digit.
std::string short_digest(const std::string& digest) {
  constexpr std::size_t digits = 12;
  const std::size_t colon = digest.find(':');
  return colon == std::string::npos ? std::string() : digest.substr(colon + 1, digits);
}

std::string object_name(const std::string& bundle, const std::string& digest) {
  constexpr std::size_t longest = 200;
  std::string out;
  for (const char c : bundle) {
    if (out.size() == longest) break;
    if (c == '.') {
      while (!out.empty() && out.back() == '-') out.pop_back();
      if (!out.empty() && out.back() != '.') out += c;
    } else if (may_stand_in_a_name(c) && (c != '-' || (!out.empty() && out.back() != '.'))) {
      out += c;
    }
  }
  while (!out.empty() && (out.back() == '-' || out.back() == '.')) out.pop_back();
  if (out.empty()) out = "bundle";
  return out + "-" + short_digest(digest);
}

Result<ProfileBundle> bundle_object(const std::string& bytes, const std::string& signature,
                                    bundle::SignatureKind signature_kind) {
  const auto content = bundle::read(bytes, "the bundle");
  if (!content) return content.error();
  ProfileBundle out;
  out.digest = bundle::digest(bytes);
  out.name = object_name(content->name, out.digest);
  out.bytes = bytes;
  out.signature = signature;
  out.signature_kind = signature_kind;
  out.selector = content->selector;
  for (const bundle::Profile& profile : content->profiles)
    out.profiles.push_back(
        {text::printable(profile.name), text::printable(profile.file), profile.mode});
  return out;
}

Result<Json> to_object(const ProfileBundle& bundle) {
  const bool is_text = text::is_utf8(bundle.bytes);
  std::string data = is_text ? bundle.bytes : to_base64(bundle.bytes);
  if (data.size() > largest_bundle)
    return Error{ErrorKind::usage, "make a ProfileBundle", text::printable(bundle.name),
                 fmt::format("the bundle has {} bytes, an object of Kubernetes may have {}: make "
                             "two bundles of it",
                             data.size(), largest_bundle)};
  Json out = object_of(profile_bundles, bundle.name);
  out["metadata"]["labels"] = {{"app.kubernetes.io/managed-by", "profgen"}};
  Json profiles = Json::array();
  for (const ProfileBundle::Profile& one : bundle.profiles)
    profiles.push_back({{"name", one.name}, {"file", one.file}, {"mode", one.mode}});
  out["spec"] = {{"digest", bundle.digest},
                 {is_text ? "text" : "data", std::move(data)},
                 {"profiles", std::move(profiles)}};
  // An empty text is left out: servers that were built with a newer Go than theirs take it for
  // null.
  if (!bundle.selector.empty()) out["spec"]["selector"] = bundle.selector;
  if (!bundle.rollout.empty()) out["spec"]["rollout"] = bundle.rollout;
  if (bundle.signature_kind != bundle::SignatureKind::none) {
    const bool plain = text::is_utf8(bundle.signature);
    out["spec"]["signature"] = {
        {"kind", signature_words[static_cast<std::size_t>(bundle.signature_kind)]},
        {plain ? "text" : "data", plain ? bundle.signature : to_base64(bundle.signature)}};
  }
  return out;
}

Result<ProfileBundle> bundle_of(const Json& object) {
  ProfileBundle out;
  out.name = object_name_of(object);
  if (out.name.empty()) return bundle_error("", "it has no name");
  const Json& spec = field_of(object, "spec");
  // A text, or its bytes in base64; false: neither, or not as it is written.
  const auto bytes_of = [](const Json& from, std::string& into) {
    if (const Json& text = field_of(from, "text"); text.is_string()) {
      into = text.get<std::string>();
      return true;
    }
    auto bytes = from_base64(field_text(from, "data"));
    if (bytes) into = std::move(*bytes);
    return bytes.has_value();
  };
  out.digest = field_text(spec, "digest");
  if (!bytes_of(spec, out.bytes))
    return bundle_error(out.name, "its `spec.data` is no base64; delete it and deploy again");
  if (const std::string found = bundle::digest(out.bytes); found != out.digest)
    return bundle_error(out.name,
                        fmt::format("its bytes are those of {}, its `spec.digest` says {}: it was "
                                    "changed by hand; delete it and deploy again",
                                    found, text::printable(out.digest, 80)));
  if (const Json& signature = field_of(spec, "signature"); signature.is_object()) {
    const std::string kind = field_text(signature, "kind");
    if (kind != signature_words[1] && kind != signature_words[2])
      return bundle_error(out.name, "`spec.signature.kind` is neither ssh nor minisign");
    out.signature_kind =
        kind == signature_words[1] ? bundle::SignatureKind::ssh : bundle::SignatureKind::minisign;
    if (!bytes_of(signature, out.signature))
      return bundle_error(out.name, "its `spec.signature.data` is no base64");
  }
  out.selector = field_text(spec, "selector");
  out.rollout = field_text(spec, "rollout");
  if (const Json& profiles = field_of(spec, "profiles"); profiles.is_array())
    for (const Json& one : profiles)
      out.profiles.push_back(
          {field_text(one, "name"), field_text(one, "file"), field_text(one, "mode")});
  const Json& status = field_of(object, "status");
  out.phase = field_text(status, "phase");
  out.done_us = time_of(field_text(status, "doneTime")).value_or(0);
  return out;
}

}  // namespace profgen::inline v0::kube
