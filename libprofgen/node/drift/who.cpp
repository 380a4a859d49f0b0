#include "node/drift/who.hpp"

#include <array>
#include <ctime>

#include "base/text.hpp"
#include "host/package.hpp"

namespace profgen::inline v0::node {
namespace {

std::string package_version(Machine& machine, const std::string& package) {
  Command query;
  query.argv = {"dpkg-query", "-W", "-f", "${Version}", "--", package};
  const auto done = machine.processes.run(query);
  return done && done->exit_code == 0 ? std::string(text::trim(done->output)) : std::string();
}

std::string utc_minute(std::int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  std::array<char, 32> text{};
  if (::gmtime_r(&time, &parts) == nullptr) return {};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M UTC", &parts)};
}

}  // namespace

std::string who_changed(Machine& machine, const std::string& path, const std::string& now,
                        const std::string& desired) {
  // What the aa-* tools write above a file that they save.
  constexpr std::string_view aa_mark = "# Last Modified:";
  if (now.find(aa_mark) != std::string::npos && desired.find(aa_mark) == std::string::npos)
    return "aa-logprof";
  if (const std::string package = host::package_of(machine.processes, path); !package.empty()) {
    const std::string version = package_version(machine, package);
    return "package " + text::printable(package) +
           (version.empty() ? "" : " " + text::printable(version));
  }
  const auto info = machine.files.info(path);
  if (!info || info->modified == 0) return {};
  return "uid " + std::to_string(info->uid) + ", " + utc_minute(info->modified);
}

}  // namespace profgen::inline v0::node
