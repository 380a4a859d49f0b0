// One file a format, tests/data/log/formats/NAME.log, with what has to come of it in
// NAME.expected, byte for byte. PROFGEN_UPDATE_GOLDEN=1 writes those anew.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "reading.hpp"

namespace profgen::log {
namespace {

namespace fs = std::filesystem;

fs::path folder() { return fs::path(PROFGEN_SOURCE_DIR) / "tests/data/log/formats"; }

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> names() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(folder()))
    if (entry.path().extension() == ".log") out.push_back(entry.path().stem().string());
  std::sort(out.begin(), out.end());
  return out;
}

std::string what_comes_of(const std::string& name) {
  ReadOptions options;
  options.correlate = name == "correlate";
  std::string out;
  const ReadReport report = read_text(
      content(folder() / (name + ".log")), name + ".log",
      [&out](const Record& record, const Event& event) { out += to_json(record, event) + "\n"; },
      options);
  out +=
      fmt::format("lines {}, records {}, events {}\n", report.lines, report.records, report.events);
  for (const auto& [reason, what] : report.ignored)
    out += fmt::format("ignored {}: {}\n", what.count, reason);
  for (const auto& [reason, what] : report.losses)
    out += fmt::format("lost {}: {}\n", what.count, reason);
  return out;
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, FormatGivesWhatIsExpected) {
  const std::string out = what_comes_of(GetParam());
  const fs::path expected = folder() / (GetParam() + ".expected");
  if (std::getenv("PROFGEN_UPDATE_GOLDEN")) std::ofstream(expected, std::ios::binary) << out;
  EXPECT_EQ(out, content(expected));
}
std::string test_name(const testing::TestParamInfo<std::string>& of) {
  std::string name = of.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(Files, Golden, testing::ValuesIn(names()), test_name);

}  // namespace
}  // namespace profgen::log
