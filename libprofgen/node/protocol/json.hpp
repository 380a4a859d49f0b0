// Structs to JSON and back by their fields. Strict on the way back: a key too many, one too few or
// a value of another kind is an error that names its place. For .cpp files: it is heavy.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "node/protocol/fields.hpp"

namespace profgen::inline v0::node {

using Json = nlohmann::json;

template <class T>
concept HasFields = requires(const T* p) {
  fields_of(p);
};
template <class T>
concept HasWords = requires(const T* p) {
  words_of(p);
};

// ---- to JSON

inline Json encoded(const std::string& bytes) {
  if (text::is_utf8(bytes)) return bytes;
  return Json{{"base64", to_base64(bytes)}};
}
template <class T>
requires std::is_arithmetic_v<T> Json encoded(T value) { return value; }
template <HasWords T>
Json encoded(T value) {
  return std::string(words_of(&value)[static_cast<std::size_t>(value)]);
}
template <HasFields T>
Json encoded(const T& value);
template <class T>
Json encoded(const std::vector<T>& values) {
  Json out = Json::array();
  for (const T& value : values) out.push_back(encoded(value));
  return out;
}
template <class T>
Json encoded(const std::optional<T>& value) {
  return value ? encoded(*value) : Json();
}
// A key of JSON is UTF-8, a profile's name need not be.
template <class T>
Json encoded(const std::map<std::string, T>& values) {
  Json out = Json::array();
  for (const auto& [key, value] : values)
    out.push_back({{"name", encoded(key)}, {"of", encoded(value)}});
  return out;
}
template <HasFields T>
Json encoded(const T& value) {
  Json out = Json::object();
  std::apply([&](const auto&... field) { ((out[field.key] = encoded(value.*field.member)), ...); },
             fields_of(&value));
  return out;
}

// ---- and back

struct Decoder {
  std::string error;  // the first; empty: all is well

  // `where` names the value for a person: "package.bytes".
  bool fail(const std::string& where, std::string_view what) {
    if (error.empty()) error = (where.empty() ? "it" : "`" + where + "`") + " " + std::string(what);
    return false;
  }

  bool decode(const Json& json, std::string& out, const std::string& where) {
    if (json.is_string()) {
      out = json.get_ref<const std::string&>();
      return true;
    }
    if (json.is_object() && json.size() == 1 && json.contains("base64") &&
        json["base64"].is_string())
      if (auto bytes = from_base64(json["base64"].get_ref<const std::string&>());
          bytes && !text::is_utf8(*bytes)) {
        out = std::move(*bytes);
        return true;
      }
    return fail(where, "is neither a string nor {\"base64\": …} of what is no UTF-8");
  }
  bool decode(const Json& json, bool& out, const std::string& where) {
    if (!json.is_boolean()) return fail(where, "is not true or false");
    out = json.get<bool>();
    return true;
  }
  template <std::unsigned_integral T>
  bool decode(const Json& json, T& out, const std::string& where) {
    if (!json.is_number_unsigned() || json.get<std::uint64_t>() > std::numeric_limits<T>::max())
      return fail(where, "is not a whole number from 0 on that fits");
    out = json.get<T>();
    return true;
  }
  bool decode(const Json& json, std::int64_t& out, const std::string& where) {
    if (!json.is_number_integer() ||
        (json.is_number_unsigned() &&
         json.get<std::uint64_t>() > std::uint64_t(std::numeric_limits<std::int64_t>::max())))
      return fail(where, "is not a whole number that fits");
    out = json.get<std::int64_t>();
    return true;
  }
  template <HasWords T>
  bool decode(const Json& json, T& out, const std::string& where) {
    const auto words = words_of(&out);
    if (json.is_string())
      for (std::size_t i = 0; i < words.size(); ++i)
        if (json.get_ref<const std::string&>() == words[i]) {
          out = static_cast<T>(i);
          return true;
        }
    std::string all;
    for (const std::string_view word : words)
      all += (all.empty() ? "\"" : ", \"") + std::string(word) + "\"";
    return fail(where, "is none of " + all);
  }
  template <class T>
  bool decode(const Json& json, std::vector<T>& out, const std::string& where) {
    if (!json.is_array()) return fail(where, "is no list");
    for (std::size_t i = 0; i < json.size(); ++i)
      if (!decode(json[i], out.emplace_back(), where + "[" + std::to_string(i) + "]")) return false;
    return true;
  }
  template <class T>
  bool decode(const Json& json, std::optional<T>& out, const std::string& where) {
    return json.is_null() || decode(json, out.emplace(), where);
  }
  template <class T>
  bool decode(const Json& json, std::map<std::string, T>& out, const std::string& where) {
    if (!json.is_array()) return fail(where, "is no list");
    for (const Json& one : json) {
      std::string name;
      if (!one.is_object() || one.size() != 2 || !one.contains("name") || !one.contains("of"))
        return fail(where, "holds something else than {\"name\", \"of\"}");
      if (!decode(one["name"], name, where + ".name")) return false;
      const auto [at, fresh] = out.try_emplace(std::move(name));
      if (!fresh) return fail(where, "has a name twice");
      if (!decode(one["of"], at->second, where + ".of")) return false;
    }
    return true;
  }
  // `header`: keys that were looked at before.
  template <HasFields T>
  bool decode(const Json& json, T& out, const std::string& where,
              std::initializer_list<std::string_view> header = {}) {
    if (!json.is_object()) return fail(where, "is no object");
    const std::string inside = where.empty() ? "" : where + ".";
    const bool good = std::apply(
        [&](const auto&... field) {
          return ((json.contains(field.key)
                       ? decode(json[field.key], out.*field.member, inside + field.key)
                       : fail(inside + field.key, "is missing")) &&
                  ...);
        },
        fields_of(&out));
    if (!good || json.size() == header.size() + std::tuple_size_v<decltype(fields_of(&out))>)
      return good;
    for (const auto& [key, value] : json.items()) {
      const auto is_key = [&, &name = key](const auto& field) { return name == field.key; };
      const bool known = std::apply([&](const auto&... field) { return (is_key(field) || ...); },
                                    fields_of(&out)) ||
                         std::find(header.begin(), header.end(), key) != header.end();
      if (!known) return fail(inside + text::printable(key, 60), "is no key of it");
    }
    return fail(where, "has a key too many");
  }
};

// The value of a JSON text; a null with `error` where it is none, is nested deep, or has a key
// twice.
struct ParsedJson {
  Json value;
  std::string error;
};
[[nodiscard]] ParsedJson parse_json(std::string_view text);
// On one line, in ASCII: a terminal that shows it is sent no control character.
[[nodiscard]] std::string one_line(const Json& value);

}  // namespace profgen::inline v0::node
