// Upstream's verdicts on its own test files, as far as one file's text can tell: includes,
// variables and rules that conflict with each other are resolved later (see the tests of
// check_text).
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "policy/check.hpp"
#include "syntax_helpers.hpp"

namespace profgen::policy {
namespace {

std::filesystem::path conformance() {
  const char* shared = std::getenv("PROFGEN_SHARED");
  return std::filesystem::path(shared ? shared : PROFGEN_SOURCE_DIR "/../shared") / "conformance";
}

bool accepted(const std::string& text) {
  const Tree tree = syntax_test::parse_text(text);
  EXPECT_EQ(print(tree), text);
  return !has_errors(tree.diagnostics) && !has_errors(check(tree));
}

struct Figures {
  int agree = 0, wrongly_rejected = 0, wrongly_accepted = 0;
  std::string rejected;

  void add(const std::string& name, bool expected, const std::string& text) {
    const bool got = accepted(text);
    agree += got == expected;
    wrongly_accepted += got && !expected;
    wrongly_rejected += !got && expected;
    if (!got && expected) rejected += name + '\n';
  }
  void print(const char* what) const {
    std::printf("%s: %d verdicts agree, %d wrongly rejected, %d wrongly accepted\n", what, agree,
                wrongly_rejected, wrongly_accepted);
  }
};

TEST(SyntaxConformance, SimpleTests) {
  const auto root = conformance() / "tst" / "simple_tests";
  if (!std::filesystem::exists(root)) GTEST_SKIP() << root << " is not there: no verdict compared";
  Figures figures;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".sd") continue;
    const std::string text = syntax_test::read_file(entry.path());
    const bool pass = text.find("#=EXRESULT PASS") != std::string::npos;
    const bool fail = text.find("#=EXRESULT FAIL") != std::string::npos;
    if (pass == fail || text.find("#=TODO") != std::string::npos ||
        text.find("#=DISABLED") != std::string::npos)
      continue;
    figures.add(entry.path().filename().string(), pass, text);
  }
  figures.print("simple_tests");
  EXPECT_EQ(figures.wrongly_rejected, 0) << figures.rejected;
  EXPECT_LE(figures.wrongly_accepted, 34);
}

TEST(SyntaxConformance, GeneratedTests) {
  std::ifstream lines(conformance() / "generated.jsonl");
  if (!lines)
    GTEST_SKIP() << conformance() / "generated.jsonl"
                 << " is not there";
  Figures figures;
  for (std::string line; std::getline(lines, line);) {
    const auto one = nlohmann::json::parse(line);
    figures.add(one["name"], one["expect"] == "accept", one["text"]);
  }
  figures.print("generated");
  EXPECT_EQ(figures.wrongly_rejected, 0) << figures.rejected;
  EXPECT_LE(figures.wrongly_accepted, 920);  // exec conflicts and comparisons of values
}

}  // namespace
}  // namespace profgen::policy
