#include "node/facts/facts.hpp"

#include "base/text.hpp"
#include "profgen/host.hpp"

namespace profgen::inline v0::node {
namespace {

// VALUE, "VALUE" or 'VALUE'; what is escaped within is left as it is.
std::string unquoted(std::string_view value) {
  value = text::trim(value);
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
      value.back() == value.front())
    value = value.substr(1, value.size() - 2);
  return std::string(value);
}

}  // namespace

std::string fact(const Machine& machine, std::string_view path) {
  const auto text = machine.files.read(below_root(machine, path));
  if (!text) return {};
  return std::string(text::trim(std::string_view(*text).substr(0, text->find('\n'))));
}

std::string boot_id(const Machine& machine) {
  return fact(machine, "/proc/sys/kernel/random/boot_id");
}

std::string os_name(const Machine& machine) {
  for (const char* path : {"/etc/os-release", "/usr/lib/os-release"}) {
    const auto text = machine.files.read(below_root(machine, path));
    if (!text) continue;
    for (const std::string_view key : {"PRETTY_NAME=", "NAME="})
      for (const std::string_view line : text::split(*text, '\n'))
        if (line.starts_with(key)) return unquoted(line.substr(key.size()));
  }
  return {};
}

std::string machine_word(const Machine& machine) {
  // Since Linux 6.1; before that the program has to be asked.
  if (std::string word = fact(machine, "/proc/sys/kernel/arch"); !word.empty()) return word;
  Command uname;
  uname.argv = {"uname", "-m"};
  const auto done = machine.processes.run(uname);
  return done && done->exit_code == 0 ? std::string(text::trim(done->output)) : std::string();
}

std::string features_directory(const Machine& machine) {
  return below_root(machine, "/sys/kernel/security/apparmor/features");
}

std::string container_kind(const Machine& machine) {
  if (std::string kind = fact(machine, "/run/systemd/container"); !kind.empty()) return kind;
  if (machine.files.exists(below_root(machine, "/.dockerenv"))) return "docker";
  if (machine.files.exists(below_root(machine, "/run/.containerenv"))) return "podman";
  const auto environment = machine.files.read(below_root(machine, "/proc/1/environ"));
  if (!environment) return {};
  constexpr std::string_view key = "container=";
  for (const std::string_view one : text::split(*environment, '\0'))
    if (one.starts_with(key)) return std::string(one.substr(key.size()));
  return {};
}

std::string newest_abi_number(const Machine& machine) {
  constexpr std::string_view directory = "abi/";
  const std::string abi = host::newest_abi(machine.files, machine.processes, policy_path(machine));
  return abi.starts_with(directory) ? abi.substr(directory.size()) : abi;
}

}  // namespace profgen::inline v0::node
