// mount, remount, umount, pivot_root.
#include "log/access_of.hpp"

namespace profgen::log {
namespace {

// "rw, nosuid, remount" → its words.
std::vector<std::string> options_of(std::string_view flags) {
  std::vector<std::string> out;
  while (!flags.empty()) {
    const std::size_t end = std::min(flags.find_first_of(", "), flags.size());
    if (end != 0) out.emplace_back(flags.substr(0, end));
    flags.remove_prefix(std::min(end + 1, flags.size()));
  }
  return out;
}

}  // namespace

Found mount_access(const Fields& fields, Verdict) {
  constexpr std::string_view lookup = "Failed name lookup";
  MountAccess mount;
  mount.fstype = fields.get("fstype");
  mount.source = fields.get("srcname");
  mount.mountpoint = fields.get("name");
  mount.options = options_of(fields.get("flags"));
  if (fields.get("operation") == "umount") mount.kind = MountKind::umount;
  // The kernel logs a remount as a mount with that flag; `remount, bind` is one, too.
  for (const std::string& option : mount.options)
    if (option == "remount") mount.kind = MountKind::remount;
  Found found;
  if (fields.get("info").substr(0, lookup.size()) == lookup)
    found.unusable = "the kernel could not resolve the path: " + std::string(fields.get("info"));
  else if (mount.mountpoint.empty())
    found.unusable = "the record names no mount point";
  found.access = std::move(mount);
  return found;
}

Found pivot_root_access(const Fields& fields, Verdict) {
  PivotRootAccess pivot{std::string(fields.get("srcname")), std::string(fields.get("name"))};
  std::string unusable = pivot.new_root.empty() ? "the record names no new root" : "";
  return {std::move(pivot), std::move(unusable)};
}

}  // namespace profgen::log
