#include "unit/fleet/rollout/fixture.hpp"

namespace profgen::fleet {

Status MortalFiles::append(const std::string& path, const std::string& bytes) {
  if (full) return Error{ErrorKind::system, "append to", path, "No space left on device"};
  if (appends_left == 0) {
    content[path] += bytes.substr(0, torn_bytes);
    throw Killed{};
  }
  --appends_left;
  return MemoryFiles::append(path, bytes);
}

Result<std::unique_ptr<FileLock>> MortalFiles::lock(const std::string& path, double seconds) {
  if (locked) return Error{ErrorKind::system, "lock", path, "another profgen holds it"};
  return MemoryFiles::lock(path, seconds);
}

}  // namespace profgen::fleet
