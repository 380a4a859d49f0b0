#include "host/package.hpp"

#include "base/text.hpp"

namespace profgen::host {

std::string package_of(Processes& processes, const std::string& path) {
  Command dpkg;
  dpkg.argv = {"dpkg-query", "-S", "--", path};
  dpkg.environment["LC_ALL"] = "C";
  if (const auto found = processes.run(dpkg); found && found->exit_code == 0)
    return found->output.substr(0, found->output.find(':'));  // "PACKAGE[, …]: PATH"
  Command rpm;
  rpm.argv = {"rpm", "-qf", "--queryformat", "%{NAME}", "--", path};
  rpm.environment["LC_ALL"] = "C";
  if (const auto found = processes.run(rpm); found && found->exit_code == 0) return found->output;
  return {};
}

}  // namespace profgen::host
