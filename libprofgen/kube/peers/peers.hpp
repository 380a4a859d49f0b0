// Profiles that other systems keep in a cluster, as files: those of kube-apparmor-manager, of
// security-profiles-operator, and the ConfigMaps of kapparmor and apparmor-loader
// (docs/peers-import.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kube/api/api.hpp"
#include "profgen/diagnostic.hpp"
#include "profgen/policy.hpp"
#include "profgen/result.hpp"
#include "profgen/source.hpp"
#include "profgen/system.hpp"
#include "yaml/tree.hpp"

namespace profgen::inline v0::kube {

enum class Peer : std::uint8_t { kube_apparmor_manager, spo, config_map };
// "kube-apparmor-manager", "spo", "configmap".
[[nodiscard]] std::string_view name_of(Peer peer);
[[nodiscard]] std::optional<Peer> peer_of(std::string_view word);

// An object as it stands in a file, or as the API gave it: then it has no places.
struct PeerObject {
  YamlPtr node;
  SourcePtr source;
  std::string api, kind;  // apiVersion, kind
  std::string name_space, name;
  Position at;  // of the object
};

// The objects of a file in YAML or JSON: of all its documents, of Lists those in them. What is
// wrong goes into `diagnostics`.
[[nodiscard]] std::vector<PeerObject> read_objects(const std::string& name, const std::string& text,
                                                   std::vector<Diagnostic>& diagnostics);
// Those of the cluster. `config_maps`: "NAMESPACE/NAME" or "NAME"; empty: those that kapparmor and
// apparmor-loader read. A cluster without the kind has none.
[[nodiscard]] Result<std::vector<PeerObject>> cluster_objects(
    Api& api, Peer peer, const std::vector<std::string>& config_maps);

struct ImportOptions {
  std::map<std::string, std::string> rename;  // profiles: old name → new one
  std::string mode;                           // "enforce" or "complain" for all; empty: as they say
  std::vector<std::string> config_maps;       // only these; empty: all that are given
};

// A file of policy, made of one object.
struct ImportedFile {
  std::string file;  // its name, without a folder
  std::string text;
  std::vector<std::string> profiles;
  std::string mode;  // "enforce" or "complain"; of a verbatim text "as written"
  SourcePtr source;  // of the object
  std::string object;
  Position at;                  // of the object
  std::vector<Position> lines;  // where each line of the text comes from; {0, 0}: from nowhere
};

struct Import {
  std::vector<ImportedFile> files;
  std::vector<Diagnostic> diagnostics;
  std::size_t objects = 0;      // of the peer
  std::size_t passed_over = 0;  // objects of other kinds
};
// What the objects mean as profiles. Errors are in the diagnostics with the place in the object's
// file; with any of them nothing should be written.
[[nodiscard]] Import import_objects(Peer peer, const std::vector<PeerObject>& objects,
                                    const ImportOptions& options);
// Checks each file as `check` does; findings are added with the object's place.
void check_import(const Files& files, const policy::LoadOptions& options, Import& import);
// Writes all of them below a folder, which is made. A file that stands there with other bytes is an
// Error unless `overwrite`; what was written before a failure is taken back.
[[nodiscard]] Status write_import(Files& files, const std::string& directory, const Import& import,
                                  bool overwrite);

}  // namespace profgen::inline v0::kube
