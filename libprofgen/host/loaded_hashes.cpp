#include "host/loaded_hashes.hpp"

#include <dirent.h>

#include <cerrno>
#include <cstring>

#include "host/procfs.hpp"

namespace profgen::inline v0::host {
namespace {

std::string first_hash(const std::string& folder, const std::string& prefix) {
  std::string hex;
  for (const char* kind : {"sha256", "sha1"}) {
    if (!read_proc(folder + "/" + prefix + kind, hex)) continue;
    while (!hex.empty() && hex.back() == '\n') hex.pop_back();
    if (!hex.empty()) return std::string(kind) + ":" + hex;
  }
  return {};
}

// `name` holds only the last part of a child's name.
void add_profiles(const std::string& folder, const std::string& parent,
                  std::map<std::string, LoadedHash>& out) {
  std::string name;
  for (const std::string& entry : proc_names(folder)) {
    const std::string one = folder + "/" + entry;
    if (!read_proc(one + "/name", name)) continue;
    if (name.ends_with('\n')) name.pop_back();
    const std::string whole = parent.empty() ? name : parent + "//" + name;
    out[whole] = {first_hash(one, ""), first_hash(one, "raw_")};
    add_profiles(one + "/profiles", whole, out);
  }
}

}  // namespace

Result<std::map<std::string, LoadedHash>> loaded_hashes(const std::string& mountpoint) {
  const std::string folder = mountpoint + "/policy/profiles";
  DIR* opened = ::opendir(folder.c_str());
  if (opened == nullptr)
    return Error{ErrorKind::system, "read hashes of policy in", folder, std::strerror(errno)};
  ::closedir(opened);
  std::map<std::string, LoadedHash> out;
  add_profiles(folder, "", out);
  return out;
}

}  // namespace profgen::inline v0::host
