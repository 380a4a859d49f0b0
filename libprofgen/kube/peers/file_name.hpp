// What the file of an imported profile is called.
#pragma once

#include <optional>
#include <string>

#include "kube/peers/object.hpp"

namespace profgen::inline v0::kube {

// The profile's name as AppArmor's tools make a file name of it: without the first slash, dots for
// the others. nullopt: told why no file may be called so.
[[nodiscard]] std::optional<std::string> imported_file_name(const std::string& name, Position at,
                                                            Teller& tell);

}  // namespace profgen::inline v0::kube
