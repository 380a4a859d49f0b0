// A log of a program that no rule covers yet, and the profile that it ran under.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "profgen.h"

namespace profgen::test {

inline const std::string demo_log =
    "type=AVC msg=audit(1700000001.100:1): apparmor=\"ALLOWED\" operation=\"open\" "
    "profile=\"demo\" name=\"/etc/demo.conf\" pid=7 comm=\"demo\" requested_mask=\"r\" "
    "denied_mask=\"r\" fsuid=1000 ouid=0\n"
    "type=AVC msg=audit(1700000002.200:2): apparmor=\"DENIED\" operation=\"capable\" "
    "profile=\"demo\" pid=8 comm=\"demo\" capability=12  capname=\"net_admin\"\n"
    "type=AVC msg=audit(1700000003.300:3): apparmor=\"ALLOWED\" operation=\"open\" "
    "profile=\"demo\" name=2F7661722F61206200 pid=9 comm=\"demo\" requested_mask=\"r\" "
    "denied_mask=\"r\" fsuid=1000 ouid=0\n";
inline const std::string demo_profile =
    "# kept as it is\nprofile demo /usr/bin/demo {\n  /usr/bin/demo mr,\n}\n";

template <auto Free>
struct FreeBy {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
template <typename T, auto Free>
using Handle = std::unique_ptr<T, FreeBy<Free>>;
using EvidenceHandle = Handle<profgen_evidence, profgen_evidence_free>;
using PolicyHandle = Handle<profgen_policy, profgen_policy_free>;
using SessionHandle = Handle<profgen_session, profgen_session_free>;
using OutcomeHandle = Handle<profgen_outcome, profgen_outcome_free>;
using ErrorHandle = Handle<profgen_error, profgen_error_free>;
using DiagnosticsHandle = Handle<profgen_diagnostics, profgen_diagnostics_free>;
using OptionsHandle = Handle<profgen_options, profgen_options_free>;

inline EvidenceHandle demo_evidence() {
  profgen_evidence* evidence = nullptr;
  EXPECT_EQ(profgen_evidence_new(&evidence, nullptr), PROFGEN_OK);
  EXPECT_EQ(profgen_evidence_add_memory(evidence, demo_log.data(), demo_log.size(), "demo.log",
                                        nullptr, nullptr),
            PROFGEN_OK);
  return EvidenceHandle(evidence);
}

inline PolicyHandle demo_policy() {
  profgen_policy* policy = nullptr;
  EXPECT_EQ(profgen_policy_new("/nowhere/apparmor.d", &policy, nullptr), PROFGEN_OK);
  EXPECT_EQ(profgen_policy_add_text(policy, "/nowhere/apparmor.d/demo", demo_profile.data(),
                                    demo_profile.size(), nullptr),
            PROFGEN_OK);
  return PolicyHandle(policy);
}

inline SessionHandle demo_session(const profgen_options* options = nullptr) {
  const EvidenceHandle evidence = demo_evidence();
  const PolicyHandle policy = demo_policy();
  profgen_session* session = nullptr;
  EXPECT_EQ(profgen_session_new(evidence.get(), policy.get(), options, &session, nullptr),
            PROFGEN_OK);
  return SessionHandle(session);
}

}  // namespace profgen::test
