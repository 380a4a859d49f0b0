#include "kube/peers/spo_paths.hpp"

#include <algorithm>

namespace profgen::inline v0::kube {
namespace {

constexpr std::size_t most_paths = 100;

// Where a variable that begins here ends, behind its brace; 0 if none begins.
std::size_t variable_end(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "@{") return 0;
  const std::size_t end = text.find('}', at);
  return end == std::string_view::npos ? 0 : end + 1;
}

// The first group `{a,b}`: its braces and the commas of its own level; empty if there is none.
std::vector<std::size_t> first_group(std::string_view text) {
  std::vector<std::size_t> cuts;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const std::size_t end = variable_end(text, i); end != 0) {
      i = end - 1;
    } else if (text[i] == '{') {
      if (depth++ == 0) cuts.push_back(i);
    } else if (text[i] == ',' && depth == 1) {
      cuts.push_back(i);
    } else if (text[i] == '}' && depth > 0 && --depth == 0) {
      cuts.push_back(i);
      return cuts;
    }
  }
  return {};
}

// What the pattern of the schema (v1) lets through.
bool is_taken(std::string_view path) {
  if (!path.starts_with('/')) return false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    if (const std::size_t end = variable_end(path, i); end != 0) {
      i = end - 1;
      continue;
    }
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && std::string_view("_./*?+@ -").find(c) == std::string_view::npos) return false;
  }
  return path.find("/../") == std::string_view::npos;
}

std::string with_single_slashes(std::string_view path) {
  std::string out;
  for (const char c : path)
    if (c != '/' || out.empty() || out.back() != '/') out += c;
  return out;
}

}  // namespace

std::vector<std::string> spo_paths(const policy::Policy& policy, std::string_view pattern) {
  std::vector<std::string> open, out;
  if (const std::size_t end = variable_end(pattern, 0); end != 0) {
    for (const std::string& value : policy.variable(pattern.substr(2, end - 3)))
      open.push_back(value + std::string(pattern.substr(end)));
  } else {
    open.emplace_back(pattern);
  }
  while (!open.empty()) {
    if (open.size() + out.size() > most_paths) return {};
    const std::string one = std::move(open.back());
    open.pop_back();
    const std::vector<std::size_t> cuts = first_group(one);
    if (cuts.empty()) {
      out.push_back(with_single_slashes(one));
      if (!is_taken(out.back())) return {};
      continue;
    }
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
      open.push_back(one.substr(0, cuts.front()) +
                     one.substr(cuts[i] + 1, cuts[i + 1] - cuts[i] - 1) +
                     one.substr(cuts.back() + 1));
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace profgen::inline v0::kube
