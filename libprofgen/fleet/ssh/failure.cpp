#include "fleet/ssh/failure.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace profgen::inline v0::fleet::ssh {
namespace {

constexpr std::size_t longest_quote = 200;
using State = Answer::State;

// Words of ssh, as in its sources (sshconnect.c, sshconnect2.c, readconf.c, misc.c, kex.c) and of
// the C library's errors. The first that occurs counts, so causes stand before consequences.
struct Words {
  std::string_view found;
  State state;
  std::string_view reason, remedy;
  bool again;
  bool quote;  // ssh's own line says more: which host, which file
};
constexpr std::string_view see_network = "see that the node is up and its ssh port can be reached";
constexpr std::string_view see_config = "mend ssh_config, or `ssh.config` of the fleet";
constexpr Words words_of_ssh[] = {
    {"REMOTE HOST IDENTIFICATION HAS CHANGED", State::refused,
     "the host key is not the one in known_hosts",
     "find out why first: somebody may sit in between; if the node was set up anew, remove the old "
     "key (ssh-keygen -R HOST) and connect once by hand",
     false, true},
    {"REVOKED HOST KEY DETECTED", State::refused, "the host key is marked as revoked",
     "find out why; do not connect", false, true},
    {"host key is known for", State::refused, "the host key is not in known_hosts",
     "connect once by hand and compare the key's fingerprint, or put the key into known_hosts",
     false, true},
    {"Host key verification failed", State::refused, "the host key could not be verified",
     "connect once by hand to see why (ssh -v HOST)", false, true},
    {"Permission denied (", State::refused, "no login: the node takes none of our keys",
     "see user and IdentityFile in ssh_config, and that ssh-agent has the key (ssh-add -l)", false,
     true},
    {"Too many authentication failures", State::refused, "no login: too many keys were tried",
     "name the key in ssh_config: IdentityFile and IdentitiesOnly yes", false, false},
    {"Bad configuration option", State::refused, "ssh does not take its configuration", see_config,
     false, true},
    {"Bad owner or permissions on", State::refused, "ssh does not take its configuration",
     see_config, false, true},
    {"Can't open user config file", State::refused, "ssh does not take its configuration",
     see_config, false, true},
    {"terminating, ", State::refused, "ssh does not take its configuration", see_config, false,
     true},
    {"Unable to negotiate with", State::refused, "ssh and the node share no algorithm",
     "bring the older of the two up to date, or allow the algorithm in ssh_config", false, true},
    {"Could not resolve hostname", State::unreachable, "no address for its name",
     "see the host's name in the inventory, and DNS", true, true},
    {"Connection refused", State::unreachable, "connection refused", see_network, true, false},
    {"No route to host", State::unreachable, "no route to it", see_network, true, false},
    {"Network is unreachable", State::unreachable, "no network to it", see_network, true, false},
    {"timed out", State::unreachable, "no answer in time (ssh.connect_timeout)", see_network, true,
     false},
    {"not responding", State::unreachable, "the connection went silent", see_network, true, false},
    {"administratively prohibited", State::unreachable, "the jump host lets nothing through",
     "see AllowTcpForwarding and PermitOpen of its sshd", true, true},
    {"by UNKNOWN port", State::unreachable, "its jump host, or ProxyCommand, lets us not through",
     "connect by hand to see why (ssh -v HOST)", true, false},
    {"Connection reset by", State::unreachable, "connection reset", see_network, true, false},
    {"Connection closed by", State::unreachable,
     "connection closed before the login: sshd may be busy (MaxStartups) or refuse our address",
     "ask again with a smaller ssh.fan_out, or see the node's sshd log", true, false},
    {"kex_exchange_identification", State::unreachable,
     "connection closed before the login: sshd may be busy (MaxStartups) or refuse our address",
     "ask again with a smaller ssh.fan_out, or see the node's sshd log", true, false},
};

// Ours, from remote_command.cpp.
struct Mark {
  std::string_view word, reason, remedy;
};
constexpr std::string_view sudoers =
    "allow it in sudoers with NOPASSWD and without requiretty (docs/transport.md), or log in as "
    "root";
constexpr Mark marks[] = {
    {"no-sudo", "there is no sudo, and the login is not root", "install sudo, or log in as root"},
    {"not-root", "the login is not root, and sudo is switched off",
     "log in as root, or set ssh.sudo: true"},
    {"install", "profgen-node is not there, and sudo does not let the login put it there", sudoers},
    {"noexec", "programs in {} cannot be run (noexec)",
     "set ssh.node_dir to a directory of a file system without noexec"},
    {"no-sha256sum", "there is no sha256sum", "install coreutils on the node"},
    {"directory", "{} cannot be made or written to",
     "set ssh.node_dir to a directory that can be written to"},
    {"owner", "{} belongs to another user than root",
     "find out who made it; remove it or give it to root"},
    {"write", "profgen-node could not be written to {}",
     "make room there, or set ssh.node_dir to a directory with more"},
    {"sum", "profgen-node did not arrive as it was sent",
     "ask again; where it happens again, see disk and memory of the node"},
};

std::string with_quote(std::string_view reason, std::string_view quote) {
  std::string line = last_line(quote);
  return line.empty() ? std::string(reason) : fmt::format("{} ({})", reason, line);
}

// The line of `text` in which `at` is.
std::string_view line_around(std::string_view text, std::size_t at) {
  const std::size_t begin = text.rfind('\n', at);
  const std::size_t end = text.find('\n', at);
  const std::size_t first = begin == std::string_view::npos ? 0 : begin + 1;
  return text.substr(first, end == std::string_view::npos ? end : end - first);
}

// sudo was run with LC_ALL=C; what it says of itself begins with its name.
std::string_view sudo_line(std::string_view errors) {
  for (const std::string_view line : text::split(errors, '\n'))
    if (line.substr(0, 6) == "sudo: ") return line;
  return {};
}

Failure sudo_failure(std::string_view line) {
  if (line.find("unable to execute") != std::string_view::npos)
    return {State::refused, with_quote("profgen-node cannot be run there", line),
            "see that ssh.node_dir is on no noexec file system, and which machine type it is",
            false};
  if (line.find("password") != std::string_view::npos)
    return {State::refused, with_quote("sudo wants a password", line), std::string(sudoers), false};
  return {State::refused, with_quote("sudo refuses", line), std::string(sudoers), false};
}

}  // namespace

