#include "policy/variables.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/text.hpp"
#include "policy/condition.hpp"

namespace profgen::inline v0::policy {
namespace {

constexpr std::size_t longest_expansion = std::size_t{1} << 20U;
constexpr std::size_t most_values = 4096;
// Each link is a call in a call.
constexpr std::size_t deepest_chain = 1000;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
void add_unique(std::vector<std::string>& values, std::string value) {
  if (std::find(values.begin(), values.end(), value) == values.end())
    values.push_back(std::move(value));
}

void add_unique(std::vector<std::string>& values, const std::vector<std::string>& more) {
  constexpr std::size_t few = 16;
  if (more.size() <= few) {
    for (const std::string& value : more) add_unique(values, value);
    return;
  }
  std::unordered_set<std::string> seen(values.begin(), values.end());
  for (const std::string& value : more)
    if (seen.insert(value).second) values.push_back(value);
}

// For what is not a pattern but stands in one.
std::string escaped(std::string_view raw) {
  std::string out;
  for (const char c : raw) {
    if (std::string_view("*?[]{}^,\\\"").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

bool is_name_byte(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; }

std::string_view variable_at(std::string_view text, std::size_t at) {
  if (at + 3 >= text.size() || text[at + 1] != '{' || !is_letter(text[at + 2])) return {};
  std::size_t end = at + 2;
  while (end < text.size() && is_name_byte(text[end])) ++end;
  if (end == text.size() || text[end] != '}') return {};
  return text.substr(at + 2, end - at - 2);
}

std::string single_slashes(std::string_view path) {
  std::string out;
  out.reserve(path.size());
  const std::size_t leading = std::min(path.find_first_not_of('/'), path.size());
  if (leading == 2) out = "/";  // a POSIX name space keeps its two
  for (const char c : path.substr(leading == 2 ? 1 : 0))
    if (c != '/' || out.empty() || out.back() != '/' || (leading == 2 && out.size() == 1)) out += c;
  return out;
}

std::optional<AssignmentError> assign(Environment& environment, const Variable& variable) {
  const std::string shown = (variable.boolean ? "${" : "@{") + text::printable(variable.name) + "}";
  if (variable.boolean) {
    const bool declared = environment.booleans.count(variable.name) != 0;
    if (variable.op == "=" && environment.sets.count(variable.name) != 0)
      return AssignmentError{"variable-redefined", shown + " is defined as a set already"};
    if (variable.op == "+=")
      return AssignmentError{"boolean-append", "`+=` on " + shown + ", which is no set"};
    if (declared && variable.op == "=")
      return AssignmentError{"variable-redefined", shown + " is defined already"};
    if (variable.op == "?=" && (declared || environment.sets.count(variable.name) != 0))
      return std::nullopt;
    const ConditionValue value = evaluate(text::join(variable.values, " "), environment);
    if (!value.error.empty()) return AssignmentError{"bad-condition", value.error};
    environment.booleans[variable.name] = value.truth;
    environment.sets.erase(variable.name);  // a name is one or the other
    return std::nullopt;
  }
  const auto known = environment.sets.find(variable.name);
  const bool declared = known != environment.sets.end();
  if (declared && variable.op == "=")
    return AssignmentError{"variable-redefined", shown + " is defined already"};
  if (variable.op == "=" && environment.booleans.count(variable.name) != 0)
    return AssignmentError{"variable-redefined", shown + " is defined as a boolean already"};
  if (!declared && variable.op == "+=")
    return AssignmentError{"undeclared-variable",
                           "`+=` on " + shown + ", which is not defined before"};
  if (variable.op == "?=" && (declared || environment.booleans.count(variable.name) != 0))
    return std::nullopt;
  environment.booleans.erase(variable.name);  // a name is one or the other
  std::vector<std::string>& values = environment.sets[variable.name];
  if (variable.op != "+=") values.clear();
  add_unique(values, variable.values);
  return std::nullopt;
}

Expander::Expander(const Scope& scope) : scope_(scope) {}

const std::vector<std::string>* Expander::values_of(std::string_view name) {
  const auto known = known_.find(name);
  if (known != known_.end()) return &known->second;
  std::vector<std::string> written;
  const auto& sets = scope_.environment->sets;
  if (const auto set = sets.find(name); set != sets.end()) {
    written = set->second;
  } else if (name == "profile_name" && !scope_.profile_name.empty()) {
    written = {escaped(scope_.profile_name)};
  } else if ((name == "exec_path" || name == "attach_path") && !scope_.attachment.empty()) {
    written = {scope_.attachment};
  } else {
    problem_ = {"undeclared-variable",
                "the variable @{" + text::printable(name) + "} is not declared"};
    return nullptr;
  }
  if (std::find(open_.begin(), open_.end(), name) != open_.end()) {
    problem_ = {"recursive-variable",
                "the variable @{" + text::printable(name) + "} contains itself"};
    return nullptr;
  }
  if (open_.size() >= deepest_chain) {
    problem_ = {"variable-depth", "the values of @{" + text::printable(name) +
                                      "} stand at the end of too long a chain of variables"};
    return nullptr;
  }
  open_.emplace_back(name);
  std::vector<std::string> values;
  for (const std::string& value : written) {
    std::string expanded;
    if (!append(expanded, value)) return nullptr;
    values.push_back(std::move(expanded));
  }
  open_.pop_back();
  return &known_.emplace(std::string(name), std::move(values)).first->second;
}

bool Expander::append(std::string& out, std::string_view pattern) {
  for (std::size_t at = 0; at < pattern.size();) {
    const std::string_view name =
        pattern[at] == '@' ? variable_at(pattern, at) : std::string_view();
    if (name.empty()) {
      out += pattern[at];
      if (pattern[at] == '\\' && at + 1 < pattern.size()) out += pattern[++at];
      ++at;
      continue;
    }
    const std::vector<std::string>* values = values_of(name);
    if (values == nullptr) return false;
    at += name.size() + 3;
    const bool slash_before = !out.empty() && out.back() == '/';
    const bool slash_behind = at < pattern.size() && pattern[at] == '/';
    if (values->size() != 1) out += '{';
    for (std::size_t i = 0; i < values->size(); ++i) {
      std::string_view value = (*values)[i];
      if (slash_behind && !value.empty() && value.back() == '/') value.remove_suffix(1);
      if (slash_before && !value.empty() && value.front() == '/') value.remove_prefix(1);
      if (i != 0) out += ',';
      out += value;
    }
    if (values->size() != 1) out += '}';
    if (out.size() > longest_expansion) {
      problem_ = {"variable-too-long", "the values of @{" + text::printable(name) +
                                           "} make a pattern of more than a million bytes"};
      return false;
    }
  }
  return true;
}

std::optional<std::string> Expander::expand(std::string_view pattern) {
  std::string out;
  open_.clear();
  if (!append(out, pattern)) return std::nullopt;
  return out;
}

std::optional<std::string> Expander::expand_path(std::string_view pattern) {
  auto out = expand(pattern);
  if (out && out->find("//") != std::string::npos) out = single_slashes(*out);
  return out;
}

namespace {

// Appends each combination of the pattern's variables to `out`.
bool combine(const Environment& environment, std::string_view pattern, int depth,
             std::vector<std::string>& out) {
  std::size_t at = 0;
  std::string_view name;
  for (; at < pattern.size() && name.empty(); ++at) {
    if (pattern[at] == '\\') {
      ++at;
    } else if (pattern[at] == '@') {
      name = variable_at(pattern, at);
    }
  }
  if (name.empty()) {
    if (out.size() >= most_values) return false;
    add_unique(out, single_slashes(pattern));
    return true;
  }
  const auto set = environment.sets.find(name);
  if (set == environment.sets.end() || depth == 0) return false;
  const auto begin = static_cast<std::size_t>(name.data() - pattern.data()) - 2;
  for (const std::string& value : set->second) {
    std::string one(pattern.substr(0, begin));
    one += value;
    one += pattern.substr(begin + name.size() + 3);
    if (!combine(environment, one, depth - 1, out)) return false;
  }
  return true;
}

}  // namespace

std::vector<std::string> all_values(const Environment& environment, std::string_view name) {
  std::vector<std::string> values;
  const auto set = environment.sets.find(name);
  if (set == environment.sets.end()) return values;
  constexpr int deepest = 32;
  for (const std::string& value : set->second)
    if (!combine(environment, value, deepest, values)) break;
  return values;
}

}  // namespace profgen::inline v0::policy
