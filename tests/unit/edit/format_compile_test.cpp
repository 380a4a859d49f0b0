// The installed compiler makes the same bytes of a profile before and after formatting: of the
// profile alone, and of a whole policy directory that was formatted, abstractions and tunables too.
#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

#include "profgen/system.hpp"
#include "unit/edit/format_corpus.hpp"
#include "unit/edit/format_helpers.hpp"

namespace profgen::edit {
namespace {

using corpus::fs::path;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
constexpr bool sanitized = __has_feature(address_sanitizer);
#else
constexpr bool sanitized = false;
#endif

// What apparmor_parser makes of a text; nullopt where it refuses it.
std::optional<std::string> compiled(Processes& processes, const std::string& text,
                                    const std::string& base) {
  Command command{{"apparmor_parser", "-QKS", "--base", base}, text, {{"LC_ALL", "C"}}, 120};
  const Result<Finished> done = processes.run(command);
  EXPECT_TRUE(done);
  if (!done || done->exit_code != 0 || done->output.empty()) return std::nullopt;
  return done->output;
}

// Calls `work` for each index, two at a time.
void for_each(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::thread other(run);
  run();
  other.join();
}

struct Figures {
  std::size_t same = 0, refused = 0;
  std::vector<std::string> different;
};

// Compiles every file before and after formatting; `after_base` is what the second one includes.
Figures compare(const std::vector<path>& files, const std::string& base,
                const std::string& after_base) {
  const auto processes = real_processes();
  Figures figures;
  std::mutex mutex;
  for_each(files.size(), [&](std::size_t i) {
    const std::string text = corpus::read(files[i]);
    const auto before = compiled(*processes, text, base);
    std::optional<std::string> after;
    if (before) {
      const auto result = format(policy::parse(make_source(files[i].string(), text)));
      // What was formatted before stays as it is, and so do its bytes.
      if (result && *result == text && base == after_base)
        after = before;
      else if (result)
        after = compiled(*processes, *result, after_base);
    }
    const std::lock_guard lock(mutex);
    if (!before)
      ++figures.refused;
    else if (before == after)
      ++figures.same;
    else
      figures.different.push_back(files[i].string());
  });
  return figures;
}

std::string why_not() {
  if (real_processes()->find("apparmor_parser").empty()) return "apparmor_parser is not installed";
  if (sanitized) return "the compiler's bytes are compared in builds without sanitizers";
  if (!corpus::fs::exists(corpus::policy_dir)) return "no policy in /etc/apparmor.d";
  return {};
}

void expect_same(const Figures& figures, const char* what) {
  std::printf("%s: %zu compile to the same bytes, %zu are refused by the compiler before\n", what,
              figures.same, figures.refused);
  EXPECT_GT(figures.same, 0U);
  EXPECT_TRUE(figures.different.empty()) << ::testing::PrintToString(figures.different);
}

TEST(FormatCompile, EveryProfile) {
  if (const std::string reason = why_not(); !reason.empty()) GTEST_SKIP() << reason;
  expect_same(compare(corpus::profiles(), corpus::policy_dir, corpus::policy_dir), "profiles");
}

TEST(FormatCompile, TheWholePolicyDirectory) {
  if (const std::string reason = why_not(); !reason.empty()) GTEST_SKIP() << reason;
  std::string copy = (corpus::fs::temp_directory_path() / "profgen-fmt-XXXXXX").string();
  ASSERT_NE(::mkdtemp(copy.data()), nullptr);
  corpus::fs::copy(
      corpus::policy_dir, copy,
      corpus::fs::copy_options::recursive | corpus::fs::copy_options::overwrite_existing);
  std::size_t changed = 0;
  for (const path& file : corpus::files_below(copy)) {
    const std::string text = corpus::read(file);
    const auto result = format(policy::parse(make_source(file.string(), text)));
    EXPECT_TRUE(result) << (result ? "" : result.error().text());
    if (!result || *result == text) continue;
    std::ofstream(file, std::ios::binary) << *result;
    ++changed;
  }
  EXPECT_GT(changed, 0U);
  std::vector<path> files;
  for (const path& file : corpus::files_below(corpus::policy_dir))
    if (file.parent_path() == corpus::policy_dir) files.push_back(file);
  expect_same(compare(files, corpus::policy_dir, copy), "with formatted includes");
  corpus::fs::remove_all(copy);
}

TEST(FormatCompile, EveryTestOfUpstream) {
  if (const std::string reason = why_not(); !reason.empty()) GTEST_SKIP() << reason;
  if (!corpus::fs::exists(corpus::simple_tests()))
    GTEST_SKIP() << "no tests of upstream: " << corpus::simple_tests() << " is not there";
  std::vector<path> files;
  for (const path& file : corpus::files_below(corpus::simple_tests()))
    if (file.extension() == ".sd" &&
        corpus::read(file).find("#=EXRESULT PASS") != std::string::npos)
      files.push_back(file);
  expect_same(compare(files, corpus::simple_tests().string(), corpus::simple_tests().string()),
              "tests of upstream");
}

}  // namespace
}  // namespace profgen::edit
