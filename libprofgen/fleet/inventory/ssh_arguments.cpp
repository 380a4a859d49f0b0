#include "fleet/inventory/ssh_arguments.hpp"

#include <strings.h>

#include <algorithm>

#include "base/text.hpp"
#include "fleet/inventory/ansible_model.hpp"

namespace profgen::inline v0::fleet::ansible {
namespace {

// Options of ssh(1) that take an argument.
constexpr std::string_view with_argument = "BbcDEeFIiJLlmOoPpQRSWw";
// Those of ssh_config(5) that change how fast or how quietly, not whereto or as whom.
constexpr const char* of_no_matter[] = {
    "ControlMaster",       "ControlPath",         "ControlPersist",
    "ServerAliveInterval", "ServerAliveCountMax", "ConnectTimeout",
    "ConnectionAttempts",  "Compression",         "LogLevel",
    "ForwardAgent",        "BatchMode",           "PreferredAuthentications",
    "TCPKeepAlive"};
constexpr const char* of_host_keys[] = {"StrictHostKeyChecking", "UserKnownHostsFile",
                                        "GlobalKnownHostsFile", "CheckHostIP"};

template <typename Words>
bool is_one_of(const std::string& key, const Words& words) {
  return std::any_of(std::begin(words), std::end(words),
                     [&](const char* word) { return strcasecmp(word, key.c_str()) == 0; });
}

// "ssh -W %h:%p [-q] [-p PORT] [-l USER] HOST" is what -J does; anything else is not.
std::string jump_of_command(const std::string& command) {
  const auto words = shell_words(command, false);
  if (!words || words->empty() || words->front().text != "ssh") return "";
  std::string host, port, user;
  bool forwards = false;
  for (std::size_t i = 1; i < words->size(); ++i) {
    const std::string& word = (*words)[i].text;
    const auto next = [&] { return i + 1 < words->size() ? (*words)[++i].text : std::string(); };
    if (word == "-W")
      forwards = next() == "%h:%p";
    else if (word == "-q")
      continue;
    else if (word == "-p")
      port = next();
    else if (word == "-l")
      user = next();
    else if (word.empty() || word.front() == '-' || !host.empty())
      return "";
    else
      host = word;
  }
  if (!forwards || host.empty()) return "";
  if (!user.empty()) host = user + "@" + host;
  return port.empty() ? host : host + ":" + port;
}

void leave(SshArguments& out, const std::string& what, const char* remedy) {
  if (!out.not_taken.empty()) return;
  out.not_taken = what;
  out.remedy = remedy;
}

void take_option(SshArguments& out, const std::string& option) {
  const std::size_t end = option.find_first_of("= \t");
  const std::string key = option.substr(0, end);
  const std::string value =
      end == std::string::npos ? std::string() : std::string(text::trim(option.substr(end + 1)));
  if (strcasecmp(key.c_str(), "ProxyJump") == 0) {
    out.jump = value;
  } else if (strcasecmp(key.c_str(), "ProxyCommand") == 0) {
    const std::string jump = jump_of_command(value);
    if (!jump.empty())
      out.jump = jump;
    else
      leave(out, "ProxyCommand", "put it into your ssh_config for these hosts");
  } else if (is_one_of(key, of_host_keys)) {
    leave(out, key, "host keys are always checked: put them into known_hosts");
  } else if (!is_one_of(key, of_no_matter)) {
    leave(out, key, "put it into your ssh_config for these hosts");
  }
}

}  // namespace

SshArguments read_ssh_arguments(std::string_view text) {
  SshArguments out;
  const auto words = shell_words(text, false);
  if (!words) {
    leave(out, "an open quote", "close it");
    return out;
  }
  for (std::size_t i = 0; i < words->size(); ++i) {
    const std::string& word = (*words)[i].text;
    if (word.size() < 2 || word.front() != '-') {
      leave(out, word, "put it into your ssh_config for these hosts");
      continue;
    }
    const char letter = word[1];
    std::string argument = word.substr(2);
    if (with_argument.find(letter) != std::string_view::npos && argument.empty() &&
        i + 1 < words->size())
      argument = (*words)[++i].text;
    if (letter == 'J')
      out.jump = argument;
    else if (letter == 'o')
      take_option(out, argument);
    else if (std::string_view("CqvATtnx46").find(letter) == std::string_view::npos)
      leave(out, word.substr(0, 2), "put it into your ssh_config for these hosts");
  }
  return out;
}

}  // namespace profgen::inline v0::fleet::ansible
