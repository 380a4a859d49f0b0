// Network and unix rules.
#pragma once

#include <string>
#include <vector>

#include "policy/judge.hpp"
#include "policy/text_pattern.hpp"

namespace profgen::inline v0::policy {

// `ip=` and `port=` of one end; nothing given: any.
struct EndpointCondition {
  std::vector<std::string> addresses;  // textual, in one form; "none": no address at all
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ports;
  bool impossible = false;  // a value that cannot be read: matches nothing

  [[nodiscard]] bool any() const { return addresses.empty() && ports.empty() && !impossible; }
  [[nodiscard]] bool matches(const Endpoint& endpoint) const;
};

struct NetworkEntry : RuleHead {
  std::uint32_t perms = 0;
  std::string family, type, protocol;  // empty: any
  EndpointCondition local, peer;
};

// An address of a unix socket: a pattern, `none` or `auto`.
struct UnixAddress {
  TextPattern pattern;
  bool automatic = false;  // `auto`: what the kernel chooses, "@" and five hexadecimal digits
  [[nodiscard]] bool any() const { return pattern.any() && !automatic; }
  [[nodiscard]] bool matches(std::string_view address) const;
};

struct UnixEntry : RuleHead {
  std::uint32_t perms = 0;
  std::vector<std::string> types;
  UnixAddress local, peer;
  TextPattern peer_label;
};

class SocketTable {
 public:
  void add(const ResolvedRule& rule, const NetworkRule& network, Expander& expander);
  void add(const ResolvedRule& rule, const UnixRule& socket, Expander& expander);
  void add_all(const ResolvedRule& rule);

  [[nodiscard]] Coverage covers(const NetworkAccess& access) const;
  // Kernels that do not mediate unix sockets by themselves ask the network rules.
  [[nodiscard]] Coverage covers(const UnixAccess& access) const;

 private:
  std::vector<NetworkEntry> network_;
  std::vector<UnixEntry> unix_;
};

}  // namespace profgen::inline v0::policy
