// Why a pod is Blocked, CreateContainerError or Failed, as far as AppArmor is the reason.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kube/pods/messages.hpp"
#include "kube/pods/reference.hpp"

namespace profgen::inline v0::kube {

// What is known of the pod's node; from its NodeProfileStatus, and the Node.
struct PodNode {
  std::string name;
  bool has_agent = false;
  std::map<std::string, std::string> loaded;  // name -> mode
  std::vector<std::string> problems;          // "the kernel has no AppArmor …"
  std::optional<KubeVersion> kubelet;
};

struct PodFinding {
  Cause cause = Cause::other;
  std::string container;              // empty: the pod as a whole
  std::string profile;                // as the message or the pod names it; may be empty
  std::string state;                  // "Blocked", "CreateContainerError", "Failed"
  std::string message;                // the words of the cluster
  std::string source;                 // "pod status", "container status", "event"
  std::string why;                    // a sentence or two for a person
  std::vector<std::string> commands;  // to run, in this order
};

struct Explanation {
  std::string space, pod, node, phase;
  std::vector<PodFinding> findings;  // AppArmor's
  std::vector<PodFinding> others;    // troubles that are not AppArmor's
  std::vector<ContainerProfile> profiles;
  std::vector<std::string> notes;  // what will not work as it was meant
};

// `events`: of the pod. Each trouble is told once, status before events.
[[nodiscard]] Explanation explain_pod(const Json& pod, const std::vector<Json>& events,
                                      const std::optional<PodNode>& node, KubeVersion server);

// From the API. Error of kind input: there is no such pod.
[[nodiscard]] Result<Explanation> explain_pod(Api& api, const std::string& space,
                                              const std::string& name, std::int64_t now_us);

// From what kubectl printed: the pod (or a List with one) and its events (a List, an event, or
// nothing).
[[nodiscard]] Result<Explanation> explain_text(const std::string& pod, const std::string& events,
                                               KubeVersion server);

// Why, and what to run; for explain_pod().
void add_advice(PodFinding& finding, const Explanation& about, const std::optional<PodNode>& node,
                bool owned);

}  // namespace profgen::inline v0::kube
