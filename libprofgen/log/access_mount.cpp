// mount, remount, umount, pivot_root.
#include "log/access_of.hpp"

namespace profgen::inline v0::log {
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

void mount_access(const Fields& fields, Event& event) {
  MountAccess mount;
  mount.fstype = fields.get(Key::fstype);
  mount.source = fields.get(Key::srcname);
  mount.mountpoint = fields.get(Key::name);
  mount.options = options_of(fields.get(Key::flags));
  if (event.operation == "umount") mount.kind = MountKind::umount;
  // The kernel logs a remount as a mount with that flag; `remount, bind` is one, too.
  for (const std::string& option : mount.options)
    if (option == "remount") mount.kind = MountKind::remount;
  if (!lookup_failed(event) && mount.mountpoint.empty())
    event.unusable = "the record names no mount point";
  event.access = std::move(mount);
}

void pivot_root_access(const Fields& fields, Event& event) {
  PivotRootAccess pivot{std::string(fields.get(Key::srcname)), std::string(fields.get(Key::name))};
  if (pivot.new_root.empty()) event.unusable = "the record names no new root";
  event.access = std::move(pivot);
}

}  // namespace profgen::inline v0::log
