#include "kube/pods/live.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "kube/pods/member.hpp"

namespace profgen::inline v0::kube {
namespace {

Kind served_kind(const WorkloadKind& one, KubeVersion server) {
  Kind kind = one.kind;
  // batch/v1 has CronJobs since 1.21.
  if (kind.kind == "CronJob" && server < KubeVersion{1, 21}) kind.version = "v1beta1";
  return kind;
}

}  // namespace

Result<LiveWorkload> get_workload(Api& api, const std::string& space, const std::string& word) {
  const std::size_t slash = word.find('/');
  const WorkloadKind* kind =
      slash == std::string::npos ? nullptr : workload_kind(word.substr(0, slash));
  if (kind == nullptr || slash + 1 == word.size())
    return Error{ErrorKind::usage, "look for a workload", text::printable(word, 80),
                 "expected KIND/NAME with a KIND of Deployment, DaemonSet, StatefulSet, "
                 "ReplicaSet, CronJob, Job or Pod"};
  const std::string name = word.substr(slash + 1);
  Kind asked = kind->kind;
  auto found = api.get(asked, space, name);
  if (!found && found.failure().not_found() && asked.kind == "CronJob") {
    asked.version = "v1beta1";
    found = api.get(asked, space, name);
  }
  if (!found) {
    Error error = found.failure().error(
        "get",
        fmt::format("{}/{} in {}", asked.plural, text::printable(name), text::printable(space)));
    if (found.failure().not_found()) error.kind = ErrorKind::input;
    return error;
  }
  Json object = std::move(*found);
  object["kind"] = asked.kind;
  return LiveWorkload{asked, std::make_shared<const Json>(std::move(object))};
}

Result<std::vector<LiveWorkload>> list_workloads(Api& api, const std::string& space,
                                                 KubeVersion server) {
  std::vector<LiveWorkload> out;
  for (const WorkloadKind& one : workload_kinds()) {
    if (!one.template_changes) continue;
    const Kind kind = served_kind(one, server);
    auto list = api.list(kind, space, "");
    // Not all clusters serve, and not all users may see, each of them; what is rolled must be
    // known.
    if (!list && list.failure().not_found()) continue;
    if (!list) return list.failure().error("list", std::string(kind.plural));
    for (Json& object : list->items) {
      if (!owner_of(object).empty()) continue;
      object["kind"] = kind.kind;
      out.push_back({kind, std::make_shared<const Json>(std::move(object))});
    }
  }
  return out;
}

Json patch_of(const Json& workload, const ChangePlan& plan) {
  Json edited = workload;
  edit_json(edited, plan.values());
  Json patch = Json::object();
  const std::string version = text_at(workload, {"metadata", "resourceVersion"});
  if (!version.empty()) patch["metadata"]["resourceVersion"] = version;
  for (const ContainerEdit& one : plan.edits) {
    std::vector<std::string> tokens;
    for (Json::json_pointer at{one.edit.pointer}; !at.empty(); at.pop_back())
      tokens.insert(tokens.begin(), at.back());
    Json* to = &patch;
    const Json* from = &edited;
    for (const std::string& token : tokens) {
      to = &(*to)[token];
      from = member_at(*from, {token});
      if (from == nullptr || from->is_array()) break;
    }
    *to = from == nullptr ? Json() : *from;
  }
  return patch;
}

std::string cannot_change(const LiveWorkload& workload) {
  const WorkloadKind* kind = workload_kind(workload.kind.kind);
  const std::string owner = owner_of(*workload.object);
  if (!owner.empty())
    return fmt::format("{} made it and would change it back: change that one",
                       text::printable(owner));
  if (kind->template_changes) return "";
  return fmt::format(
      "the profile of a {} cannot change once it is made: change its manifest (profgen kube "
      "annotate -f), delete it and make it anew",
      kind->kind.kind);
}

Status apply_plan(Api& api, const LiveWorkload& workload, const ChangePlan& plan) {
  if (plan.edits.empty()) return Unit{};
  const Json& object = *workload.object;
  const auto done = api.patch(workload.kind, text_at(object, {"metadata", "namespace"}),
                              text_at(object, {"metadata", "name"}), patch_of(object, plan), false);
  if (done) return Unit{};
  Error error = done.failure().error("change", text::printable(workload_name(object)));
  if (done.failure().conflict())
    error.reason += "; somebody else changed it in the meantime: run this again";
  return error;
}

}  // namespace profgen::inline v0::kube
