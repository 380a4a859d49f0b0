#include "cli/cli.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace profgen::test {

namespace fs = std::filesystem;

void CliTest::SetUp() {
  std::string name = (fs::temp_directory_path() / "profgen-cli-XXXXXX").string();
  ASSERT_NE(::mkdtemp(name.data()), nullptr);
  directory_ = name;
  // Saves and sessions are kept here, not in the state of whoever runs the tests.
  ::setenv("PROFGEN_STATE_DIR", state().c_str(), 1);
}

void CliTest::TearDown() {
  fs::remove_all(directory_);
  fs::remove_all(state());
}

void CliTest::write(const std::string& name, const std::string& text) const {
  fs::create_directories(fs::path(path(name)).parent_path());
  std::ofstream(path(name), std::ios::binary) << text;
}

std::string CliTest::read(const std::string& absolute) {
  std::ifstream file(absolute, std::ios::binary);
  EXPECT_TRUE(file) << absolute;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string CliTest::sample(const std::string& name) const {
  const std::string copy = path(name);
  fs::copy(fs::path(PROFGEN_SOURCE_DIR) / "samples" / name, copy, fs::copy_options::recursive);
  return copy;
}

std::vector<std::pair<std::string, std::string>> CliTest::snapshot(const std::string& folder) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files.emplace_back(entry.path().string(), read(entry.path().string()));
  std::sort(files.begin(), files.end());
  return files;
}

Finished CliTest::profgen(std::vector<std::string> arguments, const std::string& input) {
  arguments.insert(arguments.begin(), PROFGEN_BINARY);
  const Result<Finished> done = real_processes()->run({arguments, input, {{"LC_ALL", "C"}}, 300});
  EXPECT_TRUE(done);
  return done ? done.value() : Finished{};
}

bool CliTest::has_parser() { return !real_processes()->find("apparmor_parser").empty(); }

std::string CliTest::parser_complaint(const std::string& file) {
  const auto done = real_processes()->run({{"apparmor_parser", "-QK", file}, "", {}, 60});
  EXPECT_TRUE(done);
  if (!done || done->exit_code != 0) return done ? done->errors + done->output : "not run";
  return {};
}

std::vector<std::string> logs_of(const std::filesystem::path& sample) {
  std::vector<std::string> logs;
  if (std::filesystem::exists(sample / "fleet.yaml")) return logs;  // an inventory
  for (const auto& entry : std::filesystem::directory_iterator(sample)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && name != "profgen.yaml" && name != "README.md")
      logs.push_back(entry.path().string());
  }
  std::sort(logs.begin(), logs.end());
  return logs;
}

}  // namespace profgen::test
