// What kubelets, runtimes and the API server say when a profile cannot be had.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace profgen::inline v0::kube {

enum class Cause : std::uint8_t {
  not_loaded,        // the node has no profile of this name
  disabled,          // the kernel of the node has no AppArmor, or it is off
  not_supported,     // the runtime says so: no securityfs, no parser, or AppArmor is off
  no_parser,         // apparmor_parser is missing: the runtime's default cannot be loaded
  default_failed,    // the runtime's default cannot be loaded for another reason
  not_taken,         // the kernel refuses the write: the runtime wrote to another LSM's file
  runtime_confined,  // the runtime itself may not change to this profile
  wrong_name,        // the value of annotation or field is no profile
  forms_differ,      // annotation and field say different things
  not_allowed,       // pod security, a policy or a PodSecurityPolicy forbids it
  perhaps_denied,    // the start failed with EACCES under a profile: it may be the profile
  other,             // looks alike and is not AppArmor
};
[[nodiscard]] std::string_view name_of(Cause cause);  // "not-loaded"

struct MessageMeaning {
  Cause cause;
  std::string profile;  // where the message names it
  std::string what;     // of `other`: what it is instead
  friend bool operator==(const MessageMeaning&, const MessageMeaning&) = default;
};
// nullopt: the message speaks of nothing that is known here.
[[nodiscard]] std::optional<MessageMeaning> meaning_of(std::string_view message);

}  // namespace profgen::inline v0::kube
