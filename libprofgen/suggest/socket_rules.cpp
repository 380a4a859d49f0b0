// network, unix and dbus rules.
#include <fmt/format.h>

#include "grammar/vocabulary.hpp"
#include "suggest/literal_rules.hpp"

namespace profgen::inline v0::suggest {
namespace {

using policy::Condition;
using policy::literal_pattern;
using policy::Rule;

std::uint32_t socket(std::string_view word) {
  return grammar::bits_of(grammar::socket_permissions, word);
}

// Only these take a peer in a rule (apparmor.d(5)); the others would not compile with one.
std::uint32_t with_peer() {
  return socket("accept") | socket("connect") | socket("send") | socket("receive");
}

void add(std::vector<Condition>& to, std::string_view key, std::string value) {
  if (!value.empty()) to.push_back({std::string(key), {std::move(value)}, "="});
}

std::vector<Condition> conditions(const Endpoint& end) {
  std::vector<Condition> out;
  // An address stands unquoted: nothing but an address may pass.
  if (end.address.find_first_not_of("0123456789abcdefABCDEF.:") == std::string::npos)
    add(out, "ip", end.address);
  if (end.port != 0) add(out, "port", fmt::format("{}", end.port));
  return out;
}

// What the kernel gives a socket that binds to nothing (autobind): five hexadecimal digits.
bool is_autobound(std::string_view name) {
  return name.size() == 5 && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Of an abstract address, its '@' included.
std::string abstract_pattern(std::string_view address, const Spelling& spell) {
  const std::string_view name = address.substr(1);
  if (spell.context != nullptr && is_autobound(name)) {
    std::string out = "@";
    for (std::size_t i = 0; i < name.size(); ++i) out += "[0-9a-f]";
    return out;
  }
  return "@" + spell(name);
}

// One rule, or two where only some of the permissions may name the peer.
template <typename Body>
std::vector<Rule> split_by_peer(Body body) {
  const std::uint32_t with = body.perms & with_peer();
  const std::uint32_t without = body.perms & ~with_peer();
  if (body.peer.empty() || body.perms == 0 || without == 0) return {{{}, body}};
  std::vector<Rule> rules;
  if (with != 0) {
    body.perms = with;
    rules.push_back({{}, body});
  }
  body.perms = without;
  body.peer.clear();
  rules.push_back({{}, body});
  return rules;
}

}  // namespace

std::vector<Rule> network_rules(const Ask& ask, Generalise generalise) {
  const auto& first = std::get<NetworkAccess>(ask.needed.front());
  if (grammar::find_word(grammar::network_families, first.family) == nullptr) return {};
  policy::NetworkRule rule;
  rule.domain = first.family;
  if (grammar::find_word(grammar::socket_types, first.type) != nullptr) rule.type = first.type;
  if (generalise != Generalise::exact) return {{{}, rule}};
  for (const Access& access : ask.needed) rule.perms |= std::get<NetworkAccess>(access).perms;
  if (first.family == "inet" || first.family == "inet6") {
    rule.local = conditions(first.local);
    rule.peer = conditions(first.peer);
  }
  return split_by_peer(rule);
}

std::vector<Rule> unix_rules(const Ask& ask, const Spelling& spell) {
  const auto& first = std::get<UnixAccess>(ask.needed.front());
  policy::UnixRule rule;
  for (const Access& access : ask.needed) rule.perms |= std::get<UnixAccess>(access).perms;
  if (rule.perms == 0) return {};
  if (grammar::find_word(grammar::socket_types, first.type) != nullptr)
    add(rule.local, "type", first.type);
  const auto address = [&](const std::string& bytes) {
    return bytes.front() == '@' ? abstract_pattern(bytes, spell) : bytes;
  };
  const auto nameable = [](const std::string& bytes) {
    return bytes == "none" || bytes == "auto" || (bytes.size() > 1 && bytes.front() == '@');
  };
  if (nameable(first.address)) add(rule.local, "addr", address(first.address));
  if (nameable(first.peer_address)) add(rule.peer, "addr", address(first.peer_address));
  if (!first.peer_label.empty()) add(rule.peer, "label", literal_pattern(first.peer_label));
  return split_by_peer(rule);
}

std::vector<Rule> dbus_rules(const Ask& ask, const Spelling& spell) {
  const auto& first = std::get<DbusAccess>(ask.needed.front());
  policy::DbusRule rule;
  for (const Access& access : ask.needed) rule.perms |= std::get<DbusAccess>(access).perms;
  if (rule.perms == 0) return {};
  const Spelling pattern;
  add(rule.local, "bus", pattern(first.bus));
  const auto bit = [](std::string_view word) {
    return grammar::bits_of(grammar::dbus_permissions, word);
  };
  if ((rule.perms & bit("eavesdrop")) != 0) return {{{}, rule}};
  if ((rule.perms & bit("bind")) != 0) {
    add(rule.local, "name", pattern(first.name));
    return {{{}, rule}};
  }
  add(rule.local, "path", spell(first.path));
  add(rule.local, "interface", pattern(first.interface));
  add(rule.local, "member", pattern(first.member));
  add(rule.peer, "label", pattern(first.peer_label));
  return {{{}, rule}};
}

}  // namespace profgen::inline v0::suggest
