#include <gtest/gtest.h>

#include "profgen/node.hpp"

namespace profgen::node {
namespace {

TEST(ReservedNames, AreThoseOfRuntimes) {
  for (const char* name :
       {"cri-containerd.apparmor.d", "crio-default", "docker-default", "lxc-container-default",
        "snap.firefox.firefox", "/snap/core/current/usr/lib/snapd/snap-confine", "libvirt-8f6e",
        "kubearmor-default-nginx", "unconfined", ":lxd-c1://unconfined",
        "docker-default//null-/bin/sh"})
    EXPECT_TRUE(is_reserved_name(name)) << name;
  for (const char* name : {"nginx", "/usr/sbin/nginx", "docker-default2", "my-lxc-tool", "a//b"})
    EXPECT_FALSE(is_reserved_name(name)) << name;
}

}  // namespace
}  // namespace profgen::node
