// Any bytes go through our writer and yaml-cpp's reader unchanged, and none of them reaches a
// terminal on the way.
#include "refine/yaml_text.hpp"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <random>

#include "base/text.hpp"
#include "support/cases.hpp"

namespace profgen::refine {
namespace {

std::string read_back(const std::string& scalar) {
  const YAML::Node node = YAML::Load("key: " + scalar + "\nnext: 1\n");
  EXPECT_EQ(node.size(), 2u) << scalar;
  const YAML::Node value = node["key"];
  if (value.Tag() != bytes_tag) return value.Scalar();
  const auto bytes = tagged_bytes(value.Scalar());
  EXPECT_TRUE(bytes) << scalar;
  return bytes.value_or("");
}

TEST(YamlText, IsReadBackAsTheSameBytes) {
  const std::string cases[] = {
      "",
      "null",
      "~",
      "true",
      "- x",
      "a: b",
      "a #b",
      "\"",
      "\\",
      "\\n",
      "\n",
      "a\n# b\nc: d",
      "\r\n",
      "\t",
      "\x1b[31mred",
      "\x7f",
      "%TAG",
      "--- ",
      "...",
      "@{HOME}/*",
      "!bytes \"x\"",
      "&a *a",
      "caf\xc3\xa9",
      "caf\xe9",
      "\xc3\x28",
      "\xff\xfe",
      std::string("a\0b", 3),
      "\xc2\x85next",      // NEL
      "\xe2\x80\xa8line",  // LS
      "\xe2\x80\xae"
      "fdp",  // right-to-left override
      "\xef\xbb\xbf"
      "bom",
      "\xf0\x9f\x90\xa7",     // beyond the BMP
      "\xf3\xa0\x81\x81tag",  // hidden and beyond the BMP
      "  blanks  ",
  };
  for (const std::string& bytes : cases) {
    const std::string scalar = yaml_text(bytes);
    EXPECT_EQ(read_back(scalar), bytes) << scalar;
    EXPECT_EQ(text::printable(scalar), scalar) << "nothing hidden is left";
  }
}

TEST(YamlText, IsReadBackAsTheSameBytesWhateverTheyAre) {
  static const std::string likely = "\"\\'#:-{}[],&*!|>%@` \n\t\r\x1b\x7f\xc2\x85\xe2\x80\xae\xff";
  std::mt19937 random(23);
  for (std::size_t round = 0; round < proof::cases(4000); ++round) {
    std::string bytes;
    for (std::size_t length = random() % 14; length > 0; --length)
      bytes +=
          random() % 2 == 0 ? static_cast<char>(random() % 256) : likely[random() % likely.size()];
    const std::string scalar = yaml_text(bytes);
    ASSERT_EQ(read_back(scalar), bytes) << scalar;
    ASSERT_EQ(text::printable(scalar), scalar);
  }
}

TEST(YamlText, JsonKeepsItsMeaningAndHidesNothing) {
  const std::string json = "{\"a\":\"it's \\\\ \\u0001 \xe2\x80\xae \xf3\xa0\x81\x81 \xc3\xa9\"}";
  const std::string scalar = yaml_json(json);
  EXPECT_EQ(scalar, "'{\"a\":\"it''s \\\\ \\u0001 \\u202e \\udb40\\udc41 \xc3\xa9\"}'");
  EXPECT_EQ(read_back(scalar), "{\"a\":\"it's \\\\ \\u0001 \\u202e \\udb40\\udc41 \xc3\xa9\"}");
}

TEST(YamlText, ACharacterThatIsNoByteIsRefused) {
  EXPECT_EQ(tagged_bytes("a\xc3\xbf"), "a\xff");
  EXPECT_FALSE(tagged_bytes("\xc4\x80"));
}

}  // namespace
}  // namespace profgen::refine
