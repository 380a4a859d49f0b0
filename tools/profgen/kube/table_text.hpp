// Columns for a terminal, and JSON that is always text.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace profgen::tool {

// Cells are printable already; each column is as wide as its widest cell.
[[nodiscard]] std::string table_text(const std::vector<std::vector<std::string>>& rows);
// On standard output; what is not UTF-8 is replaced.
void print_json_text(const nlohmann::ordered_json& json);

}  // namespace profgen::tool
