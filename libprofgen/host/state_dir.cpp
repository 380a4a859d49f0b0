#include "profgen/saves.hpp"

namespace profgen::inline v0::host {

std::string default_state_dir(const StatePlace& place) {
  constexpr const char* of_system = "/var/lib/profgen";
  std::string root = place.root;
  while (!root.empty() && root.back() == '/') root.pop_back();
  if (!root.empty()) return root + of_system;
  if (place.uid == 0) return of_system;
  // The XDG specification: relative paths are ignored.
  if (place.xdg_state_home.starts_with("/")) return place.xdg_state_home + "/profgen";
  if (place.home.starts_with("/")) return place.home + "/.local/state/profgen";
  return of_system;
}

}  // namespace profgen::inline v0::host
