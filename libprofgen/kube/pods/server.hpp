// What an API server, or a kubelet, of a version does with the profile of a pod (KEP-24).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

struct KubeVersion {
  unsigned major = 1, minor = 0;
  friend auto operator<=>(const KubeVersion&, const KubeVersion&) = default;
  [[nodiscard]] std::string text() const;  // "1.30"

  // securityContext.appArmorProfile is there; older servers drop it without a word.
  [[nodiscard]] bool has_field() const { return *this >= KubeVersion{1, 30}; }
  // The annotation is taken over into the field when a pod is made.
  [[nodiscard]] bool reads_annotation() const { return *this < KubeVersion{1, 36}; }
  // The field is written to the annotation, too, for kubelets that know no field.
  [[nodiscard]] bool writes_annotation() const { return has_field() && *this < KubeVersion{1, 34}; }
};

// "1.29", "v1.30.2-eks-036c24b"; nullopt: not a version.
[[nodiscard]] std::optional<KubeVersion> version_of(std::string_view text);
// Of the answer to GET /version; "minor" may be "28+".
[[nodiscard]] std::optional<KubeVersion> version_of_answer(const Json& answer);
[[nodiscard]] Result<KubeVersion> server_version(Api& api);

}  // namespace profgen::inline v0::kube
