// Sockets, internet and unix.
#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "log/access_of.hpp"
#include "log/masks.hpp"

namespace profgen::log {
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

Found unix_access(const Fields& fields, const std::string* mask) {
  Found found;
  const WordMask perms = read_word_mask(mask ? *mask : std::string(), grammar::socket_permissions);
  if (!mask)
    found.unusable = "the record does not say what was denied";
  else if (!perms.unknown.empty())
    found.unusable = "unknown word in the permission mask";
  found.access = UnixAccess{perms.perms, std::string(fields.get("sock_type")),
                            std::string(fields.get("addr")), std::string(fields.get("peer_addr")),
                            std::string(fields.either("peer", "peer_label"))};
  return found;
}

}  // namespace

Found network_access(const Fields& fields, Verdict verdict) {
  const std::string* mask = mask_of(fields, verdict);
  const std::string family(fields.get("family"));
  if (family == "unix") return unix_access(fields, mask);
  Found found;
  // Kernels before 4.17 wrote no mask for sockets: every permission, then.
  if (!mask) mask = fields.find("requested_mask");
  const WordMask perms = read_word_mask(mask ? *mask : std::string(), grammar::socket_permissions);
  if (family.empty())
    found.unusable = "the record names no address family";
  else if (!perms.unknown.empty())
    found.unusable = "unknown word in the permission mask";
  found.access = NetworkAccess{
      family,
      std::string(fields.get("sock_type")),
      protocol_of(family, fields.get("protocol")),
      perms.perms,
      {std::string(fields.either("laddr", "saddr")), port(fields.either("lport", "src"))},
      {std::string(fields.either("faddr", "daddr")), port(fields.either("fport", "dest"))}};
  return found;
}

}  // namespace profgen::log
