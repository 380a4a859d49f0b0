#include "base/base64.hpp"

#include <gtest/gtest.h>

namespace profgen {
namespace {

// RFC 4648, section 10.
TEST(Base64, IsThatOfTheRfc) {
  const struct {
    const char *bytes, *text;
  } cases[] = {{"", ""},
               {"f", "Zg=="},
               {"fo", "Zm8="},
               {"foo", "Zm9v"},
               {"foob", "Zm9vYg=="},
               {"fooba", "Zm9vYmE="},
               {"foobar", "Zm9vYmFy"}};
  for (const auto& one : cases) {
    EXPECT_EQ(to_base64(one.bytes), one.text);
    EXPECT_EQ(from_base64(one.text), one.bytes);
  }
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(from_base64(to_base64(all)), all);
}

TEST(Base64, HasOneTextForTheSameBytes) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "Zg=a", "====", "Zm9v\n",
                           "Zm 9v", "Zm-_", "Z==="})
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
}

}  // namespace
}  // namespace profgen
