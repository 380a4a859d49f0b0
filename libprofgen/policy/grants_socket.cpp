#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"
#include "policy/grants_of.hpp"
#include "policy/permission_bits.hpp"

namespace profgen::inline v0::policy {
namespace {

std::vector<std::string> words_of(std::span<const grammar::Word> table) {
  std::vector<std::string> words;
  for (const grammar::Word& word : table) words.emplace_back(word.text);
  return words;
}

std::string families(const NetworkRule& rule) {
  if (!rule.domain.empty()) return rule.domain;
  if (rule.protocol == "icmp") return "inet";
  if (!rule.protocol.empty()) return "{inet,inet6}";
  std::vector<std::string> words;
  for (const std::string& word : words_of(grammar::network_families))
    if (word != "unix") words.push_back(word);
  return one_of(words);
}

// What names only a protocol is about sockets of its type.
std::string types(const NetworkRule& rule) {
  constexpr std::pair<std::string_view, const char*> of_protocol[] = {
      {"tcp", "stream"}, {"udp", "dgram"}, {"icmp", "raw"}};
  if (!rule.type.empty()) return rule.type;
  for (const auto& [protocol, type] : of_protocol)
    if (rule.protocol == protocol) return type;
  return one_of(words_of(grammar::socket_types));
}

// In the form in which inet_ntop() writes it; as it is where it is none.
std::string address(const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  std::array<char, INET6_ADDRSTRLEN> out{};
  for (const int family : {AF_INET, AF_INET6})
    if (inet_pton(family, text.c_str(), bytes.data()) == 1)
      return inet_ntop(family, bytes.data(), out.data(), static_cast<socklen_t>(out.size()));
  return text;
}

std::string padded(std::uint64_t number, std::size_t digits) {
  std::string text = std::to_string(number);
  return std::string(digits > text.size() ? digits - text.size() : 0, '0') + text;
}

// The numbers low … high, both of the same count of digits, as patterns.
void digits_between(const std::string& low, const std::string& high, const std::string& prefix,
                    std::vector<std::string>& out) {
  if (low.empty()) return out.push_back(prefix);
  const std::string rest_low = low.substr(1), rest_high = high.substr(1);
  if (low[0] == high[0]) return digits_between(rest_low, rest_high, prefix + low[0], out);
  const std::string nines(rest_low.size(), '9'), zeros(rest_low.size(), '0');
  std::string any;
  for (std::size_t i = 0; i < rest_low.size(); ++i) any += "[0-9]";
  char from = low[0], to = high[0];
  if (rest_low != zeros) digits_between(rest_low, nines, prefix + from++, out);
  if (rest_high != nines) digits_between(zeros, rest_high, prefix + to--, out);
  if (from <= to) out.push_back(prefix + "[" + from + "-" + to + "]" + any);
}

std::optional<std::string> ports(const std::string& value) {
  constexpr std::size_t width = 5;
  if (value.empty()) return any_text;
  const std::size_t dash = value.find('-');
  const auto low = text::to_number(std::string_view(value).substr(0, dash));
  const auto high =
      dash == std::string::npos ? low : text::to_number(std::string_view(value).substr(dash + 1));
  if (!low || !high || *low > *high || *high > 65535) return std::nullopt;
  std::vector<std::string> patterns;
  digits_between(padded(*low, width), padded(*high, width), "", patterns);
  return one_of(patterns);
}

std::string address_of(const std::vector<Condition>& conditions) {
  const std::string value = first_value(conditions, "ip");
  return value.empty() ? any_text : address(value);
}

// What is neither of `known` is compared as it is written.
std::string others(const std::vector<Condition>& conditions,
                   std::initializer_list<std::string_view> known) {
  std::string out;
  for (const Condition& condition : conditions)
    if (std::find(known.begin(), known.end(), condition.key) == known.end())
      out += condition.key + condition.op + text::join(condition.values, " ") + ";";
  return out.empty() ? any_text : literal_pattern(out);
}

std::optional<std::string> unix_address(const std::vector<Condition>& conditions,
                                        GrantBuilder& builder) {
  const std::string value = first_value(conditions, "addr");
  // What the kernel chooses: "@" and five hexadecimal digits.
  if (value == "auto") return "@[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]";
  return builder.text(value);
}

}  // namespace

void GrantBuilder::operator()(const NetworkRule& body) {
  const std::uint32_t perms = socket_effective(body.perms, !body.peer.empty());
  const auto local_port = ports(first_value(body.local, "port"));
  const auto peer_port = ports(first_value(body.peer, "port"));
  const std::string rest = others(body.local, {"ip", "port"});
  const std::string local = address_of(body.local), peer = address_of(body.peer);
  if (body.domain != "unix") {
    add(GrantClass::network, perms,
        {families(body), types(body), local, local_port, peer, peer_port, rest});
    // A socket has no address yet when it is made.
    if (!body.local.empty() && (perms & socket_bit("create")) != 0)
      add(GrantClass::network, socket_bit("create"),
          {families(body), types(body), any_text, any_text, peer, peer_port, rest});
  }
  // Unix sockets are also what rules about all families, or about theirs, grant.
  const bool of_unix = body.domain == "unix" || (body.domain.empty() && body.protocol.empty());
  if (of_unix && body.local.empty() && body.peer.empty())
    add(GrantClass::unix_socket, perms, {types(body), any_text, any_text, any_text, any_text});
}

void GrantBuilder::operator()(const UnixRule& body) {
  const std::uint32_t perms = socket_effective(body.perms, !body.peer.empty());
  std::vector<std::string> type_words = words_of(grammar::socket_types);
  for (const Condition& condition : body.local)
    if (condition.key == "type") type_words = condition.values;
  const std::string rest = others(body.local, {"type", "addr"});
  const auto local = unix_address(body.local, *this);
  const auto peer = unix_address(body.peer, *this);
  const auto label = text(first_value(body.peer, "label"));
  const std::string kinds = one_of(type_words);
  add(GrantClass::unix_socket, perms, {kinds, local, peer, label, rest});
  if (local && *local != any_text && (perms & socket_bit("create")) != 0)
    add(GrantClass::unix_socket, socket_bit("create"), {kinds, any_text, peer, label, rest});
}

}  // namespace profgen::inline v0::policy
