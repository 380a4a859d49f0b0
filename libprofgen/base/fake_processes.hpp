// Programs that answer from a table: the twin of real_processes() for tests.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "profgen/system.hpp"

namespace profgen::inline v0 {

class FakeProcesses : public Processes {
 public:
  // By program name (argv[0]); a program that is not here cannot be started.
  std::map<std::string, std::function<Finished(const Command&)>> programs;
  std::vector<Command> ran;

  [[nodiscard]] Result<Finished> run(const Command& command) override;
  [[nodiscard]] std::string find(const std::string& program) const override;
};

}  // namespace profgen::inline v0
