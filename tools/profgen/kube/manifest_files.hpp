// Manifests on disk: read, changed, shown as a diff or written.
#pragma once

#include <optional>
#include <string>

#include "kube/pods/manifest.hpp"
#include "tools/profgen/command.hpp"

namespace profgen::tool {

void add_file_options(po::options_description& options);  // -f, --dry-run

// nullopt, and told: it cannot be read.
[[nodiscard]] std::optional<kube::Manifest> read_manifest(const std::string& path, int& code);
// Writes the file if anything changed, or with --dry-run shows the diff; `-` goes to standard
// output. What changed is told on stderr. Gives the exit code.
[[nodiscard]] int write_manifest(const Call& call, const kube::Manifest& manifest,
                                 const std::string& path, const kube::ManifestChange& change);

}  // namespace profgen::tool
