#include "base/fake_processes.hpp"

namespace profgen::inline v0 {

Result<Finished> FakeProcesses::run(const Command& command) {
  ran.push_back(command);
  const std::string& name = command.argv.front();
  auto it = programs.find(name.substr(name.rfind('/') + 1));
  if (it == programs.end())
    return Error{ErrorKind::system, "run", name, "No such file or directory"};
  return it->second(command);
}

std::string FakeProcesses::find(const std::string& program) const {
  return programs.count(program) != 0 ? "/usr/sbin/" + program : std::string();
}

}  // namespace profgen::inline v0
