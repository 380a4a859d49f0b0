// Every policy file within reach: formatting succeeds, and formatting again changes nothing.
#include "unit/edit/format_corpus.hpp"

#include "unit/edit/format_helpers.hpp"

namespace profgen::edit {
namespace {

std::string with_crlf(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

// Whether a rule, or what stands before a body, has more than one line.
bool goes_over_lines(const policy::Tree& tree, const std::vector<policy::Item>& items) {
  for (const policy::Item& item : items) {
    const bool assignment = std::holds_alternative<policy::Variable>(item.value);
    const std::uint32_t end = item.body.begin != 0 ? item.body.begin : item.span.end;
    const std::string_view head = tree.source->text({item.span.begin, end});
    if (!assignment && head.find('\n') != std::string_view::npos) return true;
    if (goes_over_lines(tree, item.children)) return true;
  }
  return false;
}

// 1 if the file was formatted, 0 if it has syntax errors.
std::size_t try_file(const corpus::fs::path& path) {
  const std::string text = corpus::read(path);
  const policy::Tree tree = policy::parse(make_source(path.string(), text));
  if (has_errors(tree.diagnostics)) return 0;
  const Result<std::string> once = format(tree);
  EXPECT_TRUE(once) << (once ? "" : once.error().text());
  if (!once) return 0;
  EXPECT_EQ(formatted(*once), *once) << path;
  if (text.find('\r') == std::string::npos) {
    const std::string crlf = formatted(with_crlf(text));
    EXPECT_EQ(formatted(crlf), crlf) << path;
    // There no rule is broken: a carriage return inside it is a part of a word.
    const policy::Tree after = policy::parse(make_source("once", *once));
    if (!goes_over_lines(tree, tree.items) && !goes_over_lines(after, after.items)) {
      EXPECT_EQ(crlf, with_crlf(*once)) << path;
    }
  }
  FormatOptions options;
  options.sort = false;
  const std::string unsorted = formatted(text, options);
  EXPECT_EQ(unsorted.compare(0, 6, "error:") == 0, false) << path << unsorted;
  return 1;
}

TEST(FormatCorpus, EveryPolicyFileOfThisHost) {
  std::size_t good = 0;
  for (const char* folder : {corpus::policy_dir, corpus::extra_dir})
    for (const auto& path : corpus::files_below(folder)) good += try_file(path);
  if (good == 0) GTEST_SKIP() << "no policy files in " << corpus::policy_dir;
  std::printf("%zu files of this host\n", good);
}

TEST(FormatCorpus, EveryRecordedProfile) {
  if (!corpus::fs::exists(corpus::captures()))
    GTEST_SKIP() << "no recorded profiles: " << corpus::captures() << " is not there";
  std::size_t good = 0;
  for (const auto& path : corpus::profiles())
    if (path.parent_path().filename() == "profiles") good += try_file(path);
  EXPECT_GT(good, 50U);
}

TEST(FormatCorpus, EveryAcceptedTestOfUpstream) {
  if (!corpus::fs::exists(corpus::simple_tests()))
    GTEST_SKIP() << "no tests of upstream: " << corpus::simple_tests() << " is not there";
  std::size_t good = 0;
  for (const auto& path : corpus::files_below(corpus::simple_tests())) good += try_file(path);
  std::printf("%zu tests of upstream\n", good);
  EXPECT_GT(good, 400U);
}

}  // namespace
}  // namespace profgen::edit
