// Members of objects that come from the API: what is missing or of another type reads as empty.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

// nullptr: not there, or null.
[[nodiscard]] const Json* member_at(const Json& object,
                                    std::initializer_list<std::string_view> path);
[[nodiscard]] std::string text_at(const Json& object, std::initializer_list<std::string_view> path);
// A list; an empty one where there is none.
[[nodiscard]] const Json& list_at(const Json& object, std::initializer_list<std::string_view> path);
// A map; an empty one where there is none.
[[nodiscard]] const Json& map_at(const Json& object, std::initializer_list<std::string_view> path);

}  // namespace profgen::inline v0::kube
