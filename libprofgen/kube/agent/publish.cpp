#include "kube/agent/publish.hpp"

#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr const char* patch_status_call = "patch nodeprofilestatuses/status";

// A condition's time is that of its last change.
void keep_times(Json& conditions, const Json& before, const Json& now) {
  for (Json& one : conditions) {
    one["lastTransitionTime"] = now;
    for (const Json& old : before)
      if (field_text(old, "type") == field_text(one, "type") &&
          field_text(old, "status") == field_text(one, "status") &&
          field_of(old, "lastTransitionTime").is_string())
        one["lastTransitionTime"] = old["lastTransitionTime"];
  }
}

}  // namespace

Json difference(const Json& before, const Json& after) {
  Json patch = Json::object();
  for (const auto& [key, value] : after.items()) {
    const Json& old = field_of(before, key.c_str());
    if (value == old) continue;
    if (value.is_object() && old.is_object()) {
      if (Json inner = difference(old, value); !inner.empty()) patch[key] = std::move(inner);
      continue;
    }
    patch[key] = value;
  }
  return patch;
}

Publisher::Publisher() : sent_(std::make_unique<Json>(Json::object())) {}
Publisher::~Publisher() = default;

void Publisher::begin(const Json& status) { *sent_ = status.is_object() ? status : Json::object(); }

bool Publisher::send(Api& api, Reach& reach, const NodeStatus& status, bool beats) {
  Json wanted = status_patch(status)["status"];
  const Json beat = wanted["heartbeat"];
  keep_times(wanted["conditions"], field_of(*sent_, "conditions"), beat);
  wanted.erase("heartbeat");
  Json patch = difference(*sent_, wanted);
  if (patch.empty() && !beats) return true;
  if (!reach.may(patch_status_call)) return false;
  // Whatever is sent shows that the agent is alive.
  patch["heartbeat"] = beat;
  const auto done =
      api.patch(node_profile_statuses, "", status.node, Json{{"status", patch}}, true);
  if (!done) {
    reach.failed(done.failure(), patch_status_call);
    return false;
  }
  reach.good();
  sent_->merge_patch(patch);
  return true;
}

}  // namespace profgen::inline v0::kube
