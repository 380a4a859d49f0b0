// How the YAML files of Ansible are read.
#pragma once

#include "yaml/tree.hpp"

namespace profgen::inline v0::fleet::ansible {

// With Ansible's own tags; ten thousand hosts with their variables are no attack.
[[nodiscard]] inline YamlOptions yaml_options() {
  return {{"!vault", "!vault-encrypted", "!unsafe"}, 2'000'000};
}

}  // namespace profgen::inline v0::fleet::ansible
