// Files: open, exec, link and all that names a path and a mask of letters.
#include "log/access_of.hpp"
#include "log/masks.hpp"

namespace profgen::log {
namespace {

bool is_owned(const Fields& fields) {
  return fields.has("fsuid") && fields.has("ouid") && fields.get("fsuid") == fields.get("ouid");
}

std::string problem_of(const Fields& fields, std::string_view path, const FileMask& mask) {
  constexpr std::string_view lookup = "Failed name lookup";
  const std::string_view info = fields.get("info");
  if (info.substr(0, lookup.size()) == lookup)
    return "the kernel could not resolve the path: " + std::string(info);
  if (path.empty()) return "the record names no file";
  if (path.front() != '/') return "the path does not begin with /";
  if (!mask.unknown.empty()) return "unknown letter in the permission mask";
  if (mask.perms == 0) return "the permission mask is empty";
  return {};
}

}  // namespace

Found file_access(const Fields& fields, Verdict verdict) {
  const std::string* text = mask_of(fields, verdict);
  const std::string operation(fields.get("operation"));
  FileMask mask = read_file_mask(text ? std::string_view(*text) : std::string_view());
  std::string path(fields.get("name"));
  if (path == "(null)") path.clear();
  Found found;
  found.unusable = problem_of(fields, path, mask);
  if (!text && !path.empty() && path.front() == '/')
    found.unusable = "the record has no permission mask";
  const bool owned = is_owned(fields);
  if (operation == "exec" || mask.perms == file_perm::exec)
    found.access = ExecAccess{std::move(path), owned, std::string(fields.get("target"))};
  else if (operation == "link" || mask.perms == file_perm::link)
    found.access = LinkAccess{std::move(path), std::string(fields.get("target")), owned};
  else {
    // An inherited descriptor's mask may hold every letter; x and l there are no exec and no link.
    const auto perms = static_cast<FilePerms>(mask.perms & ~(file_perm::exec | file_perm::link));
    if (path.empty() && perms == 0) return {{}, std::move(found.unusable)};
    found.access = FileAccess{std::move(path), perms, owned};
  }
  return found;
}

}  // namespace profgen::log
