#include "node/facts/facts.hpp"
#include "node/operations.hpp"
#include "node/state.hpp"

namespace profgen::inline v0::node {

Reply status(Machine& machine) {
  const auto state = read_state(machine);
  if (!state) return refused("bad-state", state.error(), "see to the file");
  StatusReply reply;
  reply.boot_id = boot_id(machine);
  reply.revision = state->revision;
  reply.run = state->run;
  reply.digest = state->digest;
  reply.stage = state->stage;
  for (const Revision& revision : state->revisions) reply.revisions.push_back(revision.number);
  const auto loaded = machine.kernel.profiles();
  if (!loaded) return refused("no-apparmor", loaded.error(), "`preflight` says why");
  const auto hashes = machine.kernel.hashes();
  for (const Written& entry : state->entries) {
    ProfileState one{entry.profile, entry.file, "", "", false};
    for (const host::LoadedProfile& profile : *loaded)
      if (profile.name == entry.profile) one.mode = profile.mode;
    if (hashes)
      if (const auto found = hashes->find(entry.profile); found != hashes->end())
        one.hash = found->second.profile;
    one.as_requested = one.mode == entry.mode && (entry.hash.empty() || one.hash == entry.hash);
    reply.profiles.push_back(std::move(one));
  }
  return reply;
}

}  // namespace profgen::inline v0::node
