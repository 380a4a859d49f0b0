// docs/tutorial.md is run as it stands: each command, and what it prints.
#include <algorithm>
#include <regex>
#include <sstream>

#include "cli/cli.hpp"
#include "cli/pty.hpp"

namespace profgen::test {
namespace {

struct Block {
  std::string keys;  // typed on a terminal; empty: no terminal
  struct Step {
    std::string command;
    std::vector<std::string> shown;
  };
  std::vector<Step> steps;
};

std::vector<Block> blocks_of(const std::string& text) {
  std::vector<Block> blocks;
  bool inside = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("```", 0) == 0) {
      inside = !inside && line.rfind("```console", 0) == 0;
      if (!inside) continue;
      const std::size_t keys = line.find("keys=");
      blocks.push_back({keys == std::string::npos ? "" : line.substr(keys + 5), {}});
    } else if (inside && line.rfind("$ ", 0) == 0) {
      blocks.back().steps.push_back({line.substr(2), {}});
    } else if (inside) {
      blocks.back().steps.back().shown.push_back(line);
    }
  }
  return blocks;
}

// "…" alone on a line: any lines; within a line: any text.
std::regex expected(const std::vector<std::string>& shown) {
  std::string pattern;
  for (const std::string& line : shown) {
    if (line == "…") {
      pattern += "(?:.*\n)*?";
      continue;
    }
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line.compare(i, 3, "…") == 0) {
        pattern += ".*";
        i += 2;
        continue;
      }
      if (std::string("\\^$.|?*+()[]{}").find(line[i]) != std::string::npos) pattern += '\\';
      pattern += line[i];
    }
    pattern += '\n';
  }
  return std::regex(pattern);
}

class Tutorial : public CliTest {
 protected:
  [[nodiscard]] std::vector<std::string> shell(const std::string& command) const {
    const std::filesystem::path program(PROFGEN_BINARY);
    return {"/bin/sh", "-c",
            "cd '" + directory_ + "' && PATH='" + program.parent_path().string() +
                "':$PATH && export LC_ALL=C.UTF-8 && " + command};
  }
};

TEST_F(Tutorial, GoesAsItSays) {
  if (!has_parser() || !std::filesystem::exists("/etc/apparmor.d/abi"))
    GTEST_SKIP() << no_parser << ", or /etc/apparmor.d is not there";
  std::filesystem::copy(std::string(PROFGEN_SOURCE_DIR) + "/samples", path("samples"),
                        std::filesystem::copy_options::recursive);
  const std::vector<Block> blocks =
      blocks_of(read(std::string(PROFGEN_SOURCE_DIR) + "/docs/tutorial.md"));
  ASSERT_GT(blocks.size(), 5u);
  for (const Block& block : blocks)
    for (const Block::Step& step : block.steps) {
      std::string output;
      if (block.keys.empty()) {
        const auto done = real_processes()->run({shell(step.command), "", {}, 120});
        ASSERT_TRUE(done);
        EXPECT_EQ(done->exit_code, 0) << step.command << "\n" << done->errors;
        output = done->output;
      } else {
        Pty pty(shell(step.command));
        for (const char key : block.keys) {
          ASSERT_TRUE(pty.expect_any({"(?)help", "abo(r)t\r\n", "stay in complain mode"}, 60))
              << pty.shown();
          pty.send(std::string(1, key));
        }
        EXPECT_EQ(pty.wait(), 0) << pty.shown();
        output = pty.shown();
        output.erase(std::remove(output.begin(), output.end(), '\r'), output.end());
        output.erase(0, output.find("drafted"));
      }
      EXPECT_TRUE(std::regex_match(output, expected(step.shown))) << step.command << "\n" << output;
    }
}

}  // namespace
}  // namespace profgen::test
