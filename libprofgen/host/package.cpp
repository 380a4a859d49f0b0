#include "host/package.hpp"

#include "base/text.hpp"

namespace profgen::inline v0::host {
namespace {

std::string rpm_package(Processes& processes, const std::string& path) {
  Command rpm;
  rpm.argv = {"rpm", "-qf", "--queryformat", "%{NAME}", "--", path};
  rpm.environment["LC_ALL"] = "C";
  const auto found = processes.run(rpm);
  return found && found->exit_code == 0 ? found->output : std::string();
}

}  // namespace

std::string package_of(Processes& processes, const std::string& path) {
  Command dpkg;
  dpkg.argv = {"dpkg-query", "-S", "--", path};
  dpkg.environment["LC_ALL"] = "C";
  if (const auto found = processes.run(dpkg); found && found->exit_code == 0)
    return found->output.substr(0, found->output.find(':'));  // "PACKAGE[, …]: PATH"
  return rpm_package(processes, path);
}

std::map<std::string, std::string> packages_of(Processes& processes,
                                               const std::vector<std::string>& paths) {
  std::map<std::string, std::string> packages;
  if (paths.empty()) return packages;
  Command dpkg;
  dpkg.argv = {"dpkg-query", "-S", "--"};
  dpkg.argv.insert(dpkg.argv.end(), paths.begin(), paths.end());
  dpkg.environment["LC_ALL"] = "C";
  // It exits with 1 as soon as one of them belongs to nobody, and tells of the others all the same.
  if (const auto found = processes.run(dpkg))
    for (const std::string_view line : text::split(found->output, '\n')) {
      const std::size_t path = line.find(": /");
      if (path != std::string_view::npos && !line.starts_with("diversion by "))
        packages.emplace(line.substr(path + 2), line.substr(0, line.find(':')));
    }
  if (processes.find("rpm").empty()) return packages;
  for (const std::string& path : paths)
    if (packages.count(path) == 0)
      if (std::string package = rpm_package(processes, path); !package.empty())
        packages.emplace(path, std::move(package));
  return packages;
}

}  // namespace profgen::inline v0::host
