#include "kube/pods/member.hpp"

#include <nlohmann/json.hpp>

namespace profgen::inline v0::kube {

const Json* member_at(const Json& object, std::initializer_list<std::string_view> path) {
  const Json* at = &object;
  for (const std::string_view name : path) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(name);
    if (found == at->end() || found->is_null()) return nullptr;
    at = &*found;
  }
  return at;
}

std::string text_at(const Json& object, std::initializer_list<std::string_view> path) {
  const Json* found = member_at(object, path);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

const Json& list_at(const Json& object, std::initializer_list<std::string_view> path) {
  static const Json none = Json::array();
  const Json* found = member_at(object, path);
  return found != nullptr && found->is_array() ? *found : none;
}

const Json& map_at(const Json& object, std::initializer_list<std::string_view> path) {
  static const Json none = Json::object();
  const Json* found = member_at(object, path);
  return found != nullptr && found->is_object() ? *found : none;
}

}  // namespace profgen::inline v0::kube
