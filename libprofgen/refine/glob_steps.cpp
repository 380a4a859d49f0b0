#include "refine/glob_steps.hpp"

namespace profgen::inline v0::refine {
namespace {

constexpr auto none = std::string_view::npos;

// The last place of a character that stands for itself: in no braces, class or escape.
std::size_t last_plain(std::string_view pattern, char wanted) {
  std::size_t found = none;
  int braces = 0;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') {
      ++i;
    } else if (in_class) {
      in_class = c != ']';
    } else if (c == '[') {
      in_class = true;
    } else if (c == '{') {
      ++braces;
    } else if (c == '}') {
      --braces;
    } else if (c == wanted && braces == 0) {
      found = i;
    }
  }
  return found;
}

// The first dot of a name that stands for itself and has something before it.
std::size_t extension_of(std::string_view name) {
  std::string_view before = name;
  std::size_t first = none;
  for (std::size_t at = last_plain(before, '.'); at != none && at != 0;
       at = last_plain(before, '.')) {
    first = at;
    before = before.substr(0, at);
  }
  return first == none || first + 1 == name.size() ? none : first;
}

struct PathParts {
  std::string_view above;  // without its slash; may be empty
  std::string_view name;   // the last one, without the slash of a folder
};
PathParts parts_of(std::string_view path) {
  const std::size_t slash = last_plain(path, '/');
  if (slash == none) return {{}, {}};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

// One step of the name `head` (an extension, or nothing, follows it) in the folder `above`.
std::string step(std::string_view above, std::string_view head, std::string_view extension) {
  const bool stars = head == "*" || head == "**";
  std::string_view folder = above;
  std::string_view by = "*";
  if (stars) {
    // Below a variable, and at the root, there is nothing above.
    if (const std::size_t slash = last_plain(above, '/'); slash != none)
      folder = above.substr(0, slash);
    by = "**";
  } else if (head.find("**") != none) {
    by = "**";
  }
  return std::string(folder) + "/" + std::string(by) + std::string(extension);
}

}  // namespace

std::string glob_step(std::string_view pattern) {
  const bool folder = pattern.size() > 1 && last_plain(pattern, '/') == pattern.size() - 1;
  const auto [above, name] = parts_of(folder ? pattern.substr(0, pattern.size() - 1) : pattern);
  if (name.empty()) return std::string(pattern);
  return step(above, name, folder ? "/" : "");
}

std::string glob_step_with_extension(std::string_view pattern) {
  const auto [above, name] = parts_of(pattern);
  const std::size_t dot = extension_of(name);
  if (dot == none) return std::string(pattern);
  return step(above, name.substr(0, dot), name.substr(dot));
}

}  // namespace profgen::inline v0::refine
