// Runs the built program over copies of the samples.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "profgen/system.hpp"

namespace profgen::test {

// A folder of its own for each test, gone afterwards.
class CliTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  [[nodiscard]] std::string path(const std::string& name) const { return directory_ + "/" + name; }
  // The state directory of the programs that the test runs.
  [[nodiscard]] std::string state() const { return directory_ + "-state"; }
  void write(const std::string& name, const std::string& text) const;
  [[nodiscard]] static std::string read(const std::string& absolute);
  // A copy of samples/NAME that the test may change; gives its folder.
  [[nodiscard]] std::string sample(const std::string& name) const;
  // Every file below a folder with its bytes: to prove that nothing changed.
  [[nodiscard]] static std::vector<std::pair<std::string, std::string>> snapshot(
      const std::string& folder);

  [[nodiscard]] static Finished profgen(std::vector<std::string> arguments,
                                        const std::string& input = "");
  // True where apparmor_parser is there; else the caller skips with this reason.
  [[nodiscard]] static bool has_parser();
  // apparmor_parser -QK of a file; its words where it refuses, "" where it accepts.
  [[nodiscard]] static std::string parser_complaint(const std::string& file);

  std::string directory_;
};

// The log files of a sample: what stands beside its policy.
[[nodiscard]] std::vector<std::string> logs_of(const std::filesystem::path& sample);

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline constexpr const char* no_parser = "apparmor_parser is not installed";

}  // namespace profgen::test
