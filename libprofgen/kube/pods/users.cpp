#include "kube/pods/users.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "kube/pods/member.hpp"
#include "kube/pods/workload.hpp"

namespace profgen::inline v0::kube {
namespace {

bool is_asked_for(const ProfileRef& ref, const UserQuery& query) {
  if (ref.type == ProfileRef::Type::none) return false;
  if (!query.profile) return true;
  if (ref == *query.profile) return true;
  return query.versions && ref.type == ProfileRef::Type::localhost &&
         query.profile->type == ProfileRef::Type::localhost &&
         is_version_of(ref.name, query.profile->name);
}

bool only_follows_its_owner(const Json& object, const WorkloadKind& kind) {
  return !kind.pod.empty() && !owner_of(object).empty();
}

}  // namespace

std::vector<ProfileUser> users_in(const Json& object, std::string_view kind, const UserQuery& query,
                                  KubeVersion server) {
  std::vector<ProfileUser> out;
  const WorkloadKind* known = workload_kind(kind);
  if (known == nullptr) return out;
  const Json::json_pointer place{std::string(known->pod)};
  if (!object.contains(place)) return out;
  const bool is_pod = known->pod.empty();
  for (ContainerProfile& one : profiles_of(object.at(place), server)) {
    // What does not count is told, too: it counts after the next upgrade, or for an old kubelet.
    if (!is_asked_for(one.effective, query) && !is_asked_for(one.annotation, query) &&
        !is_asked_for(one.field, query) && !is_asked_for(one.pod_field, query))
      continue;
    ProfileUser user;
    user.kind = known->kind.kind;
    user.space = text_at(object, {"metadata", "namespace"});
    user.name = text_at(object, {"metadata", "name"});
    user.owner = owner_of(object);
    if (is_pod) {
      user.node = text_at(object, {"spec", "nodeName"});
      user.phase = text_at(object, {"status", "phase"});
    }
    user.profile = std::move(one);
    out.push_back(std::move(user));
  }
  return out;
}

Result<ProfileUsers> find_users(Api& api, const UserQuery& query, KubeVersion server) {
  ProfileUsers out;
  std::size_t listed = 0;
  Failure last;
  for (const WorkloadKind& one : workload_kinds()) {
    Kind kind = one.kind;
    // batch/v1 has CronJobs since 1.21.
    if (kind.kind == "CronJob" && server < KubeVersion{1, 21}) kind.version = "v1beta1";
    const auto list = api.list(kind, query.space, "");
    if (!list) {
      last = list.failure();
      if (last.code == 0) return last.error("list", std::string(kind.plural));
      out.notes.push_back(last.error("list", std::string(kind.plural)).text());
      continue;
    }
    ++listed;
    out.looked_at += list->items.size();
    for (const Json& object : list->items) {
      if (only_follows_its_owner(object, one)) continue;
      for (ProfileUser& user : users_in(object, kind.kind, query, server))
        out.users.push_back(std::move(user));
    }
  }
  if (listed == 0) return last.error("list", "pods and templates");
  std::stable_sort(out.users.begin(), out.users.end(), [](const auto& a, const auto& b) {
    return std::tie(a.space, a.kind, a.name) < std::tie(b.space, b.kind, b.name);
  });
  return out;
}

}  // namespace profgen::inline v0::kube
