// The members of a JSON object, as JsonWriter wrote them. What is missing reads as empty, what has
// another type as well: a reader writes the line again and compares.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace profgen::inline v0::evidence {

using Json = nlohmann::json;

[[nodiscard]] std::string string_of(const Json& object, const char* key);
[[nodiscard]] std::uint64_t number_of(const Json& object, const char* key);
[[nodiscard]] std::int64_t signed_of(const Json& object, const char* key);
[[nodiscard]] bool flag_of(const Json& object, const char* key);
[[nodiscard]] std::vector<std::string> strings_of(const Json& object, const char* key);
[[nodiscard]] bool has(const Json& object, const char* key);

}  // namespace profgen::inline v0::evidence
