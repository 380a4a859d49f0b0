// How a pod names the profile of a container: as an annotation, or as a field.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kube/pods/server.hpp"

namespace profgen::inline v0::kube {

// Followed by the container's name.
inline constexpr std::string_view profile_annotation =
    "container.apparmor.security.beta.kubernetes.io/";

struct ProfileRef {
  enum class Type : std::uint8_t {
    none,             // nothing is named: the runtime's default
    localhost,        // `name`, loaded on the node
    runtime_default,  // cri-containerd.apparmor.d, crio-default …
    unconfined,
    wrong,  // what no server takes: `name` is the text
  } type = Type::none;
  std::string name;
  friend bool operator==(const ProfileRef&, const ProfileRef&) = default;

  // As the annotation has it: "localhost/NAME", "runtime/default", "unconfined".
  [[nodiscard]] std::string text() const;
};

[[nodiscard]] ProfileRef ref_of_annotation(std::string_view value);
// Of an appArmorProfile.
[[nodiscard]] ProfileRef ref_of_field(const Json& field);
// What a person writes: NAME or localhost/NAME, runtime/default, unconfined. An Error of kind usage
// where the API would refuse the name.
[[nodiscard]] Result<ProfileRef> ref_of_words(std::string_view words);

// "NAME-" and the first 12 digits of a digest: a version of the profile NAME that never changes.
[[nodiscard]] Result<std::string> versioned_name(std::string_view name, std::string_view digest);
// `name` is `base`, or a version of it.
[[nodiscard]] bool is_version_of(std::string_view name, std::string_view base);

enum class ContainerKind : std::uint8_t { container, init, ephemeral };
[[nodiscard]] std::string_view name_of(ContainerKind kind);

struct ContainerProfile {
  ContainerKind kind = ContainerKind::container;
  std::string container;
  std::string pointer;  // from the pod's root: "/spec/containers/0"
  // Type none where it is not there.
  ProfileRef annotation, field, pod_field;

  // Which of them counts for a pod that a server of this version makes.
  enum class From : std::uint8_t { nothing, annotation, field, pod_field } from = From::nothing;
  ProfileRef effective;
  // What does not count is there and says something else, or the server refuses both.
  bool conflict = false;
};
[[nodiscard]] std::string_view name_of(ContainerProfile::From from);

// `pod`: metadata and spec, of a pod or a template.
[[nodiscard]] std::vector<ContainerProfile> profiles_of(const Json& pod, KubeVersion server);
// Annotations whose container is not in the pod.
[[nodiscard]] std::vector<std::string> stray_annotations(const Json& pod);

}  // namespace profgen::inline v0::kube
