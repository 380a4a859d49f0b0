#include "kube/agent/node_marks.hpp"

#include "kube/agent/marks.hpp"
#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr const char* patch_call = "patch nodes";

bool patch_node(Api& api, Reach& reach, Json& node, const Json& patch) {
  auto done = api.patch(nodes, "", object_name_of(node), patch, false);
  if (!done) {
    reach.failed(done.failure(), patch_call);
    return false;
  }
  reach.good();
  node = std::move(*done);
  return true;
}

bool is_ours(const Json& taint) { return field_text(taint, "key") == pending_taint; }

}  // namespace

bool may_mark(const Reach& reach) { return reach.may(patch_call); }

bool is_tainted(const Json& node) {
  for (const Json& taint : field_of(field_of(node, "spec"), "taints"))
    if (is_ours(taint)) return true;
  return false;
}

bool mark_node(Api& api, Reach& reach, Json& node, const NodeMarks& marks) {
  const Json& labels = field_of(field_of(node, "metadata"), "labels");
  if (field_text(labels, set_label) != marks.set) {
    Json patch;
    patch["metadata"]["labels"][set_label] = marks.set.empty() ? Json() : Json(marks.set);
    if (!patch_node(api, reach, node, patch)) return false;
  }
  if (!marks.untaint || !is_tainted(node)) return true;
  Json rest = Json::array();
  for (const Json& taint : field_of(field_of(node, "spec"), "taints"))
    if (!is_ours(taint)) rest.push_back(taint);
  // A merge patch replaces the list as a whole: nobody else's change may be lost by it.
  Json patch;
  patch["metadata"]["resourceVersion"] = metadata_text(node, "resourceVersion");
  patch["spec"]["taints"] = rest.empty() ? Json() : std::move(rest);
  return patch_node(api, reach, node, patch);
}

}  // namespace profgen::inline v0::kube
