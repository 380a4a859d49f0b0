// What the tests of saves share: texts, a parser that may refuse and that compiles, a state
// directory.
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "base/fake_processes.hpp"
#include "base/memory_files.hpp"
#include "profgen/saves.hpp"

namespace profgen::host::test {

inline const std::string old_text = "profile x /bin/x {\n  /a r,\n}\n";
inline const std::string new_text = "profile x /bin/x {\n  /a r,\n  /b r,\n}\n";

// A parser that refuses texts with the word REFUSE in them, and compiles the others to "blob:
// TEXT".
inline FakeProcesses parser() {
  FakeProcesses processes;
  processes.programs["apparmor_parser"] = [](const Command& command) {
    if (command.argv.back() == "--version")
      return Finished{0, "AppArmor parser version 4.0.1\n", ""};
    const std::size_t at = command.input.find("REFUSE");
    const bool compiles =
        std::find(command.argv.begin(), command.argv.end(), "--stdout") != command.argv.end();
    if (at == std::string::npos) return Finished{0, compiles ? "blob: " + command.input : "", ""};
    const auto line = 1 + std::count(command.input.begin(),
                                     command.input.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    return Finished{1, "",
                    "AppArmor parser error for /dev/stdin in profile /dev/stdin at line " +
                        std::to_string(line) + ": no\n"};
  };
  return processes;
}

inline SaveOptions with(std::string command = "test") {
  SaveOptions options;
  options.state_dir = "/state";
  options.command = std::move(command);
  options.user = "somebody";
  options.time_us = 1795457404512000;
  return options;
}

// What a save is about.
inline std::map<std::string, std::string> outside_state(const MemoryFiles& files) {
  std::map<std::string, std::string> content;
  for (const auto& [path, text] : files.content)
    if (!path.starts_with("/state/")) content.emplace(path, text);
  return content;
}

inline policy::LoadOptions policy_in(const std::string& directory) {
  policy::LoadOptions options;
  options.policy_dir = directory;
  return options;
}

}  // namespace profgen::host::test
