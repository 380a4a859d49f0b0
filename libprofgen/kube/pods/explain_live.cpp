// A pod is explained with what the API knows of it: its events, its node.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/pods/explain.hpp"
#include "kube/pods/member.hpp"
#include "kube/pods/node_table.hpp"

namespace profgen::inline v0::kube {
namespace {

bool event_is_about(const Json& event, const Json& pod) {
  const Json& object = map_at(event, {"involvedObject"});
  const std::string uid = text_at(object, {"uid"});
  // Another pod of this name may have been here before.
  if (!uid.empty()) return uid == text_at(pod, {"metadata", "uid"});
  return text_at(object, {"kind"}) == "Pod" &&
         text_at(object, {"name"}) == text_at(pod, {"metadata", "name"});
}

}  // namespace

Result<Explanation> explain_pod(Api& api, const std::string& space, const std::string& name,
                                std::int64_t now_us) {
  const auto server = server_version(api);
  if (!server) return server.error();
  const auto pod = api.get(pods, space, name);
  if (!pod) {
    Error error = pod.failure().error(
        "get", fmt::format("pod {} in {}", text::printable(name), text::printable(space)));
    if (pod.failure().not_found()) error.kind = ErrorKind::input;
    return error;
  }
  std::vector<std::string> notes;
  std::vector<Json> about;
  if (auto list = api.list(events, space, "")) {
    for (Json& event : list->items)
      if (event_is_about(event, *pod)) about.push_back(std::move(event));
  } else {
    notes.push_back(list.failure().error("list", "events").text());
  }
  std::optional<PodNode> node;
  const std::string node_name = text_at(*pod, {"spec", "nodeName"});
  if (!node_name.empty()) {
    const auto object = api.get(nodes, "", node_name);
    const auto status = api.get(node_profile_statuses, "", node_name);
    if (object || status)
      node = pod_node(node_row(object ? *object : Json{{"metadata", {{"name", node_name}}}},
                               status ? &*status : nullptr, now_us, *server));
  }
  Explanation out = explain_pod(*pod, about, node, *server);
  out.notes.insert(out.notes.end(), notes.begin(), notes.end());
  return out;
}

}  // namespace profgen::inline v0::kube
