#include "kube/pods/live.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "kube/pods/member.hpp"

namespace profgen::kube {
namespace {

Kind served_kind(const WorkloadKind& one, KubeVersion server) {
  Kind kind = one.kind;
  // batch/v1 has CronJobs since 1.21.
  if (kind.kind == "CronJob" && server < KubeVersion{1, 21}) kind.version = "v1beta1";
  return kind;
}

// Sets a value in a sparse copy of `from`: lists keep one item, found by its name again.
void set_sparse(Json& to, const Json& from, const ValueEdit& edit) {
  std::vector<std::string> tokens;
  for (Json::json_pointer at{edit.pointer}; !at.empty(); at.pop_back())
    tokens.insert(tokens.begin(), at.back());
  Json* here = &to;
  const Json* there = &from;
  static const Json nothing;
  for (const std::string& token : tokens) {
    if (there->is_array()) {
      const Json& item = there->at(Json::json_pointer("/" + token));
      const std::string name = text_at(item, {"name"});
      if (!here->is_array()) *here = Json::array();
      Json* found = nullptr;
      for (Json& one : *here)
        if (text_at(one, {"name"}) == name) found = &one;
      if (found == nullptr) found = &here->emplace_back(Json{{"name", name}});
      here = found;
      there = &item;
      continue;
    }
    here = &(*here)[token];
    const Json* next = member_at(*there, {token});
    there = next != nullptr ? next : &nothing;
  }
  *here = *edit.value;
}

// A field that is set whole: both of its values belong to who sets one.
void keep_whole(Json& to, const Json& from, const ValueEdit& edit) {
  const Json::json_pointer place = Json::json_pointer(edit.pointer).parent_pointer();
  if (place.empty() || place.back() != "appArmorProfile" || !from.contains(place)) return;
  for (const auto& [key, value] : from.at(place).items())
    if (value.is_string())
      set_sparse(to, from, {(place / key).to_string(), value.get<std::string>()});
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

std::vector<Application> applications(const Kind& kind, const Json& workload,
                                      const ChangePlan& plan) {
  std::map<std::string, Json> objects;
  for (const ContainerEdit& one : plan.edits) {
    Json& object = objects[one.container];
    keep_whole(object, workload, one.edit);
  }
  for (const ContainerEdit& one : plan.edits)
    if (one.edit.value) set_sparse(objects[one.container], workload, one.edit);
  for (const ContainerEdit& one : plan.edits)
    if (!one.edit.value) {
      Json& object = objects[one.container];
      std::vector<ValueEdit> gone = {one.edit};
      // Lists of the sparse object have one item.
      std::string pointer;
      const Json* at = &workload;
      for (const std::string_view token :
           text::split(std::string_view(one.edit.pointer).substr(1), '/')) {
        pointer += at->is_array() ? "/0" : "/" + std::string(token);
        at = &at->at(Json::json_pointer("/" + std::string(token)));
      }
      gone.front().pointer = pointer;
      edit_json(object, gone);
    }
  std::vector<Application> out;
  for (auto& [container, object] : objects) {
    object["apiVersion"] = kind.group.empty() ? std::string(kind.version)
                                              : fmt::format("{}/{}", kind.group, kind.version);
    object["kind"] = kind.kind;
    object["metadata"]["name"] = text_at(workload, {"metadata", "name"});
    const std::string space = text_at(workload, {"metadata", "namespace"});
    if (!space.empty()) object["metadata"]["namespace"] = space;
    out.push_back({container.empty() ? "profgen-pod" : "profgen/" + container,
                   std::make_shared<const Json>(std::move(object))});
  }
  return out;
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

Status apply_plan(Api& api, const LiveWorkload& workload, const ChangePlan& plan, bool force) {
  const std::string object = text::printable(workload_name(*workload.object));
  for (const Application& one : applications(workload.kind, *workload.object, plan)) {
    const auto replies = api.apply(workload.kind, {*one.object}, one.manager, force);
    if (replies.empty()) return Error{ErrorKind::system, "apply", object, "the API gave no answer"};
    if (replies.front()) continue;
    Error error = replies.front().failure().error("apply", object);
    if (replies.front().failure().conflict())
      error.reason +=
          "; another manager owns this field: change it there, or take it over with "
          "--force-conflicts";
    return error;
  }
  return Unit{};
}

}  // namespace profgen::kube
