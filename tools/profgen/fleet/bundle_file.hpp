// A bundle in a file, with its detached signature, and how both are shown.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "profgen/bundle.hpp"
#include "profgen/node.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

struct LoadedBundle {
  bundle::Bundle content;
  std::string bytes, digest, signature, signature_path;
  bundle::SignatureKind kind = bundle::SignatureKind::none;
  [[nodiscard]] node::Package package() const { return {digest, bytes, signature, kind}; }
};
// The file with its detached signature, if one stands beside it. nullopt: what is wrong is told,
// `code` is the exit code.
[[nodiscard]] std::optional<LoadedBundle> load_bundle(Files& files, const std::string& path,
                                                      int& code);

// Keeps a bundle and its signature where load_bundle() finds them; false: told, `code` is the exit
// code.
[[nodiscard]] bool keep_bundle(Files& files, const std::string& path, const std::string& bytes,
                               const std::string& signature, bundle::SignatureKind kind, int& code);

[[nodiscard]] std::string bundle_text(const bundle::Bundle& content, const std::string& digest);
[[nodiscard]] nlohmann::ordered_json bundle_json(const bundle::Bundle& content,
                                                 const std::string& digest);

}  // namespace profgen::tool
