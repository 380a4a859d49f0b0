#include "kube/agent/kept.hpp"

#include "kube/objects/field.hpp"

namespace profgen::inline v0::kube {
namespace {

std::string kept_path(const node::Machine& machine) {
  return node::below_root(machine, machine.state_dir) + "/agent.json";
}

}  // namespace

Kept read_kept(const node::Machine& machine) {
  Kept kept;
  const auto text = machine.files.read(kept_path(machine));
  if (!text) return kept;
  const Json json = Json::parse(*text, nullptr, false);
  kept.boot_id = field_text(json, "boot_id");
  kept.taking_up = field_truth(json, "taking_up");
  for (const Json& one : field_of(json, "started_with"))
    kept.started_with[field_text(one, "profile")] = field_text(one, "hash");
  return kept;
}

Status write_kept(node::Machine& machine, const Kept& kept) {
  Json hashes = Json::array();
  for (const auto& [profile, hash] : kept.started_with)
    hashes.push_back({{"profile", profile}, {"hash", hash}});
  const Json json = {{"boot_id", kept.boot_id},
                     {"taking_up", kept.taking_up},
                     {"started_with", std::move(hashes)}};
  if (Status made =
          machine.files.make_directories(node::below_root(machine, machine.state_dir), 0700);
      !made)
    return made;
  // Names that are no UTF-8 are not found again: their profiles are told as drift, no more.
  return machine.files.replace(
      kept_path(machine), json.dump(1, ' ', true, Json::error_handler_t::replace) + "\n", 0600);
}

}  // namespace profgen::inline v0::kube
