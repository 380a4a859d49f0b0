#include "kube/pods/workload.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "kube/objects/kinds.hpp"
#include "kube/pods/member.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr WorkloadKind kinds_table[] = {
    {pods, "", false},
    {deployments, "/spec/template", true},
    {daemon_sets, "/spec/template", true},
    {stateful_sets, "/spec/template", true},
    {replica_sets, "/spec/template", true},
    {replication_controllers, "/spec/template", true},
    {jobs, "/spec/template", false},
    {cron_jobs, "/spec/jobTemplate/spec/template", true},
};

struct ShortName {
  std::string_view word, kind;
};
constexpr ShortName short_names[] = {
    {"po", "Pod"},          {"deploy", "Deployment"}, {"ds", "DaemonSet"},
    {"sts", "StatefulSet"}, {"rs", "ReplicaSet"},     {"rc", "ReplicationController"},
    {"cj", "CronJob"},
};

bool same_kind_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

}  // namespace

std::span<const WorkloadKind> workload_kinds() { return kinds_table; }

const WorkloadKind* workload_kind(std::string_view word) {
  for (const auto& [name, kind] : short_names)
    if (same_kind_word(word, name)) word = kind;
  for (const WorkloadKind& one : kinds_table)
    if (same_kind_word(word, one.kind.kind) || same_kind_word(word, one.kind.plural)) return &one;
  return nullptr;
}

std::optional<std::string> pod_pointer(const Json& object) {
  const std::string kind = text_at(object, {"kind"});
  for (const WorkloadKind& one : kinds_table)
    if (kind == one.kind.kind) return std::string(one.pod);
  if (kind == "PodTemplate") return "/template";
  if (!list_at(object, {"spec", "template", "spec", "containers"}).empty()) return "/spec/template";
  return std::nullopt;
}

std::string workload_name(const Json& object) {
  std::string name = text_at(object, {"metadata", "name"});
  if (name.empty()) name = text_at(object, {"metadata", "generateName"});
  return text_at(object, {"kind"}) + "/" + name;
}

std::string workload_place(const Json& object) {
  const std::string space = text_at(object, {"metadata", "namespace"});
  return (space.empty() ? "" : space + "/") + workload_name(object);
}

std::string owner_of(const Json& object) {
  for (const Json& owner : list_at(object, {"metadata", "ownerReferences"})) {
    const Json* controls = member_at(owner, {"controller"});
    if (controls != nullptr && controls->is_boolean() && controls->get<bool>())
      return text_at(owner, {"kind"}) + "/" + text_at(owner, {"name"});
  }
  return "";
}

}  // namespace profgen::inline v0::kube
