#include "kube/objects/yaml_text.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace profgen::inline v0::kube {
namespace {

constexpr std::string_view first_keys[] = {"apiVersion", "kind", "metadata",
                                           "name",       "type", "description"};

std::size_t place_of_key(const std::string& key) {
  return static_cast<std::size_t>(std::ranges::find(first_keys, key) - std::begin(first_keys));
}

bool is_plain_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(" /._-@=;()+,").find(c) != std::string_view::npos ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string scalar_text(const Json& value) {
  if (!value.is_string()) return value.dump();
  const auto& text = value.get_ref<const std::string&>();
  // A JSON string is a double-quoted one of YAML.
  return is_plain_yaml(text) ? text : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool stands_in_line(const Json& value) {
  return !value.is_structured() || value.empty() ||
         (value.is_array() &&
          std::ranges::none_of(value, [](const Json& one) { return one.is_structured(); }));
}

std::string in_line(const Json& value) {
  if (!value.is_array()) return value.is_object() ? "{}" : scalar_text(value);
  std::string out;
  for (const Json& one : value) {
    const bool parts =
        one.is_string() && one.get_ref<const std::string&>().find(',') != std::string::npos;
    out += (out.empty() ? "" : ", ") + (parts ? one.dump() : scalar_text(one));
  }
  return "[" + out + "]";
}

// `lead`: what stands on the first line already, in place of its indentation ("- ").
void write_block(const Json& value, std::size_t indent, std::string lead, std::string& out) {
  const std::string margin(indent, ' ');
  if (value.is_array()) {
    for (const Json& one : value) {
      const std::string dash = std::exchange(lead, margin) + "- ";
      if (stands_in_line(one))
        out += dash + in_line(one) + "\n";
      else
        write_block(one, indent + 2, dash, out);
    }
    return;
  }
  std::vector<std::string> keys;
  for (const auto& [key, one] : value.items()) keys.push_back(key);
  std::ranges::stable_sort(keys, {}, place_of_key);
  for (const std::string& key : keys) {
    const Json& one = value.at(key);
    out += std::exchange(lead, margin) + scalar_text(key) + ":";
    if (stands_in_line(one)) {
      out += " " + in_line(one) + "\n";
      continue;
    }
    out += "\n";
    write_block(one, indent + 2, std::string(indent + 2, ' '), out);
  }
}

}  // namespace

bool is_plain_yaml(std::string_view text) {
  static constexpr std::string_view other[] = {"true", "false", "yes", "no",  "on",  "off",
                                               "null", "y",     "n",   "nan", "inf", "nil"};
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  const char first = text.front();
  const bool letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
  if (!letter && first != '/' && !(first == '.' && text.size() > 1 && text[1] >= 'a')) return false;
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (std::ranges::find(other, lower) != std::end(other) || lower == ".nan" || lower == ".inf")
    return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    // `: ` begins a value, a colon inside a word does not.
    if (text[i] == ':' && i + 1 < text.size() && text[i + 1] != ' ') continue;
    if (!is_plain_char(text[i])) return false;
  }
  return true;
}

std::string yaml_text(const Json& value) {
  if (stands_in_line(value)) return in_line(value) + "\n";
  std::string out;
  write_block(value, 0, "", out);
  return out;
}

std::string yaml_text(const std::vector<Json>& documents) {
  std::string out;
  for (const Json& one : documents) out += (out.empty() ? "" : "---\n") + yaml_text(one);
  return out;
}

}  // namespace profgen::inline v0::kube
