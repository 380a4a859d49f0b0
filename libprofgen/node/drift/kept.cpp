#include "node/drift/kept.hpp"

#include <nlohmann/json.hpp>

namespace profgen::inline v0::node {
namespace {

using KeptJson = nlohmann::json;

std::string kept_text(const KeptJson& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string kept_path(const Machine& machine) {
  return below_root(machine, machine.state_dir) + "/agent.json";
}

}  // namespace

Kept read_kept(const Machine& machine) {
  Kept kept;
  const auto text = machine.files.read(kept_path(machine));
  if (!text) return kept;
  const KeptJson json = KeptJson::parse(*text, nullptr, false);
  if (!json.is_object()) return kept;
  kept.boot_id = kept_text(json, "boot_id");
  kept.taking_up = json.contains("taking_up") && json["taking_up"] == true;
  const auto hashes = json.find("started_with");
  if (hashes != json.end() && hashes->is_array())
    for (const KeptJson& one : *hashes)
      kept.started_with[kept_text(one, "profile")] = kept_text(one, "hash");
  return kept;
}

Status write_kept(Machine& machine, const Kept& kept) {
  KeptJson hashes = KeptJson::array();
  for (const auto& [profile, hash] : kept.started_with)
    hashes.push_back({{"profile", profile}, {"hash", hash}});
  const KeptJson json = {{"boot_id", kept.boot_id},
                         {"taking_up", kept.taking_up},
                         {"started_with", std::move(hashes)}};
  if (Status made = machine.files.make_directories(below_root(machine, machine.state_dir), 0700);
      !made)
    return made;
  // Names that are no UTF-8 are not found again: their profiles are told as drift, no more.
  return machine.files.replace(
      kept_path(machine), json.dump(1, ' ', true, KeptJson::error_handler_t::replace) + "\n", 0600);
}

}  // namespace profgen::inline v0::node
