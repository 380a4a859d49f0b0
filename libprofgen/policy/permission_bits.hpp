// The permissions of rules that have words for them, and what a rule without words is about.
#pragma once

#include <cstdint>
#include <string_view>

#include "grammar/vocabulary.hpp"

namespace profgen::inline v0::policy {

[[nodiscard]] inline std::uint32_t dbus_bit(std::string_view word) {
  return grammar::bits_of(grammar::dbus_permissions, word);
}
[[nodiscard]] inline std::uint32_t socket_bit(std::string_view word) {
  return grammar::bits_of(grammar::socket_permissions, word);
}

inline constexpr std::uint32_t signal_every = 3;
inline constexpr std::uint32_t ptrace_every = 15;
inline constexpr std::uint32_t mqueue_every = (1U << 7U) - 1;
inline constexpr std::uint32_t io_uring_every = 3;
inline constexpr std::uint32_t socket_every = (1U << 12U) - 1;

// A rule without permission words is about all of them; an access without them might be any.
[[nodiscard]] inline std::uint32_t or_every(std::uint32_t perms, std::uint32_t every) {
  return perms == 0 ? every : perms;
}
// Of a socket rule: conditions on a peer leave out what has none.
[[nodiscard]] inline std::uint32_t socket_effective(std::uint32_t perms, bool has_peer) {
  static const std::uint32_t with_peer =
      socket_bit("accept") | socket_bit("connect") | socket_bit("send") | socket_bit("receive");
  perms = or_every(perms, socket_every);
  return has_peer ? perms & with_peer : perms;
}

}  // namespace profgen::inline v0::policy
