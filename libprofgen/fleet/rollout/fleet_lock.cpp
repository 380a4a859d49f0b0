#include "fleet/rollout/fleet_lock.hpp"

#include "base/text.hpp"

namespace profgen::inline v0::fleet {

Result<std::unique_ptr<FileLock>> lock_fleet(const RunPlace& place, const std::string& what) {
  const std::string path = place.state_dir + "/lock";
  const std::string holder = place.state_dir + "/lock.holder";
  if (Status made = place.files.make_directories(place.state_dir, 0700); !made) return made.error();
  auto lock = place.files.lock(path, 0);
  if (!lock) {
    const Result<std::string> who = place.files.read(holder);
    return Error{ErrorKind::system, "lock the fleet", path,
                 (who ? text::printable(text::trim(*who)) + " has it" : lock.error().reason) +
                     "; wait for it to end, or stop it, then try again"};
  }
  if (Status told = place.files.replace(holder, place.who + " (" + what + ")\n", 0600); !told)
    return told.error();
  return lock;
}

}  // namespace profgen::inline v0::fleet
