#include "evidence/json_reader.hpp"

#include "base/text.hpp"

namespace profgen::inline v0::evidence {
namespace {

const Json* member(const Json& object, const std::string& key) {
  const auto at = object.find(key);
  return at == object.end() ? nullptr : &*at;
}

std::string text_of(const Json* value) {
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

}  // namespace

bool has(const Json& object, const char* key) { return object.contains(key); }

std::string string_of(const Json& object, const char* key) {
  if (const Json* hex = member(object, std::string(key) + "_hex"))
    return text::from_hex(text_of(hex)).value_or("");
  return text_of(member(object, key));
}

std::uint64_t number_of(const Json& object, const char* key) {
  const Json* value = member(object, key);
  return value != nullptr && value->is_number_unsigned() ? value->get<std::uint64_t>() : 0;
}

std::int64_t signed_of(const Json& object, const char* key) {
  const Json* value = member(object, key);
  return value != nullptr && value->is_number_integer() ? value->get<std::int64_t>() : 0;
}

bool flag_of(const Json& object, const char* key) {
  const Json* value = member(object, key);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

std::vector<std::string> strings_of(const Json& object, const char* key) {
  std::vector<std::string> out;
  const Json* hex = member(object, std::string(key) + "_hex");
  const Json* values = hex != nullptr ? hex : member(object, key);
  if (values == nullptr || !values->is_array()) return out;
  for (const Json& value : *values)
    out.push_back(hex != nullptr ? text::from_hex(text_of(&value)).value_or("") : text_of(&value));
  return out;
}

}  // namespace profgen::inline v0::evidence
