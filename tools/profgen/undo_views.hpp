// Saves and their undoing, for people and as JSON.
#pragma once

#include <string>
#include <vector>

#include "profgen/saves.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

[[nodiscard]] std::string saves_text(const std::vector<host::SaveRecord>& saves,
                                     const Style& style);
[[nodiscard]] std::string saves_json(const std::vector<host::SaveRecord>& saves);

[[nodiscard]] std::string undo_json(const host::UndoPlan& plan);
// What it would change, for patch -p1 from `root`.
[[nodiscard]] std::string undo_diff(const host::UndoPlan& plan, const std::string& root);

}  // namespace profgen::tool
