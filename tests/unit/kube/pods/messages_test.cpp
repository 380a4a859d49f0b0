// Every form of message that is known, as the programs write it.
#include "kube/pods/messages.hpp"

#include <gtest/gtest.h>

namespace profgen::kube {
namespace {

struct MessageCase {
  const char* message;
  Cause cause;
  const char* profile;
};

const MessageCase message_cases[] = {
    // kubelet to 1.23
    {"Cannot enforce AppArmor: profile \"k8s-apparmor-example-deny-write\" is not loaded",
     Cause::not_loaded, "k8s-apparmor-example-deny-write"},
    {"Pod Cannot enforce AppArmor: profile \"a b\" is not loaded", Cause::not_loaded, "a b"},
    {"Cannot enforce AppArmor: AppArmor is not enabled on the host", Cause::disabled, ""},
    {"Cannot enforce AppArmor: AppArmor disabled by feature-gate", Cause::disabled, ""},
    {"Cannot enforce AppArmor: invalid AppArmor profile name: \"nginx\"", Cause::wrong_name,
     "nginx"},
    {"Cannot enforce AppArmor: could not read loaded profiles: open …: permission denied",
     Cause::not_supported, ""},
    // containerd
    {"failed to create containerd container: failed to get container spec opts: failed to generate "
     "apparmor spec opts: apparmor profile not found web-nginx",
     Cause::not_loaded, "web-nginx"},
    {"Error: apparmor profile not found web-nginx: unknown", Cause::not_loaded, "web-nginx"},
    {"failed to generate apparmor spec opts: apparmor is not supported", Cause::not_supported, ""},
    {"failed to create containerd container: load apparmor profile "
     "/tmp/cri-containerd.apparmor.d123: exec: \"apparmor_parser\": executable file not found in "
     "$PATH",
     Cause::no_parser, ""},
    {"failed to create containerd container: load apparmor profile "
     "/tmp/cri-containerd.apparmor.d1: "
     "parser error(\"\"): exit status 243",
     Cause::default_failed, ""},
    // runc
    {"failed to create shim task: OCI runtime create failed: runc create failed: unable to start "
     "container process: error during container init: unable to apply apparmor profile: apparmor "
     "failed to apply profile: write /proc/self/attr/apparmor/exec: no such file or directory: "
     "unknown",
     Cause::not_loaded, ""},
    {"unable to apply apparmor profile: apparmor failed to apply profile: write "
     "fsmount:fscontext:proc/thread-self/attr/apparmor/exec: no such file or directory",
     Cause::not_loaded, ""},
    {"container init caused: apply apparmor profile: apparmor failed to apply profile: write "
     "/proc/self/attr/exec: no such file or directory",
     Cause::not_loaded, ""},
    {"apply apparmor profile: apparmor failed to apply profile: write /proc/self/attr/exec: "
     "invalid "
     "argument: unknown",
     Cause::not_taken, ""},
    {"apply apparmor profile: apparmor failed to apply profile: write /proc/self/attr/exec: "
     "permission denied",
     Cause::runtime_confined, ""},
    // crun
    {"container create failed: apply apparmor profile `web`: profile not loaded", Cause::not_loaded,
     "web"},
    {"container create failed: write file `/proc/thread-self/attr/apparmor/exec`: No such file or "
     "directory",
     Cause::not_loaded, ""},
    // CRI-O, Podman
    {"AppArmor profile \"web\" specified but not loaded", Cause::not_loaded, "web"},
    {"AppArmor profile \"web\" specified but AppArmor is disabled on the host", Cause::disabled,
     "web"},
    {"installing default AppArmor profile \"crio-default\" failed", Cause::default_failed, ""},
    // API server
    {"spec.containers[0].securityContext.appArmorProfile.type: Forbidden: apparmor type in "
     "annotation and field must match",
     Cause::forms_differ, ""},
    {"spec.securityContext.appArmorProfile.localhostProfile: Required value: must be set when "
     "AppArmor type is Localhost",
     Cause::wrong_name, ""},
    {"spec.containers[0].securityContext.appArmorProfile.type: Unsupported value: \"localhost\": "
     "supported values: \"Localhost\", \"RuntimeDefault\", \"Unconfined\"",
     Cause::wrong_name, ""},
    {"pods \"web\" is forbidden: violates PodSecurity \"baseline:latest\": forbidden AppArmor "
     "profiles (container.apparmor.security.beta.kubernetes.io/web=\"unconfined\")",
     Cause::not_allowed, ""},
    {"pods \"web\" is forbidden: ValidatingAdmissionPolicy 'profgen-apparmor-shop' with binding "
     "'profgen-apparmor-shop' denied request: this AppArmor profile is not allowed in this "
     "namespace",
     Cause::not_allowed, ""},
    {"pods \"web\" is forbidden: PodSecurityPolicy: unable to admit pod: "
     "[pod.metadata.annotations[container.apparmor.security.beta.kubernetes.io/web]: Forbidden: "
     "localhost/x is not an allowed profile. Allowed values: \"localhost/y\"]",
     Cause::not_allowed, ""},
    // Perhaps.
    {"exec: \"/docker-entrypoint.sh\": permission denied: unknown", Cause::perhaps_denied, ""},
    {"exec /bin/web: operation not permitted", Cause::perhaps_denied, ""},
    // Not AppArmor.
    {"exec /bin/web: exec format error", Cause::other, ""},
    {"exec: \"web\": executable file not found in $PATH: unknown", Cause::other, ""},
    {"exec: \"/bin/web\": stat /bin/web: no such file or directory: unknown", Cause::other, ""},
    {"cannot load seccomp profile \"/var/lib/kubelet/seccomp/x\": permission denied", Cause::other,
     ""},
    {"Back-off pulling image: ImagePullBackOff", Cause::other, ""},
    {"failed to set SELinux label: permission denied exec", Cause::other, ""},
};

TEST(PodMessages, EachFormHasItsMeaning) {
  for (const MessageCase& one : message_cases) {
    const auto meaning = meaning_of(one.message);
    ASSERT_TRUE(meaning) << one.message;
    EXPECT_EQ(name_of(meaning->cause), name_of(one.cause)) << one.message;
    EXPECT_EQ(meaning->profile, one.profile) << one.message;
    EXPECT_EQ(meaning->what.empty(), one.cause != Cause::other) << one.message;
  }
}

TEST(PodMessages, WhatIsNotKnownHasNone) {
  for (const char* message : {"", "Back-off restarting failed container", "CrashLoopBackOff",
                              "0/3 nodes are available: 3 Insufficient cpu."})
    EXPECT_FALSE(meaning_of(message)) << message;
}

TEST(PodMessages, CutOffMessagesAreNoTrouble) {
  for (const MessageCase& one : message_cases)
    for (std::string text = one.message; !text.empty(); text.pop_back()) {
      const auto meaning = meaning_of(text);
      EXPECT_LE(meaning ? meaning->profile.size() : 0, text.size());
    }
}

}  // namespace
}  // namespace profgen::kube
