// Upstream's verdicts on its own test files: check_text(), which is what `profgen check` asks, has
// to give each of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "profgen/system.hpp"
#include "syntax_helpers.hpp"

namespace profgen::policy {
namespace {

// Files that we judge otherwise than upstream does, and why. Must stay shorter than the list of
// those that upstream's own compiler judges otherwise (#=TODO), which do not count.
struct Exception {
  std::string_view file;
  std::string_view reason;
};
constexpr std::array<Exception, 0> exceptions{};

bool is_exception(std::string_view file) {
  return std::any_of(exceptions.begin(), exceptions.end(),
                     [file](const Exception& exception) { return exception.file == file; });
}

std::filesystem::path conformance() {
  const char* shared = std::getenv("PROFGEN_SHARED");
  return std::filesystem::path(shared ? shared : PROFGEN_SOURCE_DIR "/../shared") / "conformance";
}

struct Figures {
  int agree = 0, todo = 0;
  std::string wrong;  // a line a file
};

class Conformance : public ::testing::Test {
 protected:
  Conformance() : files_(real_files()) {
    // As upstream runs them: in tst, with simple_tests as the policy directory.
    options_.working_dir = (conformance() / "tst").string();
    options_.policy_dir = options_.working_dir + "/simple_tests";
  }

  void compare(const std::string& name, bool expected, const std::string& text, Figures& figures) {
    const std::vector<Diagnostic> found = check_text(*files_, name, text, options_);
    const bool same = has_errors(found) != expected;
    EXPECT_NE(same, is_exception(name)) << name << (same ? " is no exception any more" : "");
    figures.agree += same;
    if (!same)
      figures.wrong += name + (expected ? ": wrongly rejected: " + syntax_test::shown(found)
                                        : std::string(": wrongly accepted\n"));
  }

  std::unique_ptr<Files> files_;
  LoadOptions options_;
};

TEST_F(Conformance, SimpleTests) {
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
      ++figures.todo;
    else
      compare(entry.path().lexically_relative(root).string(), pass, text, figures);
  }
  std::printf("simple_tests: %d verdicts agree, %d do not count\n", figures.agree, figures.todo);
  EXPECT_EQ(figures.wrong, "");
  EXPECT_GT(figures.agree, 900);
  EXPECT_LT(static_cast<int>(exceptions.size()), figures.todo);
}

TEST_F(Conformance, GeneratedTests) {
  const auto path = conformance() / "generated.jsonl";
  std::ifstream lines(path);
  if (!lines) GTEST_SKIP() << path << " is not there: no verdict compared";
  Figures figures;
  for (std::string line; std::getline(lines, line);) {
    const auto one = nlohmann::json::parse(line);
    compare(one["name"], one["expect"] == "accept", one["text"], figures);
  }
  std::printf("generated: %d verdicts agree\n", figures.agree);
  EXPECT_EQ(figures.wrong, "");
  EXPECT_GT(figures.agree, 3500);
}

// print(parse(x)) is x for all of them, too.
TEST_F(Conformance, LosslessTrees) {
  const auto root = conformance() / "tst" / "simple_tests";
  if (!std::filesystem::exists(root)) GTEST_SKIP() << root << " is not there: no tree printed";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    const std::string text = syntax_test::read_file(entry.path());
    EXPECT_EQ(print(syntax_test::parse_text(text)), text) << entry.path();
  }
}

}  // namespace
}  // namespace profgen::policy
