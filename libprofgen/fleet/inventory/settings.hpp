// The sections `rollout` and `ssh` of a fleet.yaml.
#pragma once

#include "profgen/inventory.hpp"
#include "yaml/reader.hpp"

namespace profgen::inline v0::fleet {

void read_rollout(YamlReader& reader, const YamlNode& node, Strategy& into);
// `folder`: of the file, with its `/`; paths begin there.
void read_ssh(YamlReader& reader, const YamlNode& node, const std::string& folder,
              SshOptions& into);

// "3", "10%", "0.5%"; nullopt for anything else.
[[nodiscard]] std::optional<Amount> parse_amount(std::string_view text);
// A text, or a list of texts.
[[nodiscard]] std::vector<std::string> read_words(YamlReader& reader, const YamlNode& node,
                                                  std::string_view what);

}  // namespace profgen::inline v0::fleet
