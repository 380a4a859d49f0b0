#include <gtest/gtest.h>

#include "profgen/host.hpp"

namespace profgen::host {
namespace {

TEST(KernelState, IsEnabledOrSaysWhyNot) {
  const KernelState state = kernel_state();
  EXPECT_EQ(state.enabled, state.why_not.empty());
  if (!state.mountpoint.empty()) {
    EXPECT_EQ(state.mountpoint.front(), '/');
  }
}

}  // namespace
}  // namespace profgen::host
