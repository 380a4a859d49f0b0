#include "node/operations.hpp"
#include "node/users.hpp"

namespace profgen::inline v0::node {

Reply usage(Machine& machine, const Usage& request) {
  std::set<std::string> profiles(request.profiles.begin(), request.profiles.end());
  if (profiles.empty()) {
    const auto state = read_state(machine);
    if (!state) return refused("bad-state", state.error(), "see to the file");
    for (const Written& entry : state->entries) profiles.insert(entry.profile);
  }
  const auto processes = machine.kernel.processes();
  if (!processes) return refused("no-apparmor", processes.error(), "`preflight` says why");
  policy::LoadOptions options;
  options.policy_dir = policy_path(machine);
  return UsageReply{users_of(*processes, profiles, policy::Policy::load(machine.files, options))};
}

}  // namespace profgen::inline v0::node
