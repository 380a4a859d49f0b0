#include "base/hash.hpp"

#include <gtest/gtest.h>

namespace profgen {
namespace {

// XXH3-128 of the canonical form, as `xxh128sum` prints it: files of other versions hold these.
TEST(Hash, IsTheSameEverywhere) { EXPECT_EQ(hash128_hex(""), "99aa06d3014798d86001c324468d497f"); }

TEST(Hash, PiecesMakeTheWhole) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += static_cast<char>(i * 31);
  Hash128 hash;
  EXPECT_EQ(hash.hex(), hash128_hex(""));
  for (std::size_t at = 0, step = 1; at < text.size(); at += step, step = step * 2 + 1) {
    hash.add(std::string_view(text).substr(at, step));
    EXPECT_EQ(hash.hex(), hash128_hex(std::string_view(text).substr(0, at + step)));
  }
  EXPECT_NE(hash128_hex("a"), hash128_hex("b"));
}

}  // namespace
}  // namespace profgen
