// A pod is explained from captured JSON.
#include <nlohmann/json.hpp>

#include "kube/pods/explain.hpp"
#include "kube/pods/member.hpp"

namespace profgen::inline v0::kube {
namespace {

Error no_pod(std::string reason) {
  return {ErrorKind::input, "read", "the pod's JSON", std::move(reason)};
}

}  // namespace

Result<Explanation> explain_text(const std::string& pod_text, const std::string& event_text,
                                 KubeVersion server) {
  Json pod = Json::parse(pod_text, nullptr, false);
  if (pod.is_discarded()) return no_pod("it is no JSON; kubectl get pod NAME -o json prints it");
  if (const Json& items = list_at(pod, {"items"}); !items.empty()) {
    if (items.size() != 1)
      return no_pod("a list of " + std::to_string(items.size()) + " objects; expected one pod");
    pod = Json(items[0]);
  }
  if (text_at(pod, {"kind"}) != "Pod" && member_at(pod, {"spec", "containers"}) == nullptr)
    return no_pod("expected an object of kind Pod");
  std::vector<Json> events;
  if (!event_text.empty()) {
    const Json read = Json::parse(event_text, nullptr, false);
    if (read.is_discarded())
      return Error{ErrorKind::input, "read", "the events", "they are no JSON"};
    for (const Json& one : list_at(read, {"items"})) events.push_back(one);
    if (events.empty() && text_at(read, {"kind"}) == "Event") events.push_back(read);
    const std::string name = text_at(pod, {"metadata", "name"});
    std::erase_if(events, [&](const Json& one) {
      const std::string about = text_at(one, {"involvedObject", "name"});
      return !about.empty() && about != name;
    });
  }
  return explain_pod(pod, events, std::nullopt, server);
}

}  // namespace profgen::inline v0::kube
