// Network, unix and mqueue rules.
#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "policy/aare.hpp"
#include "policy/check_conditions.hpp"

namespace profgen::inline v0::policy {
namespace {

constexpr ConditionRow network_rows[] = {
    {"ip", true, true, false, true},
    {"port", true, true, false, true},
    {"interface", true, false, false, true},
    {"label", true, true, true, true},
};
constexpr ConditionRow unix_rows[] = {
    {"type", true, false, false},
    {"addr", true, true, false},
    {"label", false, true, false},
};

// What concerns one socket only and not its peer.
constexpr std::uint32_t local_only = grammar::bits_of(grammar::socket_permissions, "create") |
                                     grammar::bits_of(grammar::socket_permissions, "bind") |
                                     grammar::bits_of(grammar::socket_permissions, "listen") |
                                     grammar::bits_of(grammar::socket_permissions, "shutdown") |
                                     grammar::bits_of(grammar::socket_permissions, "getattr") |
                                     grammar::bits_of(grammar::socket_permissions, "setattr") |
                                     grammar::bits_of(grammar::socket_permissions, "getopt") |
                                     grammar::bits_of(grammar::socket_permissions, "setopt");

void check_peer_permissions(const CheckContext& context, std::uint32_t perms, bool has_peer) {
  if (has_peer && (perms & local_only) != 0)
    context.error(
        "peer", "conflict",
        "peer= excludes create, bind, listen, shutdown, getattr, setattr, getopt, setopt");
}

bool is_address(const std::string& value) {
  std::array<unsigned char, 16> bytes{};
  return value == "none" || inet_pton(AF_INET, value.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, value.c_str(), bytes.data()) == 1;
}

// As the compiler's library reads a number: blanks and a sign may stand before it.
bool read_port(std::string_view text, unsigned& port) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  if (text.substr(0, 1) == "+" || text == "-0") text.remove_prefix(1);
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size() && port <= 65535;
}

bool is_port(std::string_view value) {
  const auto dash = value.find('-');
  unsigned first = 0;
  unsigned last = 0;
  if (!read_port(value.substr(0, dash), first)) return false;
  return dash == std::string_view::npos ||
         (read_port(value.substr(dash + 1), last) && first <= last);
}

void check_addresses(const CheckContext& context, const std::vector<Condition>& conditions) {
  if (const std::string* ip = value_of(conditions, "ip"); ip && (ip->empty() || !is_address(*ip)))
    context.error(*ip, "value", fmt::format("`{}` is no IPv4 or IPv6 address, nor none", *ip));
  if (const std::string* port = value_of(conditions, "port"); port && !is_port(*port))
    context.error(*port, "value",
                  fmt::format("`{}` is no port from 0 to 65535, nor a range of them", *port));
  // Variables are not yet expanded when the compiler reads it: `@{NAME}` is a group to it.
  if (const std::string* interface = value_of(conditions, "interface");
      interface && interface->find("@{") != std::string::npos && aare_error(*interface))
    context.error(*interface, "value", "interface= takes no variable");
}

// Protocols exist for the internet families and for no family, ICMP for IPv4 only.
bool known_socket(const NetworkRule& rule) {
  if (rule.protocol.empty()) return rule.type != "dccp";
  return rule.type.empty() && (rule.domain.empty() || rule.domain == "inet" ||
                               (rule.domain == "inet6" && rule.protocol != "icmp"));
}

void check_unix_address(const CheckContext& context, const std::vector<Condition>& conditions) {
  const std::string* address = value_of(conditions, "addr");
  if (address == nullptr || *address == "none" || *address == "auto") return;
  if (address->empty() || address->front() != '@')
    context.error(*address, "value",
                  "addr= is none, auto or an abstract address that begins with @");
}

}  // namespace

void check_network(const CheckContext& context, const NetworkRule& rule) {
  if (!known_socket(rule))
    context.error("network", "value", "there is no such combination of family, type and protocol");
  check_conditions(context, rule.local, false, network_rows);
  check_conditions(context, rule.peer, true, network_rows);
  check_addresses(context, rule.local);
  check_addresses(context, rule.peer);
  check_peer_permissions(
      context, rule.perms,
      value_of(rule.peer, "ip") != nullptr || value_of(rule.peer, "port") != nullptr);
  const bool internet = rule.domain.empty() || rule.domain == "inet" || rule.domain == "inet6";
  for (const grammar::Word& word : grammar::network_conditions)
    if (!internet && (value_of(rule.local, word.text) ||
                      (word.text != "label" && value_of(rule.peer, word.text))))
      context.error(word.text, "conflict",
                    fmt::format("{}= needs the family inet or inet6", word.text));
}

void check_unix(const CheckContext& context, const UnixRule& rule) {
  check_conditions(context, rule.local, false, unix_rows);
  check_conditions(context, rule.peer, true, unix_rows);
  check_peer_permissions(context, rule.perms, !rule.peer.empty());
  if (const std::string* type = value_of(rule.local, "type"))
    check_word(context, *type, grammar::socket_types, "a socket type");
  check_unix_address(context, rule.local);
  check_unix_address(context, rule.peer);
}

void check_mqueue(const CheckContext& context, const MqueueRule& rule) {
  if (!rule.type.empty() && rule.type != "posix" && rule.type != "sysv")
    context.error(rule.type, "unknown-word", fmt::format("`{}` is not posix or sysv", rule.type));
  if (rule.name.empty()) return;
  const bool number = rule.name.find_first_not_of("0123456789") == std::string::npos;
  if (!number && rule.name.front() != '/')
    context.error(rule.name, "value", "the name of a queue begins with / or is a number");
  if (rule.type == "posix" && number)
    context.error(rule.name, "value", "the name of a POSIX queue begins with /");
  if (rule.type == "sysv" && !number)
    context.error(rule.name, "value", "the name of a System V queue is a number");
  check_pattern(context, rule.name);
  check_pattern(context, rule.label);
}

}  // namespace profgen::inline v0::policy
