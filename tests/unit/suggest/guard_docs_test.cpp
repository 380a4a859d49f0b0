// The examples of docs/guard.md are read as they stand there.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "profgen/suggest.hpp"

namespace profgen::suggest {
namespace {

TEST(GuardDocs, ExamplesAreGuardFiles) {
  std::ifstream in(std::string(PROFGEN_SOURCE_DIR) + "/docs/guard.md");
  std::ostringstream all;
  all << in.rdbuf();
  const std::string text = all.str();
  int examples = 0;
  for (std::size_t at = 0; (at = text.find("```yaml\n", at)) != std::string::npos; ++examples) {
    const std::size_t end = text.find("```", at + 8);
    ASSERT_NE(end, std::string::npos);
    std::vector<Diagnostic> diagnostics;
    EXPECT_TRUE(read_guard("docs/guard.md", text.substr(at + 8, end - at - 8), diagnostics));
    for (const Diagnostic& diagnostic : diagnostics) ADD_FAILURE() << render(diagnostic);
    at = end + 3;
  }
  EXPECT_EQ(examples, 2);
}

}  // namespace
}  // namespace profgen::suggest
