#include "bundle/path.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "policy/library.hpp"

namespace profgen::inline v0::bundle {
namespace {

// They hold no policy text: what stands there switches profiles off, or is made anew.
constexpr std::array<std::string_view, 4> closed_folders = {"cache", "cache.d", "disable",
                                                            "force-complain"};
constexpr std::size_t longest_component = 255;  // NAME_MAX

}  // namespace

std::string path_problem(std::string_view path) {
  if (path.empty()) return "it is empty";
  if (path.front() == '/') return "it is absolute, not below the policy directory";
  if (!is_plain(path)) return "it has bytes that are no printable text";
  const auto parts = text::split(path, '/');
  for (const std::string_view part : parts) {
    if (part.empty() || part == "." || part == "..") return "it has empty, `.` or `..` parts";
    if (part.front() == '.') return "a part of it begins with a dot";
    if (part.size() > longest_component) return "a part of it is longer than 255 bytes";
  }
  if (std::find(closed_folders.begin(), closed_folders.end(), parts.front()) !=
      closed_folders.end())
    return "`" + std::string(parts.front()) + "` holds no policy text";
  if (policy::is_skippable(parts.back())) return "AppArmor skips files of such a name";
  return {};
}

bool is_profile_file(std::string_view path) { return path.find('/') == std::string_view::npos; }

bool is_bundle_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_component &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
         });
}

bool is_plain(std::string_view text) {
  return text::is_utf8(text) && text::printable(text) == text;
}

}  // namespace profgen::inline v0::bundle
