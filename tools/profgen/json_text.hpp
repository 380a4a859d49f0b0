// Texts of logs and profiles in what the commands print as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace profgen::tool {

// What is not UTF-8 is made visible.
[[nodiscard]] std::string json_text(std::string_view bytes);
[[nodiscard]] nlohmann::ordered_json texts_json(const std::vector<std::string>& texts);
[[nodiscard]] nlohmann::ordered_json names_json(const std::set<std::string>& names);

}  // namespace profgen::tool
