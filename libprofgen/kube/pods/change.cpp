#include "kube/pods/change.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "kube/pods/member.hpp"
#include "kube/pods/workload.hpp"

namespace profgen::inline v0::kube {
namespace {

using ChangedType = ProfileRef::Type;

std::string pointer_token(std::string_view token) {
  std::string out;
  for (const char c : token) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

Error no_such_change(const Json& workload, std::string reason) {
  return {ErrorKind::usage, "set a profile", text::printable(workload_name(workload)),
          std::move(reason)};
}

class Planner {
 public:
  Planner(const Json& workload, std::string pod) : pod_(std::move(pod)), workload_(workload) {}

  // `holder`: pointer from the pod's root to what has the securityContext.
  void set_field(const std::string& container, const std::string& holder, const ProfileRef& was,
                 const ProfileRef& now) {
    if (was == now) return;
    const std::string field = pod_ + holder + "/securityContext/appArmorProfile";
    const char* type = now.type == ChangedType::localhost         ? "Localhost"
                       : now.type == ChangedType::runtime_default ? "RuntimeDefault"
                                                                  : "Unconfined";
    const std::string type_pointer = field + "/type", name_pointer = field + "/localhostProfile";
    if (at(type_pointer) != type) add(container, type_pointer, type);
    if (now.type == ChangedType::localhost) {
      if (at(name_pointer) != now.name) add(container, name_pointer, now.name);
    } else if (workload_.contains(Json::json_pointer(name_pointer))) {
      add(container, name_pointer, std::nullopt);
    }
  }

  void set_annotation(const std::string& container, const ProfileRef& was, const ProfileRef& now) {
    if (was == now) return;
    add(container,
        pod_ + "/metadata/annotations/" +
            pointer_token(std::string(profile_annotation) + container),
        now.text());
  }

  ChangePlan plan;

 private:
  void add(const std::string& container, std::string pointer, std::optional<std::string> value) {
    plan.edits.push_back({container, {std::move(pointer), std::move(value)}});
  }
  [[nodiscard]] std::string at(const std::string& pointer) const {
    const Json::json_pointer place(pointer);
    if (!workload_.contains(place)) return "";
    const Json& found = workload_.at(place);
    return found.is_string() ? found.get<std::string>() : std::string();
  }

  std::string pod_;
  const Json& workload_;
};

const Json& pod_of(const Json& workload, const std::string& pointer) {
  return workload.at(Json::json_pointer(pointer));
}

std::string shown_name(std::string_view text) { return text::printable(text, 80); }

// The form that is not asked for follows, where it stands and counts for this container.
void bring_into_line(Planner& planner, const ContainerProfile& one, const ProfileChange& change) {
  if (change.form == ProfileForm::field) {
    if (one.annotation.type == ChangedType::none || one.annotation == change.profile) return;
    planner.set_annotation(one.container, one.annotation, change.profile);
    planner.plan.warnings.push_back(
        fmt::format("container {}: its annotation said `{}` and now says the same as the field; "
                    "it may go once no kubelet is older than 1.30",
                    shown_name(one.container), shown_name(one.annotation.text())));
    return;
  }
  if (one.field.type != ChangedType::none && one.field != change.profile) {
    planner.set_field(one.container, one.pointer, one.field, change.profile);
    planner.plan.warnings.push_back(
        fmt::format("container {}: its field said `{}` and now says the same as the annotation",
                    shown_name(one.container), shown_name(one.field.text())));
  } else if (one.field.type == ChangedType::none && one.pod_field.type != ChangedType::none &&
             one.pod_field != change.profile) {
    planner.plan.warnings.push_back(fmt::format(
        "container {}: the pod's field says `{}`; servers that know the field may refuse both",
        shown_name(one.container), shown_name(one.pod_field.text())));
  }
}

}  // namespace

std::string_view name_of(ProfileForm form) {
  return form == ProfileForm::field ? "field" : "annotation";
}

ProfileForm form_for(KubeVersion server) {
  return server.has_field() ? ProfileForm::field : ProfileForm::annotation;
}

std::vector<ValueEdit> ChangePlan::values() const {
  std::vector<ValueEdit> out;
  for (const ContainerEdit& one : edits) out.push_back(one.edit);
  return out;
}

Result<ChangePlan> plan_change(const Json& workload, const ProfileChange& change,
                               KubeVersion server) {
  const auto pointer = pod_pointer(workload);
  if (!pointer || !workload.contains(Json::json_pointer(*pointer + "/spec")))
    return no_such_change(workload, "it holds no pod and no pod template");
  const Json& pod = pod_of(workload, *pointer);
  if (text_at(pod, {"spec", "os", "name"}) == "windows")
    return no_such_change(workload, "its pods are of Windows, which has no AppArmor");
  const std::vector<ContainerProfile> all = profiles_of(pod, server);
  Planner planner(workload, *pointer);
  const bool whole_pod = change.containers.empty();
  for (const std::string& name : change.containers) {
    const bool known =
        std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.container == name; });
    if (known) continue;
    std::vector<std::string> names;
    names.reserve(all.size());
    for (const ContainerProfile& one : all) names.push_back(shown_name(one.container));
    return no_such_change(workload, fmt::format("it has no container `{}`; its containers are {}",
                                                shown_name(name), fmt::join(names, ", ")));
  }
  if (whole_pod && change.form == ProfileForm::field && !all.empty())
    planner.set_field("", "/spec", all.front().pod_field, change.profile);
  for (const ContainerProfile& one : all) {
    const auto& chosen = change.containers;
    if (!whole_pod && std::find(chosen.begin(), chosen.end(), one.container) == chosen.end())
      continue;
    if (whole_pod && change.form == ProfileForm::field) {
      if (one.field.type != ChangedType::none && one.field != change.profile) {
        planner.plan.warnings.push_back(
            fmt::format("container {} has a profile of its own, `{}`, and keeps it; name it with "
                        "-c to change it",
                        shown_name(one.container), shown_name(one.field.text())));
        continue;
      }
    } else if (change.form == ProfileForm::field) {
      planner.set_field(one.container, one.pointer, one.field, change.profile);
    } else {
      planner.set_annotation(one.container, one.annotation, change.profile);
    }
    bring_into_line(planner, one, change);
  }
  for (const std::string& name : stray_annotations(pod))
    planner.plan.warnings.push_back(
        fmt::format("an annotation names the container {}, which is not there", shown_name(name)));
  return planner.plan;
}

