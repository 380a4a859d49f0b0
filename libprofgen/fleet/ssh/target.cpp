#include "fleet/ssh/target.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/text.hpp"

namespace profgen::inline v0::fleet::ssh {
namespace {

// Seconds that a master without a conversation stays; a rollout polls more often.
constexpr const char* master_persists = "60";

bool made_of(std::string_view word, std::string_view more) {
  return std::all_of(word.begin(), word.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  });
}

std::string not_a(const char* what, const std::string& word) {
  return std::string("'") + text::printable(word, 60) + "' is no " + what +
         " that ssh could be called with";
}

void add_options(std::vector<std::string>& argv, std::initializer_list<std::string> options) {
  for (const std::string& option : options) {
    argv.emplace_back("-o");
    argv.push_back(option);
  }
}

std::vector<std::string> common_argv(const SshOptions& options, const Target& target) {
  std::vector<std::string> argv{options.ssh};
  argv.insert(argv.end(), options.config.begin(), options.config.end());
  if (!target.user.empty()) argv.insert(argv.end(), {"-l", target.user});
  if (target.port != 0) argv.insert(argv.end(), {"-p", std::to_string(target.port)});
  if (!target.jump.empty()) argv.insert(argv.end(), {"-J", target.jump});
  return argv;
}

}  // namespace

std::string problem_of(const Target& target) {
  if (target.host.empty() || target.host.front() == '-' || !made_of(target.host, "._-:%"))
    return not_a("host", target.host);
  if (!target.user.empty() && (target.user.front() == '-' || !made_of(target.user, "._-@+")))
    return not_a("user", target.user);
  if (!target.jump.empty() && (target.jump.front() == '-' || !made_of(target.jump, "._-:%@,[]")))
    return not_a("jump host", target.jump);
  return {};
}

std::string problem_of_directory(const std::string& path) {
  if (path.size() < 2 || path.front() != '/' || !made_of(path, "/._-") ||
      (path + '/').find("/../") != std::string::npos)
    return "'" + text::printable(path, 60) +
           "' is no directory that profgen-node could be put into: an absolute path of letters, "
           "digits and . _ - is wanted";
  return {};
}

std::vector<std::string> run_argv(const SshOptions& options, const Target& target,
                                  const std::string& control_path,
                                  const std::string& remote_command) {
  std::vector<std::string> argv = common_argv(options, target);
  // In front of ssh_config, where the first value of an option wins: nothing is asked, no unknown
  // key is taken, nothing is forwarded, and no command or terminal of its own comes in between.
  argv.emplace_back("-T");
  add_options(
      argv, {"BatchMode=yes", "StrictHostKeyChecking=yes", "UpdateHostKeys=no", "LogLevel=ERROR",
             "ConnectionAttempts=1", "ServerAliveInterval=15", "ServerAliveCountMax=3",
             "ClearAllForwardings=yes", "ForwardAgent=no", "ForwardX11=no", "PermitLocalCommand=no",
             "RemoteCommand=none", "EscapeChar=none"});
  const double connect = std::clamp(std::ceil(options.connect_seconds), 1.0, 86400.0);
  add_options(argv, {"ConnectTimeout=" + std::to_string(static_cast<long>(connect))});
  if (control_path.empty())
    add_options(argv, {"ControlMaster=no", "ControlPath=none"});
  else
    add_options(argv, {"ControlMaster=auto", "ControlPath=" + control_path,
                       std::string("ControlPersist=") + master_persists});
  argv.insert(argv.end(), {"--", target.host, remote_command});
  return argv;
}

std::vector<std::string> exit_argv(const SshOptions& options, const Target& target,
                                   const std::string& control_path) {
  std::vector<std::string> argv = common_argv(options, target);
  argv.insert(argv.end(), {"-O", "exit"});
  add_options(argv, {"ControlPath=" + control_path, "LogLevel=QUIET"});
  argv.insert(argv.end(), {"--", target.host});
  return argv;
}

}  // namespace profgen::inline v0::fleet::ssh
