#include "tools/profgen/json_text.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace profgen::tool {

std::string json_text(std::string_view bytes) {
  return text::is_utf8(bytes) ? std::string(bytes) : text::printable(bytes);
}

nlohmann::ordered_json texts_json(const std::vector<std::string>& texts) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const std::string& text : texts) out.push_back(json_text(text));
  return out;
}

nlohmann::ordered_json names_json(const std::set<std::string>& names) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const std::string& name : names) out.push_back(json_text(name));
  return out;
}

}  // namespace profgen::tool