std::string last_line(std::string_view text) {
  text = text::trim(text);
  const std::size_t begin = text.rfind('\n');
  if (begin != std::string_view::npos) text = text::trim(text.substr(begin + 1));
  return text::printable(text, longest_quote);
}

Failure connection_failure(std::string_view errors) {
  for (const Words& words : words_of_ssh) {
    const std::size_t at = errors.find(words.found);
    if (at == std::string_view::npos) continue;
    std::string_view quote = words.quote ? line_around(errors, at) : std::string_view();
    // A box of at-signs is around this one; the host is named below it.
    if (words.found.front() == 'R')
      if (const std::size_t host = errors.find("ost key for "); host != std::string_view::npos)
        quote = line_around(errors, host);
    return {words.state, with_quote(words.reason, quote), std::string(words.remedy), words.again};
  }
  return {State::unreachable, with_quote("no connection", errors), std::string(see_network), true};
}

Failure marked_failure(std::string_view words, std::string_view errors,
                       const std::string& directory) {
  const std::size_t blank = words.find(' ');
  const std::string_view word = words.substr(0, blank);
  if (word == "machine") {
    const std::string machine = text::printable(
        blank == std::string_view::npos ? std::string_view() : words.substr(blank + 1), 40);
    return {State::refused,
            fmt::format("there is no profgen-node for its machine type, {}", machine),
            "build profgen-node for it, or leave the node out", false};
  }
  if (word == "install")
    if (const std::string_view line = sudo_line(errors); !line.empty()) {
      Failure failure = sudo_failure(line);
      failure.reason = "profgen-node is not there, and to put it there " + failure.reason;
      return failure;
    }
  for (const Mark& mark : marks) {
    if (mark.word != word) continue;
    std::string reason(mark.reason);
    if (const std::size_t place = reason.find("{}"); place != std::string::npos)
      reason.replace(place, 2, directory);
    return {State::refused, with_quote(reason, errors), std::string(mark.remedy), word == "sum"};
  }
  return {State::refused, with_quote("profgen-node could not be started", words),
          "see that the node's login shell runs commands as they are", false};
}

Failure login_failure(int status, std::string_view output, std::string_view errors) {
  const std::string said = last_line(errors).empty() ? last_line(output) : last_line(errors);
  return {
      State::refused,
      with_quote(fmt::format("the login runs no commands: it ended with status {}", status), said),
      "give the user a shell; see ForceCommand in sshd_config and command= in authorized_keys",
      false};
}

Failure serve_failure(int status, std::string_view errors, bool replied_before) {
  if (status == 255)
    return {State::broken, with_quote("the connection was lost before the reply", errors),
            "what was asked may have been done: ask again", false};
  if (!replied_before && (status == 126 || status == 127))
    return {State::refused, with_quote("profgen-node cannot be run there", errors),
            "see that ssh.node_dir is on no noexec file system, and which machine type it is",
            false};
  if (const std::string_view line = sudo_line(errors); !replied_before && !line.empty())
    return sudo_failure(line);
  return {
      State::broken,
      with_quote(fmt::format("profgen-node ended with status {} before the reply", status), errors),
      "what was asked may have been done: ask again", false};
}

}  // namespace profgen::inline v0::fleet::ssh
