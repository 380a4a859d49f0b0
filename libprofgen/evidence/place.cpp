#include "evidence/place.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace profgen::inline v0::evidence {
namespace {

template <std::size_t... I>
Access make_access(std::size_t index, std::index_sequence<I...>) {
  static const std::array<Access (*)(), sizeof...(I)> makers = {
      [] { return Access(std::in_place_index<I>); }...};
  return makers[index]();
}

}  // namespace

const std::string* path_of(const Access& access) {
  if (const auto* file = std::get_if<FileAccess>(&access)) return &file->path;
  if (const auto* exec = std::get_if<ExecAccess>(&access)) return &exec->path;
  if (const auto* link = std::get_if<LinkAccess>(&access)) return &link->link;
  return nullptr;
}

std::string_view directory_of(const Key& key) {
  const std::string* path = path_of(key.access);
  if (path == nullptr) return {};
  const std::string_view text = *path;
  if (key.crowd != Crowd::none) return text;
  // A directory ends in a slash of its own: it stands in its parent.
  const std::size_t end = text.size() > 1 && text.back() == '/' ? text.size() - 2 : text.size();
  const std::size_t slash = text.rfind('/', end);
  return slash == std::string_view::npos ? std::string_view() : text.substr(0, slash + 1);
}

Access access_at(std::size_t of_class, std::string_view directory) {
  Access access = make_access(of_class, std::make_index_sequence<std::variant_size_v<Access>>());
  if (const std::string* path = path_of(access)) *const_cast<std::string*>(path) = directory;
  return access;
}

std::uint32_t depth_of(std::string_view directory) {
  return static_cast<std::uint32_t>(std::count(directory.begin(), directory.end(), '/'));
}

std::string_view cut_to(std::string_view directory, std::uint32_t depth) {
  std::size_t end = 0;
  for (; depth != 0; --depth) {
    const std::size_t slash = directory.find('/', end);
    if (slash == std::string_view::npos) return directory;
    end = slash + 1;
  }
  return directory.substr(0, end);
}

std::string_view before_null(std::string_view profile) {
  return profile.substr(0, profile.find(null_mark));
}

}  // namespace profgen::inline v0::evidence
