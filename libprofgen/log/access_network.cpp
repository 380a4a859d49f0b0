// Sockets, internet and unix.
#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "log/access_of.hpp"
#include "log/masks.hpp"

namespace profgen::inline v0::log {
namespace {

std::uint16_t port(std::string_view text) {
  const auto number = text::to_number(text);
  return number && *number <= 0xffff ? static_cast<std::uint16_t>(*number) : std::uint16_t{0};
}

struct Protocol {
  std::string_view number, name;
};
// Those that the language has words for. The numbers of other families (netlink, packet) mean
// other things and stay numbers.
constexpr Protocol protocols[] = {{"1", "icmp"}, {"6", "tcp"}, {"17", "udp"}};

std::string protocol_of(std::string_view family, std::string_view number) {
  if (number == "0") return {};
  if (family == "inet" || family == "inet6")
    for (const Protocol& protocol : protocols)
      if (protocol.number == number) return std::string(protocol.name);
  return std::string(number);
}

std::uint32_t read_mask(std::string_view text, Event& event) {
  const WordMask mask = read_word_mask(text, grammar::socket_permissions);
  if (mask.unknown) event.unusable = "unknown word in the permission mask";
  return mask.perms;
}

void unix_access(const Fields& fields, std::optional<std::string_view> mask, Event& event) {
  auto& socket = hold<UnixAccess>(event.access);
  socket.perms = read_mask(mask.value_or(std::string_view()), event);
  if (!mask) event.unusable = "the record does not say what was denied";
  socket.type = fields.get(Key::sock_type);
  socket.address = fields.get(Key::addr);
  socket.peer_address = fields.get(Key::peer_addr);
  socket.peer_label = fields.either(Key::peer, Key::peer_label);
}

}  // namespace

void network_access(const Fields& fields, Event& event) {
  auto mask = mask_of(fields, event.verdict);
  const std::string_view family = fields.get(Key::family);
  if (family == "unix") return unix_access(fields, mask, event);
  // Kernels before 4.17 wrote no mask for sockets: every permission, then.
  if (!mask) mask = fields.get(Key::requested_mask);
  auto& network = hold<NetworkAccess>(event.access);
  network.perms = read_mask(*mask, event);
  if (family.empty()) event.unusable = "the record names no address family";
  network.family = family;
  network.type = fields.get(Key::sock_type);
  network.protocol = protocol_of(family, fields.get(Key::protocol));
  network.local = {std::string(fields.either(Key::laddr, Key::saddr)),
                   port(fields.either(Key::lport, Key::src))};
  network.peer = {std::string(fields.either(Key::faddr, Key::daddr)),
                  port(fields.either(Key::fport, Key::dest))};
}

}  // namespace profgen::inline v0::log
