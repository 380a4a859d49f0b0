#include "policy/socket_table.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"
#include "policy/permission_bits.hpp"

namespace profgen::inline v0::policy {
namespace {

// A socket has no address yet when it is made.
const std::uint32_t before_address = socket_bit("create");

// An address in the form in which inet_ntop() writes it; empty if it is none.
std::string canonical_address(const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  std::array<char, INET6_ADDRSTRLEN> out{};
  for (const int family : {AF_INET, AF_INET6})
    if (inet_pton(family, text.c_str(), bytes.data()) == 1)
      return inet_ntop(family, bytes.data(), out.data(), static_cast<socklen_t>(out.size()));
  return {};
}

EndpointCondition endpoint_condition(const std::vector<Condition>& conditions) {
  EndpointCondition result;
  for (const Condition& condition : conditions)
    for (const std::string& value : condition.values) {
      if (condition.key == "ip") {
        result.addresses.push_back(value == "none" ? value : canonical_address(value));
        if (result.addresses.back().empty()) result.impossible = true;
      } else if (condition.key == "port") {
        const std::size_t dash = value.find('-');
        const auto low = text::to_number(std::string_view(value).substr(0, dash));
        const auto high = dash == std::string::npos
                              ? low
                              : text::to_number(std::string_view(value).substr(dash + 1));
        if (low && high && *low <= 65535 && *high <= 65535) {
          result.ports.emplace_back(static_cast<std::uint32_t>(*low),
                                    static_cast<std::uint32_t>(*high));
        } else {
          result.impossible = true;
        }
      }
      // `interface` and `label` are in no record: they cannot be held against it.
    }
  return result;
}

// The permissions of a rule whose own address does not match the access.
std::uint32_t without_address(std::uint32_t perms) { return perms & before_address; }

struct ProtocolType {
  std::string_view protocol, type;
};
// A rule that names a protocol only is about sockets of this type.
constexpr ProtocolType protocol_types[] = {{"tcp", "stream"}, {"udp", "dgram"}, {"icmp", "raw"}};

bool matches_kind(const NetworkEntry& entry, const NetworkAccess& access) {
  if (!entry.family.empty() && entry.family != access.family) return false;
  if (!entry.protocol.empty()) {
    if (access.family != "inet" && access.family != "inet6") return false;
    // The compiler knows icmp of inet only.
    if (entry.protocol == "icmp" && access.family != "inet") return false;
    for (const auto& [protocol, type] : protocol_types)
      if (entry.protocol == protocol && access.type != type && access.protocol != protocol)
        return false;
  }
  return entry.type.empty() || entry.type == access.type;
}

}  // namespace

bool EndpointCondition::matches(const Endpoint& endpoint) const {
  if (impossible) return false;
  if (!addresses.empty()) {
    const std::string address =
        endpoint.address.empty() ? std::string() : canonical_address(endpoint.address);
    if (address.empty() ||
        std::find(addresses.begin(), addresses.end(), address) == addresses.end())
      return false;
  }
  const auto holds = [&endpoint](const std::pair<std::uint32_t, std::uint32_t>& range) {
    return endpoint.port != 0 && range.first <= endpoint.port && endpoint.port <= range.second;
  };
  return ports.empty() || std::any_of(ports.begin(), ports.end(), holds);
}

bool UnixAddress::matches(std::string_view address) const {
  if (!automatic) return pattern.matches(address);
  constexpr std::size_t chosen_by_kernel = 6;
  return address.size() == chosen_by_kernel && address.front() == '@' &&
         address.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
}

void SocketTable::add(const ResolvedRule& rule, const NetworkRule& network, Expander&) {
  const auto head = head_of(rule);
  if (!head) return;
  NetworkEntry entry;
  static_cast<RuleHead&>(entry) = *head;
  entry.perms = socket_effective(network.perms, !network.peer.empty());
  entry.family = network.domain;
  entry.type = network.type;
  entry.protocol = network.protocol;
  entry.local = endpoint_condition(network.local);
  entry.peer = endpoint_condition(network.peer);
  network_.push_back(std::move(entry));
}

void SocketTable::add(const ResolvedRule& rule, const UnixRule& socket, Expander& expander) {
  const auto head = head_of(rule);
  if (!head) return;
  UnixEntry entry;
  static_cast<RuleHead&>(entry) = *head;
  entry.perms = socket_effective(socket.perms, !socket.peer.empty());
  const auto read_address = [&expander](const Condition& condition, UnixAddress& address) {
    const std::string value = condition.values.empty() ? std::string() : condition.values.front();
    address.automatic = value == "auto";
    if (!address.automatic) address.pattern = TextPattern::of(value, expander);
  };
  for (const Condition& condition : socket.local) {
    if (condition.key == "type") entry.types = condition.values;
    if (condition.key == "addr") read_address(condition, entry.local);
  }
  for (const Condition& condition : socket.peer) {
    if (condition.key == "addr") read_address(condition, entry.peer);
    if (condition.key == "label" && !condition.values.empty())
      entry.peer_label = TextPattern::of(condition.values.front(), expander);
  }
  unix_.push_back(std::move(entry));
}

void SocketTable::add_all(const ResolvedRule& rule) {
  const auto head = head_of(rule);
  if (!head) return;
  NetworkEntry network;
  static_cast<RuleHead&>(network) = *head;
  network.perms = socket_every;
  network_.push_back(std::move(network));
}

Coverage SocketTable::covers(const NetworkAccess& access) const {
  const std::uint32_t requested = or_every(access.perms, socket_every);
  std::vector<Match> matches;
  for (const NetworkEntry& entry : network_) {
    if (!matches_kind(entry, access) || !entry.peer.matches(access.peer)) continue;
    const bool here = entry.local.matches(access.local);
    matches.push_back({&entry, here ? entry.perms : without_address(entry.perms)});
  }
  if (access.family == "unix")
    for (const UnixEntry& entry : unix_) {
      const bool type_holds =
          entry.types.empty() ||
          std::find(entry.types.begin(), entry.types.end(), access.type) != entry.types.end();
      if (type_holds && entry.local.any() && entry.peer.any() && entry.peer_label.any())
        matches.push_back({&entry, entry.perms});
    }
  return judge(matches, requested);
}

Coverage SocketTable::covers(const UnixAccess& access) const {
  const std::uint32_t requested = or_every(access.perms, socket_every);
  std::vector<Match> matches;
  for (const UnixEntry& entry : unix_) {
    const bool type_holds = entry.types.empty() || std::find(entry.types.begin(), entry.types.end(),
                                                             access.type) != entry.types.end();
    if (!type_holds || !entry.peer.matches(access.peer_address) ||
        !entry.peer_label.matches(access.peer_label))
      continue;
    const bool here = entry.local.matches(access.address);
    matches.push_back({&entry, here ? entry.perms : without_address(entry.perms)});
  }
  const NetworkAccess as_network{"unix", access.type, {}, requested, {}, {}};
  for (const NetworkEntry& entry : network_)
    if (matches_kind(entry, as_network) && entry.local.any() && entry.peer.any())
      matches.push_back({&entry, entry.perms});
  return judge(matches, requested);
}

}  // namespace profgen::inline v0::policy
