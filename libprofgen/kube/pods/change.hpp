// The profile of containers is set, in one form or the other: which values of a workload change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kube/pods/reference.hpp"
#include "kube/pods/yaml_edit.hpp"

namespace profgen::inline v0::kube {

enum class ProfileForm : std::uint8_t { field, annotation };
[[nodiscard]] std::string_view name_of(ProfileForm form);
[[nodiscard]] ProfileForm form_for(KubeVersion server);

struct ProfileChange {
  ProfileRef profile;
  std::vector<std::string> containers;  // empty: the whole pod
  ProfileForm form = ProfileForm::field;
};

struct ContainerEdit {
  std::string container;  // empty: of the pod
  ValueEdit edit;
};
struct ChangePlan {
  std::vector<ContainerEdit> edits;   // empty: all is as wanted
  std::vector<std::string> warnings;  // each a line
  [[nodiscard]] std::vector<ValueEdit> values() const;
};

// `workload`: a pod or what has a template. The other form is brought into line where it stands and
// says something else, because servers refuse pods whose forms differ. An Error of kind usage where
// there is no such container, or no pod in it.
[[nodiscard]] Result<ChangePlan> plan_change(const Json& workload, const ProfileChange& change,
                                             KubeVersion server);

// NAME, or a version of it, becomes `to` wherever a container names it, in the form it is written.
[[nodiscard]] ChangePlan plan_roll(const Json& workload, std::string_view name,
                                   std::string_view to);

// What there is to know of a form on a server, and of nodes that are behind it.
[[nodiscard]] std::vector<std::string> skew_warnings(ProfileForm form, KubeVersion server,
                                                     const std::vector<KubeVersion>& kubelets);

}  // namespace profgen::inline v0::kube
