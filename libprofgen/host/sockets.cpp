// The tables of /proc/net.
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "profgen/listening.hpp"

namespace profgen::inline v0::host {
namespace {

std::optional<std::uint32_t> hex_word(std::string_view digits) {
  std::uint32_t value = 0;
  if (digits.empty() || digits.size() > 8) return std::nullopt;
  for (const char c : digits) {
    const bool number = c >= '0' && c <= '9';
    const bool letter = (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
    if (!number && !letter) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(number ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return value;
}

// The kernel prints an address as numbers of 32 bits in this machine's byte order.
std::string address_text(std::string_view digits) {
  std::array<std::uint32_t, 4> words{};
  if (digits.size() != 8 && digits.size() != 32) return {};
  for (std::size_t i = 0; i * 8 < digits.size(); ++i) {
    const auto word = hex_word(digits.substr(i * 8, 8));
    if (!word) return {};
    words[i] = *word;
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = digits.size() == 8 ? AF_INET : AF_INET6;
  return ::inet_ntop(family, words.data(), text.data(), text.size()) == nullptr ? "" : text.data();
}

std::vector<std::string_view> fields_of(std::string_view line, std::size_t at_most) {
  std::vector<std::string_view> out;
  std::size_t at = 0;
  while (out.size() < at_most) {
    at = line.find_first_not_of(' ', at);
    if (at == std::string_view::npos) break;
    const bool last = out.size() + 1 == at_most;
    const std::size_t end = last ? line.size() : std::min(line.find(' ', at), line.size());
    out.push_back(line.substr(at, end - at));
    at = end;
  }
  return out;
}

// sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …
std::optional<ListeningSocket> inet_socket(const std::string& protocol, std::string_view line) {
  const auto fields = fields_of(line, 11);
  if (fields.size() < 10) return std::nullopt;
  // TCP_LISTEN and TCP_CLOSE of include/net/tcp_states.h: a UDP socket without a peer is "closed".
  const std::string_view wanted = protocol.compare(0, 3, "tcp") == 0 ? "0A" : "07";
  const std::size_t colon = fields[1].find(':');
  if (fields[3] != wanted || colon == std::string_view::npos) return std::nullopt;
  const auto port = hex_word(fields[1].substr(colon + 1));
  const auto inode = text::to_number(fields[9]);
  std::string address = address_text(fields[1].substr(0, colon));
  if (!port || *port == 0 || *port > 65535 || !inode || address.empty()) return std::nullopt;
  return ListeningSocket{protocol, std::move(address), static_cast<std::uint16_t>(*port), *inode};
}

// Num: RefCount Protocol Flags Type St Inode Path
std::optional<ListeningSocket> unix_socket(std::string_view line) {
  constexpr std::uint32_t accepts = 0x10000;  // __SO_ACCEPTCON
  const auto fields = fields_of(line, 8);
  if (fields.size() < 8) return std::nullopt;  // without a name nobody can call it
  const auto flags = hex_word(fields[3]);
  const auto inode = text::to_number(fields[6]);
  if (!flags || (*flags & accepts) == 0 || !inode) return std::nullopt;
  return ListeningSocket{"unix", std::string(fields[7]), 0, *inode};
}

}  // namespace

std::vector<ListeningSocket> read_sockets(const std::string& protocol, const std::string& text) {
  std::vector<ListeningSocket> out;
  bool heading = true;
  for (const std::string_view line : text::split(text, '\n')) {
    if (std::exchange(heading, false)) continue;
    auto socket = protocol == "unix" ? unix_socket(line) : inet_socket(protocol, line);
    if (socket) out.push_back(std::move(*socket));
  }
  return out;
}

}  // namespace profgen::inline v0::host
