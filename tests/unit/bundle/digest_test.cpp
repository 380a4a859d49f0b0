#include <gtest/gtest.h>

#include "profgen/bundle.hpp"

namespace profgen::bundle {
namespace {

// FIPS 180-2, appendix B.
TEST(Digest, IsSha256) {
  EXPECT_EQ(digest("abc"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest(""), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace profgen::bundle
