#include "node/protocol/json.hpp"

#include <set>

namespace profgen::inline v0::node {

ParsedJson parse_json(std::string_view text) {
  constexpr int deepest = 12;  // twice what anything of ours has
  ParsedJson out;
  std::vector<std::set<std::string>> keys;  // of the objects that are open
  out.value = Json::parse(
      text,
      [&](int depth, Json::parse_event_t event, Json& at) {
        if (event == Json::parse_event_t::object_start) keys.emplace_back();
        if (event == Json::parse_event_t::object_end && !keys.empty()) keys.pop_back();
        if (event == Json::parse_event_t::key && !keys.empty() &&
            !keys.back().insert(at.get<std::string>()).second && out.error.empty())
          out.error = "the key `" + text::printable(at.get<std::string>(), 60) + "` is there twice";
        if (depth > deepest && out.error.empty()) out.error = "it is nested too deep";
        return depth <= deepest;
      },
      false);
  if (out.value.is_discarded() && out.error.empty()) out.error = "it is no JSON";
  if (!out.error.empty()) out.value = Json();
  return out;
}

std::string one_line(const Json& value) { return value.dump(-1, ' ', true); }

}  // namespace profgen::inline v0::node