ChangePlan plan_roll(const Json& workload, std::string_view name, std::string_view to) {
  const auto pointer = pod_pointer(workload);
  if (!pointer || !workload.contains(Json::json_pointer(*pointer + "/spec"))) return {};
  const Json& pod = pod_of(workload, *pointer);
  // What counts where is no matter here: each form is followed as it stands.
  const std::vector<ContainerProfile> all = profiles_of(pod, {1, 30});
  const ProfileRef now{ChangedType::localhost, std::string(to)};
  const auto is_old = [&](const ProfileRef& ref) {
    return ref.type == ChangedType::localhost && ref != now && is_version_of(ref.name, name);
  };
  Planner planner(workload, *pointer);
  if (!all.empty() && is_old(all.front().pod_field))
    planner.set_field("", "/spec", all.front().pod_field, now);
  for (const ContainerProfile& one : all) {
    if (is_old(one.field)) planner.set_field(one.container, one.pointer, one.field, now);
    if (is_old(one.annotation)) planner.set_annotation(one.container, one.annotation, now);
  }
  return planner.plan;
}

std::vector<std::string> skew_warnings(ProfileForm form, KubeVersion server,
                                       const std::vector<KubeVersion>& kubelets) {
  std::vector<std::string> out;
  const auto old = std::count_if(kubelets.begin(), kubelets.end(),
                                 [](const KubeVersion& one) { return !one.has_field(); });
  if (form == ProfileForm::field) {
    if (!server.has_field())
      out.push_back(fmt::format(
          "a server of {} drops the field without a word: the containers would run with the "
          "runtime's default; use the annotation (--as annotation)",
          server.text()));
    else if (old > 0 && !server.writes_annotation())
      out.push_back(
          fmt::format("{} kubelet(s) older than 1.30 read only the annotation, and a server of {} "
                      "does not copy the field to it (1.30 to 1.33 did): upgrade these nodes first",
                      old, server.text()));
    return out;
  }
  if (!server.reads_annotation())
    out.push_back(fmt::format(
        "a server of {} ignores the annotation (from 1.36 on): the containers would run with the "
        "runtime's default; use the field (--as field)",
        server.text()));
  else if (server.has_field())
    out.push_back(
        fmt::format("a server of {} has the field, the annotation is deprecated since 1.30 and "
                    "ignored from 1.36 on; --as field writes the other form",
                    server.text()));
  return out;
}

}  // namespace profgen::inline v0::kube
