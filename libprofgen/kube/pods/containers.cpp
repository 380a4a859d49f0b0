#include <nlohmann/json.hpp>
#include <set>

#include "kube/pods/member.hpp"
#include "kube/pods/reference.hpp"

namespace profgen::inline v0::kube {
namespace {

struct ContainerList {
  const char* member;
  ContainerKind kind;
};
constexpr ContainerList container_lists[] = {{"initContainers", ContainerKind::init},
                                             {"containers", ContainerKind::container},
                                             {"ephemeralContainers", ContainerKind::ephemeral}};

const Json& profile_field(const Json& object) {
  return map_at(object, {"securityContext", "appArmorProfile"});
}

// KEP-24, version skew: servers that know the field copy the annotation into it where the container
// has none (so the annotation goes before the pod's field), and refuse both where they differ.
void decide_profile(ContainerProfile& one, KubeVersion server) {
  using From = ContainerProfile::From;
  const bool annotated = one.annotation.type != ProfileRef::Type::none;
  const bool own = one.field.type != ProfileRef::Type::none;
  const bool inherited = one.pod_field.type != ProfileRef::Type::none;
  const auto take = [&](From from, const ProfileRef& ref) {
    one.from = from;
    one.effective = ref;
  };
  if (!server.has_field()) {
    if (annotated) take(From::annotation, one.annotation);
  } else if (own) {
    take(From::field, one.field);
  } else if (annotated && server.reads_annotation()) {
    take(From::annotation, one.annotation);
  } else if (inherited) {
    take(From::pod_field, one.pod_field);
  }
  const bool field_differs =
      own ? one.field != one.effective : inherited && one.pod_field != one.effective;
  one.conflict = field_differs || (annotated && one.annotation != one.effective);
}

}  // namespace

std::vector<ContainerProfile> profiles_of(const Json& pod, KubeVersion server) {
  std::vector<ContainerProfile> out;
  const Json& annotations = map_at(pod, {"metadata", "annotations"});
  const Json& spec = map_at(pod, {"spec"});
  const ProfileRef pod_field = ref_of_field(profile_field(spec));
  for (const auto& [member, kind] : container_lists) {
    const Json& list = list_at(spec, {member});
    for (std::size_t i = 0; i < list.size(); ++i) {
      ContainerProfile one;
      one.kind = kind;
      one.container = text_at(list[i], {"name"});
      one.pointer = std::string("/spec/") + member + "/" + std::to_string(i);
      one.annotation = ref_of_annotation(
          text_at(annotations, {std::string(profile_annotation) + one.container}));
      one.field = ref_of_field(profile_field(list[i]));
      one.pod_field = pod_field;
      decide_profile(one, server);
      out.push_back(std::move(one));
    }
  }
  return out;
}

std::vector<std::string> stray_annotations(const Json& pod) {
  std::set<std::string> names;
  for (const auto& [member, kind] : container_lists)
    for (const Json& one : list_at(pod, {"spec", member})) names.insert(text_at(one, {"name"}));
  std::vector<std::string> out;
  for (const auto& [key, value] : map_at(pod, {"metadata", "annotations"}).items())
    if (key.starts_with(profile_annotation) &&
        names.count(key.substr(profile_annotation.size())) == 0)
      out.push_back(key.substr(profile_annotation.size()));
  return out;
}

}  // namespace profgen::inline v0::kube
